terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

locals {
  # Named, so that one that cannot be read is an error. Without names, what is read
  # depends on the provider's blocks.
  sources = ["ice_airtc_licenses", "aicontent_paid_resources", "outboundbot_instances", "codearts_ide_licenses"]

  in_30_days  = timeadd(plantimestamp(), "720h")
  ago_30_days = timeadd(plantimestamp(), "-720h")

  # One rule for all sources: what ends within 30 days, or has ended. What does not count
  # as active is reported for 30 days, so that nothing turns green when it ends. What the
  # cloud renews by itself is reported only if it has ended all the same.
  expiring = [
    for row in data.entitlements_inventory.all.entitlements : row
    if row.expires_at == null ? false : timecmp(row.expires_at, local.in_30_days) < 0 && (
      row.state == "active" || row.status == null || timecmp(row.expires_at, local.ago_30_days) > 0
    ) && (row.auto_renew != true || timecmp(row.expires_at, plantimestamp()) < 0)
  ]

  # Paid for, and used up, not usable, or not known to be.
  blocked = [
    for row in data.entitlements_inventory.all.entitlements : row
    if contains(["frozen", "unpaid"], row.state) || (
      row.expires_at == null ? contains(["expired", "unknown", "used_up"], row.state) : (
        timecmp(row.expires_at, row.state == "used_up" ? plantimestamp() : local.in_30_days) >= 0 && !contains(["active", "pending"], row.state)
      )
    )
  ]

  # A rule on no rows holds. The sources in which nothing is in use:
  idle = setsubtract(local.sources, [for row in data.entitlements_inventory.all.entitlements : row.source if row.state == "active"])
}

# Everything that you own.
data "entitlements_inventory" "all" {
  sources = local.sources

  # AiContent returns times without a zone.
  aicontent_time_zone = "Asia/Shanghai"
}

# Warns, and names the rows.
check "nothing_expires_soon" {
  assert {
    condition = length(local.expiring) == 0
    error_message = join("\n", concat(["Expires within 30 days, or has ended:"], [
      for row in local.expiring : "${row.source} ${coalesce(row.id, "without an id")}: ${row.expires_at}"
    ]))
  }

  assert {
    condition = length(local.blocked) == 0
    error_message = join("\n", concat(["Not usable:"], [
      for row in local.blocked : "${row.source} ${coalesce(row.id, "without an id")} is ${row.state}"
    ]))
  }

  assert {
    condition     = length(local.idle) == 0
    error_message = "Nothing is in use in ${join(", ", local.idle)}."
  }

  assert {
    condition     = data.entitlements_inventory.all.summary.unjudged == 0
    error_message = "${data.entitlements_inventory.all.summary.unjudged} rows cannot be judged. See their notes."
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
