variable "inventory" {
  description = "A data source entitlements_inventory that was read without filters."
  nullable    = false
  type = object({
    expires_before          = optional(string)
    below_remaining_percent = optional(number)
    states                  = optional(set(string))
    sources_read            = list(string)
    accounts_read           = list(string)
    entitlements = list(object({
      account           = string
      source            = string
      id                = string
      kind              = string
      state             = string
      status            = string
      total             = number
      remaining         = number
      remaining_percent = number
      unit              = optional(string)
      auto_renew        = optional(bool)
      expires_at        = string
      notes             = list(string)
    }))
  })

  validation {
    condition     = var.inventory.expires_before == null && var.inventory.below_remaining_percent == null && var.inventory.states == null
    error_message = "The inventory must be read without expires_before, below_remaining_percent and states: what a filter leaves out is not judged."
  }
}

variable "sources" {
  description = "What must have been read, such as [\"ice_airtc_licenses\"]."
  type        = set(string)
  nullable    = false

  validation {
    condition     = length(var.sources) > 0
    error_message = "Name the sources that must have been read."
  }
}

variable "accounts" {
  description = "The accounts that must have been read."
  type        = set(string)
  default     = ["default"]
  nullable    = false

  validation {
    condition     = length(var.accounts) > 0
    error_message = "Name the accounts that must have been read."
  }
}

variable "none_expected" {
  description = "Sources and accounts in which nothing may be in use, and sources of one account, such as \"codearts_ide_licenses prod\"."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "accepted" {
  description = "Ids of what is not to be judged: it was renewed, or nobody needs it any more. For one of several rows with an id, the name that the messages give it."
  type        = set(string)
  default     = []
  nullable    = false
}

variable "days" {
  description = "How many days before its end something is reported."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.days >= 0 && floor(var.days) == var.days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "report_renewing" {
  description = "Whether what its cloud renews by itself is reported before its end too. After its end it always is: it was not renewed then."
  type        = bool
  default     = false
  nullable    = false
}

variable "ended_days" {
  description = "For how many days what has ended is reported, whatever its status says."
  type        = number
  default     = 30
  nullable    = false

  validation {
    condition     = var.ended_days >= 0 && floor(var.ended_days) == var.ended_days
    error_message = "A whole number of days, 0 or more."
  }
}

variable "percent" {
  description = "What has less than this percentage left is reported."
  type        = number
  default     = 10
  nullable    = false

  validation {
    condition     = var.percent >= 0 && var.percent <= 100
    error_message = "A percentage from 0 to 100."
  }
}

variable "now" {
  description = "The moment to judge at, as RFC 3339, such as 2026-12-31T00:00:00Z. By default it is when the plan is made. Never timestamp(): it is not known in a plan, so that nothing would be judged there."
  type        = string
  default     = null

  validation {
    condition     = var.now == null || can(timeadd(var.now, "0h"))
    error_message = "A time as RFC 3339, such as 2026-12-31T00:00:00Z."
  }
}
