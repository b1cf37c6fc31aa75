terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Nothing is set: the current profile of KooCLI signs in or, where there is none,
# the key in ~/.huaweicloud/credentials, which is the SDK's file.
provider "entitlements" {}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
