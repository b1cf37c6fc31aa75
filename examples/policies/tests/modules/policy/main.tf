# There is capacity for voice calls in licenses that are good for some days more, and
# every license can be judged.

variable "licenses" {
  description = "The attribute licenses of entitlements_ice_airtc_licenses. The module uses these attributes of its rows."
  nullable    = false
  type = list(object({
    license_item_id    = string
    type               = number
    status             = number
    available_capacity = number
    expired_on         = string
  }))
}

variable "days" {
  description = "For how many days more a license must be good."
  type        = number
  default     = 30
}

variable "capacity" {
  description = "The least available_capacity of all good licenses together."
  type        = number
  default     = 1000
}

variable "now" {
  description = "The moment to judge at, as RFC 3339. By default it is when the plan is made."
  type        = string
  default     = null
}

locals {
  deadline = timeadd(coalesce(var.now, plantimestamp()), "${var.days * 24}h")

  # Type 1 is voice. Of the rest nothing is asked, unless its type is not known.
  voice = [for license in var.licenses : license if license.type == null || license.type == 1]

  # A null in any comparison but "==" is an error, and before Terraform 1.12
  # "x != null && f(x)" calls f all the same. "x == null ? false : f(x)" does not.
  good = [
    for license in local.voice : license
    if license.status != 1 || license.type == null || license.available_capacity == null || license.expired_on == null ? false : (
      timecmp(license.expired_on, local.deadline) > 0
    )
  ]
  capacity = sum(concat([0], local.good[*].available_capacity))

  unjudged = [
    for license in local.voice : coalesce(license.license_item_id, "without an id")
    if !contains([1, 2], coalesce(license.status, 0)) || license.type == null || license.available_capacity == null || license.expired_on == null
  ]
}

output "good" {
  description = "The ids of the licenses that are good."
  value       = local.good[*].license_item_id
}

output "violations" {
  description = "Why the policy does not hold. It holds if there is nothing here."
  value = concat(
    [for id in local.unjudged : "license ${id} cannot be judged"],
    local.capacity >= var.capacity ? [] : ["${local.capacity} of capacity for voice calls, and ${var.capacity} are wanted"],
  )
}
