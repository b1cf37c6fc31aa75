terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The active license batches. The key comes from the environment.
data "entitlements_ice_airtc_licenses" "active" {
  status = 1
}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.active.ids
}
