terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
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
