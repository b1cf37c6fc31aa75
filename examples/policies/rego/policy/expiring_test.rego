package entitlements.expiring_test

import data.entitlements.expiring
import data.entitlements.plan_test

license(id, status, ends) := {"license_item_id": id, "status": status, "expired_on": ends}

pack(id, status, ends) := {"instance_id": id, "resource_package_code": "P", "resource_status": status, "expire_time": ends}

good_license := license("good", 1, "2027-11-01T00:00:00Z")

good_package := pack("good", "ACTIVE", "2027-11-01 00:00:00")

plan_with(licenses, packages) := plan_test.plan_of([
	plan_test.ice(array.concat([good_license], licenses)),
	plan_test.aicontent(array.concat([good_package], packages)),
])

test_all_is_well if {
	count(expiring.deny) == 0 with input as plan_with(
		[
			license("a second after the deadline", 1, "2026-12-01T00:00:01Z"),
			license("over", 2, "2026-10-01T00:00:00Z"),
			license("for ever", 1, "9999-12-31T23:59:59Z"),
		],
		[
			pack("over", "EXPIRED", "2026-10-01 11:59:59"),
			pack("after the deadline in every zone", "ACTIVE", "2026-12-01 14:00:01"),
		],
	)
}

test_expiring if {
	expiring.deny == {
		"ICE license at the deadline ends within 30 days: 2026-12-01T00:00:00Z",
		"ICE license over too soon ends within 30 days: 2026-11-02T00:00:00Z",
		"ICE license past has ended: 2026-10-01T00:00:00Z",
		"ICE license over for 30 days has ended: 2026-10-02T00:00:00Z",
		"ICE license in a new status has ended: 2026-10-01T00:00:00Z",
		"AiContent package a, P ends within 30 days: 2026-12-01 14:00:00",
		"AiContent package not past everywhere, P ends within 30 days: 2026-10-31 12:00:00",
		"AiContent package past, P has ended: 2026-10-01 00:00:00",
		"AiContent package over for 30 days, P has ended: 2026-10-01 12:00:00",
		"AiContent package past and not known to be over, P has ended: 2026-10-02 00:00:00",
	} with input as plan_with(
		[
			license("at the deadline", 1, "2026-12-01T00:00:00Z"),
			license("over too soon", 2, "2026-11-02T00:00:00Z"),
			license("past", 1, "2026-10-01T00:00:00Z"),
			license("over for 30 days", 2, "2026-10-02T00:00:00Z"),
			license("in a new status", 3, "2026-10-01T00:00:00Z"),
		],
		[
			pack("a", "ACTIVE", "2026-12-01 14:00:00"),
			pack("not past everywhere", "EXPIRED", "2026-10-31 12:00:00"),
			pack("past", "ACTIVE", "2026-10-01 00:00:00"),
			pack("over for 30 days", "EXPIRED", "2026-10-01 12:00:00"),
			pack("past and not known to be over", null, "2026-10-02 00:00:00"),
		],
	)
}

test_a_chosen_zone if {
	expiring.deny == {
		"AiContent package a, P ends within 7 days: 2026-11-08 08:00:00",
		"AiContent package over too soon, P ends within 7 days: 2026-11-01 08:00:00",
	} with input as plan_with(
		[],
		[
			pack("a", "ACTIVE", "2026-11-08 08:00:00"),
			pack("b", "ACTIVE", "2026-11-08 08:00:01"),
			pack("over", "EXPIRED", "2026-11-01 07:59:59"),
			pack("over too soon", "EXPIRED", "2026-11-01 08:00:00"),
		],
	)
		with data.entitlements_settings as {"days": 7, "ended_days": 0, "aicontent_utc_offset": "+08:00"}
}

test_what_may_end if {
	expiring.deny == {"ICE license b ends within 30 days: 2026-11-02T00:00:00Z"} with input as plan_with(
		[license("a", 1, "2026-11-02T00:00:00Z"), license("b", 1, "2026-11-02T00:00:00Z")],
		[pack("c", "ACTIVE", "2026-10-01 00:00:00")],
	)
		with data.entitlements_settings as {"accepted": ["a", "c"]}
}

test_not_known if {
	expiring.deny == {
		"ICE license a cannot be judged: it is not known when it ends",
		"ICE license b cannot be judged: it is not known when it ends",
		"ICE license without an id cannot be judged: it is not known when it ends",
		"AiContent package a, P cannot be judged: it is not known when it ends",
		"AiContent package b, P cannot be judged: it is not known when it ends",
		"AiContent package without an id, no code cannot be judged: it is not known when it ends",
	} with input as plan_with(
		[license("a", 1, null), license("b", 1, ""), {}],
		[pack("a", "EXPIRED", null), pack("b", "ACTIVE", "soon"), {"instance_id": "", "expire_time": null}],
	)
}

test_a_new_status if {
	expiring.deny == {
		"ICE license new cannot be judged: its status, 3, is not known",
		"ICE license null cannot be judged: its status, null, is not known",
		"AiContent package new, P cannot be judged: its status, FROZEN, is not known",
	} with input as plan_with(
		[
			license("new", 3, "2027-11-01T00:00:00Z"),
			license("null", null, "2027-11-01T00:00:00Z"),
			license("accepted", 3, "2027-11-01T00:00:00Z"),
		],
		[pack("new", "FROZEN", "2027-11-01 00:00:00")],
	)
		with data.entitlements_settings as {"accepted": ["accepted"]}
}

test_everything_is_over if {
	over := plan_test.plan_of([plan_test.ice([good_license]), plan_test.aicontent([pack("a", "EXPIRED", "2026-01-01 00:00:00"), pack("b", "EXPIRED", "2026-02-01 00:00:00")])])
	expiring.deny == {"nothing is in use in entitlements_aicontent_paid_resources; if that is right, name it in none_expected"} with input as over
	count(expiring.deny) == 0 with input as over
		with data.entitlements_settings as {"none_expected": ["entitlements_aicontent_paid_resources"]}
}

test_not_read if {
	expiring.deny == {
		"the plan has read no entitlements_ice_airtc_licenses without a filter",
		"the plan has read no entitlements_aicontent_paid_resources without a filter",
	} with input as plan_test.plan_of([])
}
