# Several accounts with one provider. Each role is assumed with the provider's own
# credentials, which are in the environment here: ALICLOUD_ACCESS_KEY with
# ALICLOUD_SECRET_KEY, and HW_ACCESS_KEY with HW_SECRET_KEY.
terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

variable "accounts" {
  description = "The accounts to read: the role to assume in each, by account name."
  type        = map(string)
  default = {
    prod    = "acs:ram::1111111111111111:role/entitlements-reader"
    staging = "acs:ram::2222222222222222:role/entitlements-reader"
  }
}

provider "entitlements" {
  alicloud {
    region = "cn-shanghai" # inherited by every account
  }

  # One block for each account of the variable.
  dynamic "account" {
    for_each = var.accounts
    content {
      name = account.key
      alicloud {
        # If the role belongs to another account, the read fails.
        allowed_account_ids = [split(":", account.value)[3]]
        assume_role {
          role_arn = account.value
        }
      }
    }
  }

  account {
    name = "partner"
    huaweicloud {
      assume_role {
        agency_name = "entitlements-reader"
        domain_name = "license-owner"
      }
    }
  }
}

# The same list for each account.
data "entitlements_ice_airtc_licenses" "each" {
  for_each = var.accounts
  account  = each.key
}

data "entitlements_codearts_ide_licenses" "partner" {
  account = "partner"
}

# The provider's own credentials are the account "default".
data "entitlements_ice_airtc_licenses" "own" {}

output "license_ids" {
  value = merge(
    { for name, list in data.entitlements_ice_airtc_licenses.each : name => list.ids },
    { (data.entitlements_ice_airtc_licenses.own.account) = data.entitlements_ice_airtc_licenses.own.ids },
    { partner = data.entitlements_codearts_ide_licenses.partner.ids },
  )
}
