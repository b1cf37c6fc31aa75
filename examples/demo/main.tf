# What does the company own, what is nearly used up, and what expires soon? This
# reads the lists of both clouds, each by itself and all in one. It creates, changes
# and deletes nothing.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = "~> 0.1"
    }
  }
}

# Alibaba Cloud: license batches for real-time conversational AI.
data "entitlements_ice_airtc_licenses" "all" {}

# Alibaba Cloud: resource packages of AiContent.
data "entitlements_aicontent_paid_resources" "all" {}

# Alibaba Cloud: OutboundBot instances.
data "entitlements_outboundbot_instances" "all" {}

# Huawei Cloud: CodeArts IDE licenses, one per seat.
data "entitlements_codearts_ide_licenses" "all" {}

# All lists in one. AiContent returns times without a zone, so it must be set.
data "entitlements_inventory" "all" {
  aicontent_time_zone = var.aicontent_time_zone
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

locals {
  now  = plantimestamp()
  soon = timeadd(local.now, "720h") # 30 days

  # Rows without an expiry date or a remaining quantity are left out, because their
  # API does not return them.
  expiring = [
    for row in data.entitlements_inventory.all.entitlements : row
    if row.expires_at == null ? false : timecmp(row.expires_at, local.now) >= 0 && timecmp(row.expires_at, local.soon) < 0
  ]
  line = "%-21s %-25s %-19s %-15s %-8s %4s"

  nearly_gone = [
    for row in data.entitlements_inventory.all.entitlements : row
    if row.remaining_percent == null ? false : row.remaining_percent < 10
  ]
}

# The ids, to pass to other resources and modules.
output "all_license_ids" {
  value = {
    ice_airtc_licenses    = data.entitlements_ice_airtc_licenses.all.ids
    codearts_ide_licenses = data.entitlements_codearts_ide_licenses.all.ids
  }
}

# One rule for all lists, as a table. Times in RFC 3339 and UTC can be sorted as
# strings.
output "expires_within_30_days" {
  value = join("\n", concat(
    [format(local.line, "EXPIRES AT", "SOURCE", "ID", "KIND", "STATE", "LEFT")],
    sort([
      for row in local.expiring : format(
        local.line, row.expires_at, row.source, coalesce(row.id, "-"), coalesce(row.kind, "-"), row.state,
        row.remaining_percent == null ? "-" : format("%.0f%%", row.remaining_percent)
      )
    ])
  ))
}

output "less_than_a_tenth_left" {
  value = [
    for row in local.nearly_gone : "${row.source} ${coalesce(row.id, "-")}, ${coalesce(row.name, "no name")}: ${row.remaining} of ${row.total} left"
  ]
}

# The number of rows by cloud, source and state, and the earliest expiry.
output "summary" {
  value = data.entitlements_inventory.all.summary
}

output "number_of_rows" {
  value = {
    ice_airtc_licenses       = length(data.entitlements_ice_airtc_licenses.all.licenses)
    aicontent_paid_resources = length(data.entitlements_aicontent_paid_resources.all.resources)
    outboundbot_instances    = length(data.entitlements_outboundbot_instances.all.instances)
    codearts_ide_licenses    = length(data.entitlements_codearts_ide_licenses.all.licenses)
  }
}
