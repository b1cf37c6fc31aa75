# Gate: there are seats to assign, and not too many are frozen or unpaid.

# The row of a seat does not say whether it is frozen or unpaid. The API's filter does.
data "entitlements_codearts_ide_licenses" "in" {
  for_each = toset(["NORMAL", "FREEZE", "UNPAID"])

  status = each.key
}

locals {
  free_seats = [
    for seat in data.entitlements_codearts_ide_licenses.in["NORMAL"].licenses : seat.id
    if seat.id != null && (seat.user_id == null || seat.user_id == "")
  ]
  blocked_seats = [
    for seat in concat(
      data.entitlements_codearts_ide_licenses.in["FREEZE"].licenses,
      data.entitlements_codearts_ide_licenses.in["UNPAID"].licenses,
    ) : coalesce(seat.id, "a seat without an id")
  ]
}

output "free_seat_ids" {
  description = "The requested number of seats, to be assigned."
  value       = slice(local.free_seats, 0, min(var.seats_wanted, length(local.free_seats)))

  precondition {
    condition     = length(local.free_seats) >= var.seats_wanted
    error_message = "${length(local.free_seats)} seats are free, and ${var.seats_wanted} are wanted."
  }

  precondition {
    condition     = length(local.blocked_seats) <= var.blocked_seats_allowed
    error_message = "Frozen or unpaid, with ${var.blocked_seats_allowed} allowed:\n  ${join("\n  ", local.blocked_seats)}"
  }
}
