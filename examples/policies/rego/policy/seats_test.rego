package entitlements.seats_test

import data.entitlements.plan_test
import data.entitlements.seats

seat(id, user) := {"id": id, "user_id": user, "status": "0"}

plan_with(normal, frozen, unpaid, others) := plan_test.plan_of([
	plan_test.seats(null, array.flatten([normal, frozen, unpaid, others])),
	plan_test.seats("NORMAL", normal),
	plan_test.seats("FREEZE", frozen),
	plan_test.seats("UNPAID", unpaid),
])

test_all_is_well if {
	count(seats.deny) == 0 with input as plan_with([seat("a", "user"), seat("b", null)], [], [], [])
		with data.entitlements_settings as {"spare_seats": 1}
}

test_violations if {
	seats.deny == {
		"seat c is frozen",
		"seat d is unpaid",
		"2 seats are assigned to nobody, and 1 may be: a, b",
		"seat e cannot be judged: it is in none of the states that were read",
	} with input as plan_with([seat("a", null), seat("b", "")], [seat("c", "user")], [seat("d", null)], [seat("e", "user")])
		with data.entitlements_settings as {"spare_seats": 1}
}

test_without_an_id if {
	seats.deny == {
		"seat without an id is frozen",
		"seat without an id cannot be judged: it is in none of the states that were read",
		"3 seats are assigned to nobody, and 2 may be: a, without an id, without an id",
	} with input as plan_with(
		[seat("a", null), {"id": null, "order_id": "1"}, {"id": null, "order_id": "2"}],
		[{"id": null, "order_id": "3"}],
		[],
		[],
	)
		with data.entitlements_settings as {"spare_seats": 2}
}

test_not_read_by_state if {
	seats.deny == {
		"the plan has read no entitlements_codearts_ide_licenses with status = \"FREEZE\" and no other filter",
		"the plan has read no entitlements_codearts_ide_licenses with status = \"UNPAID\" and no other filter",
	} with input as plan_test.plan_of([
		plan_test.seats(null, [seat("a", "user")]),
		plan_test.seats("NORMAL", [seat("a", "user")]),
		plan_test.list("entitlements_codearts_ide_licenses", "mine", {"licenses": [], "license_id": null, "user_id": "user", "status": "FREEZE"}),
	])
}

test_nothing_expected if {
	count(seats.deny) == 0 with input as plan_test.plan_of([])
		with data.entitlements_settings as {"none_expected": ["entitlements_codearts_ide_licenses"]}
}

test_not_read if {
	"the plan has read no entitlements_codearts_ide_licenses without a filter" in seats.deny with input as plan_test.plan_of([])
}
