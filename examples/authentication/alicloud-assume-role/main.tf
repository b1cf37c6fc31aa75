terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A role in the account that owns the licenses, assumed with the key in the
# environment. It works with any other source of credentials too.
provider "entitlements" {
  alicloud {
    assume_role {
      role_arn     = "acs:ram::1234567890123456:role/entitlements-reader"
      session_name = "license-audit"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
