terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

# Everything that you own, in every cloud and account that the provider has a
# block of.
data "entitlements_inventory" "all" {
  # AiContent returns times without a zone.
  aicontent_time_zone = "Asia/Shanghai"
}

locals {
  in_30_days = timeadd(plantimestamp(), "720h")

  # One rule for all lists: rows that are in use and expire within 30 days.
  expiring = [
    for row in data.entitlements_inventory.all.entitlements : row
    if row.state == "active" && (row.expires_at == null ? false : timecmp(row.expires_at, local.in_30_days) < 0)
  ]
}

# Warns, and names the rows.
check "nothing_expires_soon" {
  assert {
    condition = length(local.expiring) == 0
    error_message = join("\n", concat(["Expires within 30 days:"], [
      for row in local.expiring : "${row.source} ${coalesce(row.id, "without an id")}: ${row.expires_at}"
    ]))
  }
}

# The number of rows by cloud, source and state.
output "summary" {
  value = data.entitlements_inventory.all.summary
}

# The notes on the rows, such as that a status contradicts a date.
output "notes" {
  value = distinct(flatten(data.entitlements_inventory.all.entitlements[*].notes))
}

# The lists that were read.
output "sources_read" {
  value = data.entitlements_inventory.all.sources_read
}
