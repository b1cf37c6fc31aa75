terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Nothing is set: the current profile of KooCLI is used or, if there is none, the
# key in ~/.huaweicloud/credentials, the file of the SDK.
provider "entitlements" {}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
