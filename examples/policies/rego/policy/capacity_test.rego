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

# A license that two data blocks read before and after a call has two capacities.
voice(rows) := plan_test.list("entitlements_ice_airtc_licenses", "voice", {"licenses": rows, "license_item_id": null, "status": null, "type": 1})

test_a_row_that_was_read_twice_counts_once if {
	cases := [
		{"first": license("v", 1, 1, 999), "second": license("v", 1, 1, 999), "left": 999},
		{"first": license("v", 1, 1, 600), "second": license("v", 1, 1, 599), "left": 599},
		{"first": license("v", 1, 1, 1000), "second": license("v", 1, 2, 1000), "left": 0},
		{"first": license("v", 1, 1, 1000), "second": license("v", 2, 1, 1000), "left": 0},
	]
	every case in cases {
		capacity.deny == {sprintf("active ICE licenses of type 1 have %d of capacity left together, less than 1000", [case.left])} with input as plan_test.plan_of([
			plan_test.ice([case.first, license("w", 2, 1, 1000)]),
			voice([case.second]),
			plan_test.outboundbot([instance("a", 100)]),
		])
	}
}

test_an_instance_that_was_read_twice_counts_once if {
	named := plan_test.list("entitlements_outboundbot_instances", "named", {"instances": [instance("a", 51)], "name": "a", "resource_group_id": null, "tags": null})
	capacity.deny == {"all OutboundBot instances together make 50 calls at once, less than 100"} with input as plan_test.plan_of([
		plan_test.ice(enough),
		plan_test.outboundbot([instance("a", 50)]),
		named,
	])
}

test_the_same_id_in_two_accounts_counts_twice if {
	prod := plan_test.list("entitlements_ice_airtc_licenses", "prod", {"account": "prod", "licenses": [license("v", 1, 1, 500)], "license_item_id": null, "status": null, "type": null})
	count(capacity.deny) == 0 with input as plan_test.plan_of([
		plan_test.ice([license("v", 1, 1, 500), license("w", 2, 1, 1000)]),
		prod,
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
