terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# An agency of the account that owns the licenses, assumed with the key in the
# environment. It works with any other source of credentials too.
provider "entitlements" {
  huaweicloud {
    assume_role {
      agency_name = "entitlements-reader"
      domain_name = "license-owner"
    }
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_codearts_ide_licenses.all.ids
}
