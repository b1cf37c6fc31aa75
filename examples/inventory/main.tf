# Fails the pipeline some days before anything that you own expires. The guide
# "Everything that is owned" explains it.

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

variable "days" {
  description = "Number of days before an expiry from which on the pipeline fails."
  type        = number
  default     = 30
}

variable "aicontent_time_zone" {
  description = "Time zone of AiContent's times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "renewing" {
  description = "Ids of rows that are being renewed, or may expire."
  type        = set(string)
  default     = []
}

variable "enforce" {
  description = "Whether expiring rows fail the run. If false, they are only listed."
  type        = bool
  default     = false
}

data "entitlements_inventory" "expiring" {
  # If this is set, a list without credentials is an error. If it is null, such a
  # list is not read, and its rows are missing.
  sources = var.sources

  expires_before      = timeadd(plantimestamp(), "${var.days * 24}h")
  aicontent_time_zone = var.aicontent_time_zone

  # A row with an undocumented status may be in use.
  states = ["active", "unknown"]
}

locals {
  expiring = [
    for row in data.entitlements_inventory.expiring.entitlements : row
    # A row that is not known to be in use and has expired is left out.
    if(row.state == "active" || timecmp(row.expires_at, plantimestamp()) >= 0)
    && !contains(var.renewing, coalesce(row.id, "-"))
  ]

  # The earliest first: times in RFC 3339 and UTC can be sorted as strings.
  lines = sort([
    for row in local.expiring :
    join("  ", compact(concat([row.expires_at, row.source, coalesce(row.id, "without an id"), row.kind], row.notes)))
  ])
}

output "expiring" {
  description = "Rows that expire, the earliest first."
  value       = local.lines

  precondition {
    condition     = !var.enforce || length(local.lines) == 0
    error_message = join("\n", concat(["${length(local.lines)} entitlements expire within ${var.days} days:"], local.lines))
  }
}

output "sources_read" {
  description = "The lists that were read completely."
  value       = data.entitlements_inventory.expiring.sources_read
}
