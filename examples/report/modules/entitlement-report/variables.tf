variable "inventory" {
  description = "A data source entitlements_inventory. If it was read with filters, the report says so."
  nullable    = false
  type = object({
    expires_before          = optional(string)
    below_remaining_percent = optional(number)
    states                  = optional(set(string))
    sources_read            = list(string)
    accounts_read           = list(string)
    entitlements = list(object({
      cloud             = string
      account           = string
      account_id        = string
      source            = string
      region            = string
      id                = string
      parent_id         = string
      name              = string
      kind              = string
      state             = string
      status            = string
      unit              = string
      total             = number
      remaining         = number
      remaining_percent = number
      assignee          = string
      auto_renew        = bool
      starts_at         = string
      expires_at        = string
      tags              = map(string)
      notes             = list(string)
    }))
  })
}

variable "time" {
  description = "The time of the report, in RFC 3339, such as 2026-12-31T00:00:00Z. It is an input, so that the same inventory and the same time give the same report."
  type        = string
  nullable    = false

  validation {
    condition     = can(timeadd(var.time, "0s"))
    error_message = "A time in RFC 3339, such as 2026-12-31T00:00:00Z."
  }
}
