# Policy: no license and no package expires within a number of days.
#
# What has ended stays on this list until its cloud says so, because a policy
# that turns green on the day of the outage is worse than none. After that, the
# policy on capacity is what tells that nothing was bought in its place.

variable "days" {
  description = "How many days before its end a license or a package is reported."
  type        = number
  default     = 30

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "aicontent_utc_offset" {
  description = <<-END
    The UTC offset, such as "+08:00", that AiContent's times are read in. The API writes "2026-12-31 00:00:00" and
    documents no zone. Without an offset such a time is taken for the earliest moment that it can mean, 14 hours
    before the same time in UTC, and counts as past only when it is past everywhere, 12 hours after.
  END
  type        = string
  default     = null

  validation {
    condition     = var.aicontent_utc_offset == null || can(regex("^[+-][01][0-9]:[0-5][0-9]$", var.aicontent_utc_offset))
    error_message = "An offset from UTC such as +08:00."
  }
}

locals {
  expiring_now      = plantimestamp()
  expiring_deadline = timeadd(local.expiring_now, "${var.days * 24}h")

  # What can expire, in one shape: the time as the API wrote it, the first and
  # the last moment that it can mean, and whether the cloud says that it is over.
  # Status 2 of ICE is expired. AiContent documents no status but ACTIVE.
  expiring_rows = concat(
    [
      for license in data.entitlements_ice_airtc_licenses.all.licenses : {
        title = "ICE license ${coalesce(license.license_item_id, "without an id")}"
        ends  = license.expired_on
        first = license.expired_on
        last  = license.expired_on
        over  = license.status == null ? false : license.status == 2
      }
    ],
    [
      for package in data.entitlements_aicontent_paid_resources.all.resources : {
        title = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
        ends  = package.expire_time
        first = try("${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "+14:00")}", null)
        last  = try("${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "-12:00")}", null)
        over  = package.resource_status == null ? false : package.resource_status != "ACTIVE"
      }
    ],
  )

  # A time that is missing, or that is no time, makes timecmp fail.
  expiring_unjudged = [for row in local.expiring_rows : row.title if !can(timecmp(row.first, row.last))]

  expiring = [
    for row in local.expiring_rows : "${row.title}: ${row.ends}"
    if try(timecmp(row.first, local.expiring_deadline) <= 0 && !(row.over && timecmp(row.last, local.expiring_now) < 0), false)
  ]
}

check "nothing_expires_soon" {
  assert {
    condition     = length(local.expiring) == 0
    error_message = "Expired, or expiring within ${var.days} days:\n  ${join("\n  ", local.expiring)}"
  }

  assert {
    condition     = length(local.expiring_unjudged) == 0
    error_message = "It is not known when these end, so they cannot be judged:\n  ${join("\n  ", local.expiring_unjudged)}"
  }
}

output "expiring" {
  description = "What expires within the days, with the time as the API wrote it."
  value       = local.expiring
}
