terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_item_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
