terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Whatever signs in: if it belongs to another account, nothing is read.
provider "entitlements" {
  alicloud {
    allowed_account_ids = ["1234567890123456"]

    assume_role {
      role_arn = "acs:ram::1234567890123456:role/entitlements-reader"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "licence_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
