terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A service on this machine that returns temporary keys.
provider "entitlements" {
  alicloud {
    credentials_uri = "http://127.0.0.1:7999/keys"
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
