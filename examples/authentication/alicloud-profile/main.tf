terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# A profile of aliyun-cli.
provider "entitlements" {
  alicloud {
    profile                 = "audit"
    shared_credentials_file = "~/.aliyun/config.json"
  }
}

data "entitlements_ice_airtc_licenses" "all" {}

output "license_ids" {
  value = data.entitlements_ice_airtc_licenses.all.ids
}
