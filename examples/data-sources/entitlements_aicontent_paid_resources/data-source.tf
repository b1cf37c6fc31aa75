terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

# Warns where a package has less than a tenth left.
check "enough_is_left" {
  assert {
    condition = alltrue([
      for package in data.entitlements_aicontent_paid_resources.all.resources :
      package.remain_quantity * 10 >= package.quantity
      if package.resource_status == "ACTIVE"
    ])
    error_message = "A resource package has less than a tenth left."
  }
}
