# Policy: the total capacity does not fall below a minimum. Unlike the policy on
# expiry, this one fails if the last license is gone.

variable "min_available_capacity" {
  description = "Minimum total available_capacity of all active ICE licenses, by type: 1 is voice, 2 is vision."
  type        = map(number)
  default     = { "1" = 1000, "2" = 1000 }
}

variable "min_concurrent_calls" {
  description = "Minimum total max_concurrent_conversation of all OutboundBot instances."
  type        = number
  default     = 100
}

locals {
  capacity_active = [for license in data.entitlements_ice_airtc_licenses.all.licenses : license if license.status == 1]

  # An unknown capacity counts as zero here, and is listed below.
  capacity_available = {
    for type in keys(var.min_available_capacity) : type => sum(concat([0], [
      for license in local.capacity_active : license.available_capacity
      if license.available_capacity != null && tostring(license.type) == type
    ]))
  }
  capacity_calls = sum(concat([0], [
    for instance in data.entitlements_outboundbot_instances.all.instances : instance.max_concurrent_conversation
    if instance.max_concurrent_conversation != null
  ]))

  capacity_low = concat(
    [
      for type, floor in var.min_available_capacity : "ICE licenses of type ${type}: ${local.capacity_available[type]}, and ${floor} at least is wanted"
      if local.capacity_available[type] < floor
    ],
    [
      for calls in [local.capacity_calls] : "concurrent calls of OutboundBot: ${calls}, and ${var.min_concurrent_calls} at least is wanted"
      if calls < var.min_concurrent_calls
    ],
  )

  capacity_unjudged = concat(
    [
      for license in data.entitlements_ice_airtc_licenses.all.licenses : "ICE license ${coalesce(license.license_item_id, "without an id")}"
      if license.status == null || (license.status == 1 && (license.type == null || license.available_capacity == null))
    ],
    [
      for instance in data.entitlements_outboundbot_instances.all.instances : "OutboundBot instance ${coalesce(instance.instance_id, "without an id")}"
      if instance.max_concurrent_conversation == null
    ],
  )
}

check "capacity_is_above_the_floor" {
  assert {
    condition     = length(local.capacity_low) == 0
    error_message = "Under the floor:\n  ${join("\n  ", local.capacity_low)}"
  }

  assert {
    condition     = length(local.capacity_unjudged) == 0
    error_message = "Their capacity is not known, so it was not counted:\n  ${join("\n  ", local.capacity_unjudged)}"
  }
}
