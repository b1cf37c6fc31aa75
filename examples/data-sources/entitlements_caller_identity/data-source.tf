terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# The account that is read on each cloud.
data "entitlements_caller_identity" "this" {
  for_each = toset(["alicloud", "huaweicloud"])
  cloud    = each.key
}

output "account_ids" {
  value = { for cloud, identity in data.entitlements_caller_identity.this : cloud => identity.account_id }
}
