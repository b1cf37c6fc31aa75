terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

locals {
  # A package with an unknown amount, or with a quantity of zero, is not known to
  # have enough.
  active = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : package
    if coalesce(package.resource_status, "ACTIVE") == "ACTIVE"
  ]
  enough = [
    for package in local.active : package
    if package.quantity == null || package.remain_quantity == null ? false : package.quantity > 0 && package.remain_quantity * 10 >= package.quantity
  ]
}

# Warns if no package is active, or if one is not known to have a tenth left.
check "enough_is_left" {
  assert {
    condition     = length(local.active) > 0 && length(local.enough) == length(local.active)
    error_message = "${length(local.enough)} of ${length(local.active)} active resource packages are known to have a tenth left."
  }
}
