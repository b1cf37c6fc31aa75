terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Two accounts beside the one of the key in the environment. That key assumes a
# role in the first, and the second has a profile of its own.
provider "entitlements" {
  account {
    name = "prod"

    alicloud {
      assume_role {
        role_arn = "acs:ram::1234567890123456:role/entitlements-reader"
      }
    }
  }

  account {
    name = "audit"

    alicloud {
      profile = "audit"
    }
  }
}

data "entitlements_ice_airtc_licenses" "all" {
  for_each = toset(["default", "prod", "audit"])
  account  = each.key
}

output "licence_ids" {
  value = flatten([for licenses in data.entitlements_ice_airtc_licenses.all : licenses.ids])
}
