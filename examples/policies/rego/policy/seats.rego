# No seat is frozen or unpaid, and few are unassigned.
#
# The row of a seat does not say which state it is in. The API's filter does, so the
# plan must read a list for each state.
package entitlements.seats

import data.entitlements.plan
import data.entitlements.settings

type := "entitlements_codearts_ide_licenses"

deny contains message if some message in plan.unread[type]

deny contains sprintf("the plan has read no %s with status = %q and no other filter", [type, state]) if {
	not type in settings.value.none_expected
	some state in ["NORMAL", "FREEZE", "UNPAID"]
	not in_state[state]
}

deny contains sprintf("%s is frozen", [plan.seat_title(row)]) if some row in in_state.FREEZE

deny contains sprintf("%s is unpaid", [plan.seat_title(row)]) if some row in in_state.UNPAID

deny contains message if {
	count(unassigned) > settings.value.spare_seats
	names := sort([plan.known(row, "id", "without an id") | some row in unassigned])
	message := sprintf("%d seats are assigned to nobody, and %d may be: %s", [count(unassigned), settings.value.spare_seats, concat(", ", names)])
}

# The API may have undocumented states. The state of a seat without an id is not
# known.
deny contains sprintf("%s cannot be judged: it is in none of the states that were read", [plan.seat_title(row)]) if {
	some row in plan.rows[type]
	not row.id in placed
}

placed := {row.id |
	some rows in in_state
	some row in rows
	is_string(row.id)
}

# The rows that the API returns for each state.
in_state[state] := {row |
	some list in plan.lists
	list.type == type
	plan.filters(list) == {"status": state}
	some row in list.values.licenses
} if {
	some list in plan.lists
	list.type == type
	state := list.values.status
	plan.filters(list) == {"status": state}
	is_array(list.values.licenses)
}

unassigned contains row if {
	some row in in_state.NORMAL
	not assigned(row)
}

assigned(row) if {
	is_string(row.user_id)
	row.user_id != ""
}
