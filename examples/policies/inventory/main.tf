# Policies on everything that you own: one rule for all lists of both clouds. The rows
# of a new list are judged by the same rules as soon as it is read.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

variable "sources" {
  description = "Lists to read. Null means every list whose cloud has credentials."
  type        = set(string)
  default     = null
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "days" {
  description = "Number of days before its expiry from which on a row is reported."
  type        = number
  default     = 30
}

variable "percent" {
  description = "A row with less than this percentage left is reported."
  type        = number
  default     = 10
}

variable "none_expected" {
  description = "Lists that may be empty."
  type        = set(string)
  default     = []
}

data "entitlements_inventory" "all" {
  sources             = var.sources
  aicontent_time_zone = var.aicontent_time_zone
}

locals {
  now      = plantimestamp()
  deadline = timeadd(local.now, "${var.days * 24}h")

  rows = [
    for row in data.entitlements_inventory.all.entitlements : merge(row, {
      title = join(" ", compact([row.source, coalesce(row.id, "without an id"), row.kind]))
      past  = row.expires_at == null ? false : timecmp(row.expires_at, local.now) < 0
    })
  ]

  # Rows that are or may be in use. An undocumented status is unknown, and counts as
  # in use until the row has expired.
  current = [for row in local.rows : row if row.state == "active" || (row.state == "unknown" && !row.past)]

  expiring = [
    for row in local.current : "${row.title}: ${row.expires_at}"
    if row.expires_at == null ? false : timecmp(row.expires_at, local.deadline) <= 0
  ]
  low = [
    for row in local.current : "${row.title}: ${row.remaining} of ${row.total} left"
    if row.remaining_percent == null ? false : row.remaining_percent < var.percent
  ]
  blocked = [for row in local.rows : "${row.title} is ${row.state}" if contains(["frozen", "unpaid"], row.state)]

  empty = [
    for source, rows in data.entitlements_inventory.all.summary.by_source : source
    if rows == 0 && !contains(var.none_expected, source)
  ]

  # If a row cannot be judged although its API has the fields, its notes say why.
  unjudged = [
    for row in local.current : "${row.title}: ${join("; ", row.notes)}"
    if anytrue([for note in row.notes : startswith(note, "expires_at: ") || startswith(note, "remaining_percent: ")])
  ]
}

check "nothing_expires_soon" {
  assert {
    condition     = length(local.expiring) == 0
    error_message = "Expired and in use, or expiring within ${var.days} days:\n  ${join("\n  ", local.expiring)}"
  }
}

check "enough_is_left" {
  assert {
    condition     = length(local.low) == 0
    error_message = "Less than ${var.percent} percent left:\n  ${join("\n  ", local.low)}"
  }
}

check "nothing_is_blocked" {
  assert {
    condition     = length(local.blocked) == 0
    error_message = "Frozen or unpaid:\n  ${join("\n  ", local.blocked)}"
  }
}

check "everything_can_be_judged" {
  assert {
    condition     = length(local.unjudged) == 0
    error_message = "These cannot be judged:\n  ${join("\n  ", local.unjudged)}"
  }
}

# An empty list passes every policy on its rows. That is right if nothing was bought,
# and wrong if the key belongs to another account.
check "no_source_is_empty" {
  assert {
    condition     = length(local.empty) == 0
    error_message = "Nothing was found in: ${join(", ", local.empty)}. If that is right, name them in none_expected."
  }
}
