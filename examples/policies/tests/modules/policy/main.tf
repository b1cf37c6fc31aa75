# There is capacity for voice calls in licenses that are valid for some more days, and
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
  description = "Number of days for which a license must still be valid."
  type        = number
  default     = 30
}

variable "capacity" {
  description = "Minimum total available_capacity of all valid licenses."
  type        = number
  default     = 1000
}

variable "now" {
  description = "The time to judge at, in RFC 3339. Default: the time of the plan. Never timestamp(): it is not known in a plan."
  type        = string
  default     = null
}

locals {
  deadline = timeadd(coalesce(var.now, plantimestamp()), "${var.days * 24}h")

  # Type 1 is voice. Other types are not judged, unless the type is not known.
  voice = [for license in var.licenses : license if license.type == null || license.type == 1]

  # Comparing null with anything but "==" and "!=" is an error. Before Terraform 1.12,
  # "x != null && f(x)" calls f even if x is null. "x == null ? false : f(x)" does not.
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
  description = "The ids of the valid licenses."
  value       = local.good[*].license_item_id
}

output "violations" {
  description = "Violations of the policy. If there are none, it passes."
  value = concat(
    [for id in local.unjudged : "license ${id} cannot be judged"],
    local.capacity >= var.capacity ? [] : ["${local.capacity} of capacity for voice calls, and ${var.capacity} are wanted"],
  )
}
