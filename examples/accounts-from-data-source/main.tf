# The accounts come from another data source: here, the state of another
# configuration that has the ids of an organization's accounts by name.
terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

data "terraform_remote_state" "organization" {
  backend = "local"
  config = {
    path = "${path.module}/organization.json"
  }
}

locals {
  accounts = data.terraform_remote_state.organization.outputs.accounts
}

provider "entitlements" {
  dynamic "account" {
    for_each = local.accounts
    content {
      name = account.key
      alicloud {
        allowed_account_ids = [account.value]
        assume_role {
          role_arn = "acs:ram::${account.value}:role/entitlements-reader"
        }
      }
    }
  }
}

data "entitlements_aicontent_paid_resources" "each" {
  for_each = local.accounts
  account  = each.key
}

output "packages" {
  value = { for name, list in data.entitlements_aicontent_paid_resources.each : name => length(list.resources) }
}
