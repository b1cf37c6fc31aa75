package entitlements.capacity_test

import data.entitlements.capacity
import data.entitlements.plan_test

license(id, type, status, left) := {"license_item_id": id, "type": type, "status": status, "available_capacity": left}

instance(id, calls) := {"instance_id": id, "max_concurrent_conversation": calls}

enough := [license("v", 1, 1, 1000), license("w", 2, 1, 1000)]

plan_with(licenses, instances) := plan_test.plan_of([plan_test.ice(licenses), plan_test.outboundbot(instances)])

test_all_is_well if {
	count(capacity.deny) == 0 with input as plan_with(enough, [instance("a", 60), instance("b", 40)])
}

test_a_row_that_was_read_twice_counts_once if {
	again := plan_test.list("entitlements_ice_airtc_licenses", "voice", {"licenses": [license("v", 1, 1, 999)], "license_item_id": null, "status": null, "type": 1})
	capacity.deny == {"active ICE licenses of type 1 have 999 of capacity left together, less than 1000"} with input as plan_test.plan_of([
		plan_test.ice([license("v", 1, 1, 999), license("w", 2, 1, 1000)]),
		again,
		plan_test.outboundbot([instance("a", 100)]),
	])
}

test_under_the_floor if {
	capacity.deny == {
		"active ICE licenses of type 1 have 999 of capacity left together, less than 1000",
		"all OutboundBot instances together make 99 calls at once, less than 100",
	} with input as plan_with(
		[license("a", 1, 1, 500), license("b", 1, 1, 499), license("c", 1, 2, 5000), license("d", 2, 1, 1000)],
		[instance("a", 60), instance("b", 39)],
	)
}

test_not_known if {
	capacity.deny == {
		"ICE license a cannot be judged: its capacity is not known",
		"ICE license b cannot be judged: its capacity is not known",
		"ICE license c cannot be judged: its capacity is not known",
		"OutboundBot instance b cannot be judged: its capacity is not known",
	} with input as plan_with(
		array.concat(enough, [license("a", 1, 1, null), license("b", null, 1, 5), license("c", 1, null, 5), license("d", null, 2, null)]),
		[instance("a", 100), instance("b", null)],
	)
}

test_not_read if {
	capacity.deny == {
		"the plan has read no entitlements_ice_airtc_licenses without a filter",
		"the plan has read no entitlements_outboundbot_instances without a filter",
		"active ICE licenses of type 1 have 0 of capacity left together, less than 1000",
		"active ICE licenses of type 2 have 0 of capacity left together, less than 1000",
		"all OutboundBot instances together make 0 calls at once, less than 100",
	} with input as plan_test.plan_of([])
}

test_nothing_expected if {
	count(capacity.deny) == 0 with input as plan_test.plan_of([])
		with data.entitlements_settings as {"none_expected": ["entitlements_ice_airtc_licenses", "entitlements_outboundbot_instances"]}
}

test_none_expected_and_one_found if {
	capacity.deny == {
		"active ICE licenses of type 1 have 5 of capacity left together, less than 1000",
		"active ICE licenses of type 2 have 0 of capacity left together, less than 1000",
		"all OutboundBot instances together make 1 calls at once, less than 100",
	} with input as plan_with([license("v", 1, 1, 5)], [instance("a", 1)])
		with data.entitlements_settings as {"none_expected": ["entitlements_ice_airtc_licenses", "entitlements_outboundbot_instances"]}
}
