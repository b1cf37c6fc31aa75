terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

data "entitlements_ice_airtc_licenses" "active" {
  status = 1
}

# The days that each batch has left. A batch that ended a minute ago has -1, and
# one whose end is not known has null.
output "days_left" {
  value = {
    for license in data.entitlements_ice_airtc_licenses.active.licenses :
    license.license_item_id => provider::entitlements::days_until(license.expired_on, plantimestamp())
  }
}
