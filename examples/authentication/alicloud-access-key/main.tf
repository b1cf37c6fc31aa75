terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The key is in the environment: ALICLOUD_ACCESS_KEY with ALICLOUD_SECRET_KEY, and
# ALICLOUD_SECURITY_TOKEN for a temporary key.
provider "entitlements" {
  alicloud {
    region = "cn-shanghai"
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
