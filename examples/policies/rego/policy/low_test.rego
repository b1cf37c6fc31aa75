package entitlements.low_test

import data.entitlements.low
import data.entitlements.plan_test

pack(id, left, quantity) := {
	"instance_id": id,
	"resource_package_code": "P",
	"resource_status": "ACTIVE",
	"quantity": quantity,
	"remain_quantity": left,
	"expire_time": "2027-11-01 00:00:00",
}

ended(row, status, ends) := object.union(row, {"resource_status": status, "expire_time": ends})

test_all_is_well if {
	count(low.deny) == 0 with input as plan_test.plan_of([plan_test.aicontent([
		pack("a", 10, 100),
		pack("b", 922337203685477580, 9223372036854775800),
		ended(pack("over", 0, 100), "EXPIRED", "2026-10-31 11:59:59"),
	])])
}

test_low if {
	low.deny == {
		"AiContent package a, P has less than 10 percent left: 9 of 100",
		"AiContent package b, P has less than 10 percent left: 922337203685477580 of 9223372036854775807",
		"AiContent package used up, P has less than 10 percent left: 0 of 5",
		"AiContent package not past everywhere, P has less than 10 percent left: 0 of 6",
		"AiContent package not known to be over, P has less than 10 percent left: 0 of 7",
		"AiContent package without an end, P has less than 10 percent left: 0 of 8",
	} with input as plan_test.plan_of([plan_test.aicontent([
		pack("a", 9, 100),
		pack("b", 922337203685477580, 9223372036854775807),
		pack("used up", 0, 5),
		ended(pack("not past everywhere", 0, 6), "EXPIRED", "2026-10-31 12:00:00"),
		ended(pack("not known to be over", 0, 7), null, "2026-10-01 00:00:00"),
		ended(pack("without an end", 0, 8), "EXPIRED", null),
	])])
}

test_a_chosen_percentage if {
	low.deny == {"AiContent package b, P has less than 12.5 percent left: 124 of 1000"} with input as plan_test.plan_of([plan_test.aicontent([
		pack("a", 125, 1000),
		pack("b", 124, 1000),
	])])
		with data.entitlements_settings as {"percent": 12.5}
}

test_not_known if {
	low.deny == {
	sprintf("AiContent package %s, P cannot be judged: it is not known how much is left", [id]) |
		some id in ["of nothing", "of what", "what of", "less than nothing", "no number"]
	} with input as plan_test.plan_of([plan_test.aicontent([
		pack("of nothing", 0, 0),
		pack("of what", 1, null),
		pack("what of", null, 1),
		pack("less than nothing", -1, 1),
		pack("no number", "1", 1),
	])])
}

test_not_read if {
	low.deny == {"the plan has read no entitlements_aicontent_paid_resources without a filter"} with input as plan_test.plan_of([])
}
