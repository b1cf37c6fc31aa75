terraform {
  required_version = ">= 1.8"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

# The packages that are nearly used up, with the percentage that is left. If a
# quantity is not known, the percentage is null, and the package is left out. So
# is a package with a quantity of zero, which has no percentage.
output "nearly_used_up" {
  value = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      instance_id = package.instance_id
      package     = package.resource_package_code
      percent     = provider::entitlements::remaining_percent(package.remain_quantity, package.quantity)
    }
    if package.quantity == 0 ? false : coalesce(provider::entitlements::remaining_percent(package.remain_quantity, package.quantity), 100) < 10
  ]
}
