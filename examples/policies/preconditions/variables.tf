variable "days" {
  description = "Number of days for which a license or package must still be valid."
  type        = number
  default     = 30

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "min_available_capacity" {
  description = "Minimum available_capacity of the ICE license."
  type        = number
  default     = 1000
}

variable "catalog" {
  description = "The resource_catalog_code of AiContent to check."
  type        = string
  default     = "AI_ORAL"
}

variable "percent" {
  description = "Minimum percentage that must be left of all packages of the catalog."
  type        = number
  default     = 10

  validation {
    condition     = var.percent >= 0 && var.percent <= 100
    error_message = "A percentage from 0 to 100."
  }
}

variable "aicontent_utc_offset" {
  description = <<-END
    The UTC offset, such as "+08:00", that AiContent's times are read in. The API documents no zone. The default is the
    earliest moment that such a time can mean, so that a package counts as ended too early and never too late.
  END
  type        = string
  default     = "+14:00"

  validation {
    condition     = can(regex("^[+-][01][0-9]:[0-5][0-9]$", var.aicontent_utc_offset))
    error_message = "An offset from UTC such as +08:00."
  }
}

variable "required_tags" {
  description = "Keys of the tags that every OutboundBot instance must have. A tag with an empty value counts as missing."
  type        = set(string)
  default     = ["env"]
}

variable "min_concurrent_calls" {
  description = "Minimum total max_concurrent_conversation of all OutboundBot instances."
  type        = number
  default     = 100
}

variable "seats_wanted" {
  description = "Number of CodeArts IDE seats to assign."
  type        = number
  default     = 1
}

variable "blocked_seats_allowed" {
  description = "Maximum number of CodeArts IDE seats that may be frozen or unpaid."
  type        = number
  default     = 0
}
