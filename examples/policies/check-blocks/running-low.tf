# Policy: no package has less than a percentage left. Only the list of AiContent has
# both amounts.

variable "percent" {
  description = "A package with less than this percentage left is reported."
  type        = number
  default     = 10

  validation {
    condition     = var.percent >= 0 && var.percent <= 100
    error_message = "A percentage from 0 to 100."
  }
}

locals {
  # An expired package cannot run low. It has expired if its status is not ACTIVE and
  # its expiry is past in every time zone.
  low_rows = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      title = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
      left  = package.remain_quantity
      of    = package.quantity
      # A quantity of zero, or an unknown amount, has no percentage.
      known = package.quantity == null || package.remain_quantity == null ? false : package.quantity > 0 && package.remain_quantity >= 0
      over  = coalesce(package.resource_status, "ACTIVE") != "ACTIVE"
      last  = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}-12:00"
    }
  ]
  low_current = [for row in local.low_rows : row if row.over && can(timecmp(row.last, row.last)) ? timecmp(row.last, plantimestamp()) >= 0 : true]

  low_unjudged = [for row in local.low_current : row.title if !row.known]

  low = [
    for row in local.low_current : "${row.title}: ${row.left} of ${row.of} left"
    if row.known ? row.left * 100 < row.of * var.percent : false
  ]
}

check "no_package_runs_low" {
  assert {
    condition     = length(local.low) == 0
    error_message = "Less than ${var.percent} percent left:\n  ${join("\n  ", local.low)}"
  }

  assert {
    condition     = length(local.low_unjudged) == 0
    error_message = "It is not known how much of these is left, so they cannot be judged:\n  ${join("\n  ", local.low_unjudged)}"
  }
}

output "low" {
  description = "Packages with less than the percentage left."
  value       = local.low
}
