terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Nothing is set: the current profile of aliyun-cli is used, and its region is
# read.
provider "entitlements" {}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
