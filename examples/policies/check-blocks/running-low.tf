# Policy: no package has less than a percentage left. Of all lists, only
# AiContent's says how much was bought and how much is left.

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
  # A package that is over cannot run low. It is over when its cloud no longer
  # calls it ACTIVE and its end, read in the latest zone there is, is past.
  low_rows = [
    for package in data.entitlements_aicontent_paid_resources.all.resources : {
      title = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
      left  = package.remain_quantity
      of    = package.quantity
      # Of nothing, or of an amount that is not known, there is no percentage.
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
  description = "The packages with less than the percentage left."
  value       = local.low
}
