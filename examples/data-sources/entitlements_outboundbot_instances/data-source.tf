terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

data "entitlements_outboundbot_instances" "all" {}

output "instance_ids" {
  value = data.entitlements_outboundbot_instances.all.ids
}
