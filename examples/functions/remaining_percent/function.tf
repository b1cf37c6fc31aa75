terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

locals {
  packages = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      instance_id = package.instance_id
      package     = package.resource_package_code
      # A quantity of zero is an error. An unknown amount is null.
      percent = package.quantity == 0 ? null : provider::entitlements::remaining_percent(package.remain_quantity, package.quantity)
    }
  ]
}

# The packages that are nearly used up, or whose amounts are not known.
output "nearly_used_up" {
  value = [for package in local.packages : package if package.percent == null ? true : package.percent < 10]
}
