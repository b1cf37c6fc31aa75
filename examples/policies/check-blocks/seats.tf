# Policy: no seat is frozen or unpaid, and few are unassigned.

variable "spare_seats" {
  description = "Maximum number of normal seats that may be unassigned."
  type        = number
  default     = 5

  validation {
    condition     = var.spare_seats >= 0 && floor(var.spare_seats) == var.spare_seats
    error_message = "A whole number of seats, 0 or more."
  }
}

locals {
  seats = {
    for state, list in data.entitlements_codearts_ide_licenses.in :
    state => [for seat in list.licenses : merge(seat, { title = coalesce(seat.id, "a seat without an id") })]
  }

  seats_frozen = local.seats["FREEZE"][*].title
  seats_unpaid = local.seats["UNPAID"][*].title

  # A seat is unassigned if its user is null or empty.
  seats_unassigned = [for seat in local.seats["NORMAL"] : seat.title if seat.user_id == null || seat.user_id == ""]

  # The API may have undocumented states. The state of a seat without an id is not
  # known.
  seats_unjudged = concat(
    sort(setsubtract(data.entitlements_codearts_ide_licenses.all.ids, flatten([for list in data.entitlements_codearts_ide_licenses.in : list.ids]))),
    [for seat in data.entitlements_codearts_ide_licenses.all.licenses : "a seat without an id" if seat.id == null],
  )
}

check "seats_are_in_use" {
  assert {
    condition     = length(local.seats_frozen) == 0
    error_message = "Frozen seats:\n  ${join("\n  ", local.seats_frozen)}"
  }

  assert {
    condition     = length(local.seats_unpaid) == 0
    error_message = "Unpaid seats:\n  ${join("\n  ", local.seats_unpaid)}"
  }

  assert {
    condition     = length(local.seats_unassigned) <= var.spare_seats
    error_message = "Assigned to nobody, with ${var.spare_seats} allowed:\n  ${join("\n  ", local.seats_unassigned)}"
  }

  assert {
    condition     = length(local.seats_unjudged) == 0
    error_message = "In none of the states that the API documents, so they cannot be judged:\n  ${join("\n  ", local.seats_unjudged)}"
  }
}

output "unassigned_seats" {
  description = "Normal seats that are unassigned."
  value       = local.seats_unassigned
}
