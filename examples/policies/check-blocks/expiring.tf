# Policy: no license and no package expires within a number of days.
#
# An expired row is also reported for ended_days, whatever its status: a policy that
# passes on the day of the outage is worse than no policy. If its status does not say
# that it has expired, it is reported after that too.

variable "days" {
  description = "Number of days before its expiry from which on a license or package is reported."
  type        = number
  default     = 30

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "ended_days" {
  description = "Number of days for which an expired row is reported although its status says that it has expired."
  type        = number
  default     = 30

  validation {
    condition     = var.ended_days >= 0 && floor(var.ended_days) == var.ended_days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "accepted" {
  description = "Ids of rows that may expire, because they were renewed or are no longer needed, and that may have a status that is not documented."
  type        = set(string)
  default     = []
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
  expiring_ended    = timeadd(local.expiring_now, "-${var.ended_days * 24}h")

  # Everything that can expire, with the same attributes: the time as the API returns
  # it, the earliest and latest moment that it can mean, and whether the status says
  # that the row has expired.
  # Status 2 of ICE is expired. AiContent documents only the status ACTIVE.
  expiring_rows = concat(
    [
      for license in data.entitlements_ice_airtc_licenses.all.licenses : {
        id    = license.license_item_id
        title = "ICE license ${coalesce(license.license_item_id, "without an id")}"
        ends  = license.expired_on
        first = license.expired_on
        last  = license.expired_on
        over  = license.status == 2
        known = license.status == 1 || license.status == 2
      }
    ],
    [
      for package in data.entitlements_aicontent_paid_resources.all.resources : {
        id    = package.instance_id
        title = "AiContent package ${coalesce(package.instance_id, "without an id")}, ${coalesce(package.resource_package_code, "no code")}"
        ends  = package.expire_time
        first = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "+14:00")}"
        last  = package.expire_time == null ? null : "${replace(package.expire_time, " ", "T")}${coalesce(var.aicontent_utc_offset, "-12:00")}"
        over  = package.resource_status == null ? false : package.resource_status != "ACTIVE"
        known = package.resource_status == "ACTIVE"
      }
    ],
  )

  # A time that is missing or not valid makes timecmp fail.
  expiring_judged   = [for row in local.expiring_rows : row if can(timecmp(row.first, row.last))]
  expiring_unjudged = [for row in local.expiring_rows : row.title if !can(timecmp(row.first, row.last))]

  expiring = [
    for row in local.expiring_judged : "${row.title}: ${row.ends}"
    if timecmp(row.first, local.expiring_deadline) <= 0
    && (!row.over || timecmp(row.last, local.expiring_ended) >= 0)
    && !contains(var.accepted, coalesce(row.id, row.title))
  ]

  # What may not be usable although it has not ended.
  expiring_odd = [
    for row in local.expiring_judged : row.title
    if !row.known && timecmp(row.first, local.expiring_now) > 0 && !contains(var.accepted, coalesce(row.id, row.title))
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

  assert {
    condition     = length(local.expiring_odd) == 0
    error_message = "In none of the statuses that the API documents, so they cannot be judged:\n  ${join("\n  ", local.expiring_odd)}"
  }
}

output "expiring" {
  description = "Rows that expire within the days, with the time as the API returns it."
  value       = local.expiring
}
