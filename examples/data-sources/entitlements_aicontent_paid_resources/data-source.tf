terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_aicontent_paid_resources" "all" {}

output "instance_ids" {
  value = data.entitlements_aicontent_paid_resources.all.ids
}
