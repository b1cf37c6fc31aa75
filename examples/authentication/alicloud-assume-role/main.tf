terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A role in the account that owns the licences, assumed with the key in the
# environment. It goes on top of any other way to sign in.
provider "entitlements" {
  alicloud {
    assume_role {
      role_arn     = "acs:ram::1234567890123456:role/entitlements-reader"
      session_name = "licence-audit"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "licence_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
