variable "ice_licenses" {
  description = "The attribute licenses of entitlements_ice_airtc_licenses, read without filters: what a filter leaves out is not judged. Null, the default, if the list is not used."
  type = list(object({
    license_item_id = string
    status          = number
    expired_on      = string
  }))
  default = null
}

variable "aicontent_resources" {
  description = "The attribute resources of entitlements_aicontent_paid_resources, read without filters: what a filter leaves out is not judged. Null, the default, if the list is not used."
  type = list(object({
    instance_id           = string
    resource_package_code = string
    resource_status       = string
    quantity              = number
    remain_quantity       = number
    expire_time           = string
  }))
  default = null
}

variable "allow_empty" {
  description = "Whether a given list may have nothing in use."
  type        = bool
  default     = false
  nullable    = false
}

variable "days" {
  description = "Number of days before its expiry from which on a license or package is reported."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "ended_days" {
  description = "Number of days for which an expired row is reported although its status says that it has expired."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.ended_days >= 0 && floor(var.ended_days) == var.ended_days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "accepted" {
  description = "Ids of rows that may expire, because they were renewed or are no longer needed, and that may have a status that is not documented."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "percent" {
  description = "A package with less than this percentage left is reported."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.percent >= 0 && var.percent <= 100
    error_message = "A percentage from 0 to 100."
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

variable "now" {
  description = "The time to judge at, in RFC 3339, such as 2026-12-31T00:00:00Z. Default: the time of the plan. Never timestamp(): it is not known in a plan, so that nothing would be judged there."
  type        = string
  default     = null

  validation {
    condition     = var.now == null || can(timeadd(var.now, "0h"))
    error_message = "A time as RFC 3339, such as 2026-12-31T00:00:00Z."
  }
}
