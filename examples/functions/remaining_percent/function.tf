terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

locals {
  packages = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      instance_id = package.instance_id
      package     = package.resource_package_code
      # Of nothing there is no percentage. Of an amount that is not known it is null.
      percent = package.quantity == 0 ? null : provider::entitlements::remaining_percent(package.remain_quantity, package.quantity)
    }
  ]
}

# The packages that are nearly used up, or of which it is not known how much is left.
output "nearly_used_up" {
  value = [for package in local.packages : package if package.percent == null ? true : package.percent < 10]
}
