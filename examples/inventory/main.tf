# Fails the pipeline some days before anything that is owned expires.
# The guide "Everything that is owned" explains it line by line.

terraform {
  required_version = ">= 1.5"

  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

variable "sources" {
  description = "What must be read. Where it is null, that is every source whose cloud has credentials."
  type        = set(string)
  default     = null
}

variable "days" {
  description = "How many days before something expires the pipeline is to fail."
  type        = number
  default     = 30
}

variable "aicontent_time_zone" {
  description = "Time zone in which AiContent writes its times."
  type        = string
  default     = "Asia/Shanghai"
}

variable "renewing" {
  description = "Ids of what somebody is renewing already, or lets expire."
  type        = set(string)
  default     = []
}

variable "enforce" {
  description = "Whether what expires fails the run. Without it, it is listed only."
  type        = bool
  default     = false
}

data "entitlements_inventory" "expiring" {
  # Named, a source whose credentials got lost is an error. Otherwise it is not
  # read, and nothing of it ever expires.
  sources = var.sources

  expires_before      = timeadd(plantimestamp(), "${var.days * 24}h")
  aicontent_time_zone = var.aicontent_time_zone

  # A status that no document explains may be one of use.
  states = ["active", "unknown"]
}

locals {
  expiring = [
    for row in data.entitlements_inventory.expiring.entitlements : row
    # What is past and not known to be in use has simply ended.
    if(row.state == "active" || timecmp(row.expires_at, plantimestamp()) >= 0)
    && !contains(var.renewing, coalesce(row.id, "-"))
  ]

  # The earliest first: in RFC 3339 and UTC, times sort as text does.
  lines = sort([
    for row in local.expiring :
    join("  ", compact(concat([row.expires_at, row.source, coalesce(row.id, "without an id"), row.kind], row.notes)))
  ])
}

output "expiring" {
  description = "What expires, the earliest first."
  value       = local.lines

  precondition {
    condition     = !var.enforce || length(local.lines) == 0
    error_message = join("\n", concat(["${length(local.lines)} entitlements expire within ${var.days} days:"], local.lines))
  }
}

output "sources_read" {
  description = "What was read, and read whole."
  value       = data.entitlements_inventory.expiring.sources_read
}
