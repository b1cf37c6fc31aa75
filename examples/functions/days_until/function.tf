terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_ice_airtc_licenses" "active" {
  status = 1
}

# The days that each batch has left. A batch that ended a minute ago has -1.
output "days_left" {
  value = {
    for licence in data.entitlements_ice_airtc_licenses.active.licenses :
    licence.license_item_id => provider::entitlements::days_until(licence.expired_on, plantimestamp())
    if licence.expired_on != null
  }
}
