variable "inventory" {
  description = "A data source entitlements_inventory that was read without filters."
  nullable    = false
  type = object({
    expires_before          = optional(string)
    below_remaining_percent = optional(number)
    states                  = optional(set(string))
    entitlements = list(object({
      cloud      = string
      account    = string
      source     = string
      region     = string
      id         = string
      parent_id  = string
      name       = string
      kind       = string
      state      = string
      starts_at  = string
      expires_at = string
    }))
  })

  validation {
    condition     = var.inventory.expires_before == null && var.inventory.below_remaining_percent == null && var.inventory.states == null
    error_message = "The inventory must be read without expires_before, below_remaining_percent and states: what a filter leaves out would count as gone."
  }
}

variable "previous" {
  description = "The output current of the last run, from a file or a remote state. Null in the first run only."
  default     = null
  type = list(object({
    cloud      = string
    account    = string
    source     = string
    region     = optional(string)
    id         = optional(string)
    parent_id  = optional(string)
    name       = optional(string)
    kind       = optional(string)
    state      = string
    starts_at  = optional(string)
    expires_at = optional(string)
  }))

  validation {
    condition     = var.previous == null ? true : length(var.previous) > 0
    error_message = "No run leaves an empty list, with which everything would be new. In the first run, previous is null."
  }
}

variable "accepted" {
  description = "Ids of rows that may be gone. For a row without an id, the line in which the error names it."
  type        = set(string)
  default     = []
  nullable    = false
}
