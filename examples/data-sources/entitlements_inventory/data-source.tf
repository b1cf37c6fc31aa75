terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Everything that is owned, of every cloud and account that the provider has a
# block of.
data "entitlements_inventory" "all" {
  # AiContent writes times without a zone.
  aicontent_time_zone = "Asia/Shanghai"
}

locals {
  in_30_days = timeadd(plantimestamp(), "720h")

  # One rule for all sources: what is in use and ends within 30 days.
  expiring = [
    for row in data.entitlements_inventory.all.entitlements : row
    if row.state == "active" && (row.expires_at == null ? false : timecmp(row.expires_at, local.in_30_days) < 0)
  ]
}

# Warns, and names what it warns of.
check "nothing_expires_soon" {
  assert {
    condition = length(local.expiring) == 0
    error_message = join("\n", concat(["Expires within 30 days:"], [
      for row in local.expiring : "${row.source} ${coalesce(row.id, "without an id")}: ${row.expires_at}"
    ]))
  }
}

# How much there is, of what, in which state.
output "summary" {
  value = data.entitlements_inventory.all.summary
}

# What the rows say of themselves, such as that a status contradicts a date.
output "notes" {
  value = distinct(flatten(data.entitlements_inventory.all.entitlements[*].notes))
}

# What was read; nothing is known of the others.
output "sources_read" {
  value = data.entitlements_inventory.all.sources_read
}
