package entitlements.plan_test

import data.entitlements.plan

# A plan of 2026-11-01 that read these lists in its root module.
plan_of(lists) := {
	"timestamp": "2026-11-01T00:00:00Z",
	"planned_values": {},
	"prior_state": {"values": {"root_module": {"resources": lists}}},
}

list(type, name, values) := {
	"address": sprintf("data.%s.%s", [type, name]),
	"mode": "data",
	"type": type,
	"values": values,
}

ice(rows) := list("entitlements_ice_airtc_licenses", "all", {"licenses": rows, "license_item_id": null, "status": null, "type": null})

aicontent(rows) := list("entitlements_aicontent_paid_resources", "all", {"resources": rows, "resource_type": null, "group_by": null})

outboundbot(rows) := list("entitlements_outboundbot_instances", "all", {"instances": rows, "name": null, "resource_group_id": null, "tags": null})

seats(state, rows) := list("entitlements_codearts_ide_licenses", sprintf("%v", [state]), {"licenses": rows, "license_id": null, "user_id": null, "status": state})

ice_type := "entitlements_ice_airtc_licenses"

test_rows_of_modules_of_any_depth if {
	deep := {
		"timestamp": "2026-11-01T00:00:00Z",
		"planned_values": {},
		"prior_state": {"values": {"root_module": {
			"resources": [ice([{"license_item_id": "1"}])],
			"child_modules": [{
				"address": "module.a",
				"child_modules": [{
					"address": "module.a.module.b[0]",
					"resources": [object.union(ice([{"license_item_id": "2"}]), {"address": "module.a.module.b[0].data.entitlements_ice_airtc_licenses.all"})],
				}],
			}],
		}}},
	}
	plan.rows[ice_type] == {{"license_item_id": "1"}, {"license_item_id": "2"}} with input as deep
	count(object.get(plan.unread, ice_type, set())) == 0 with input as deep
}

test_what_only_looks_like_a_list_is_none if {
	lookalike := list("other_thing", "x", {"resources": [ice([{"license_item_id": "1"}])]})
	managed := object.union(ice([{"license_item_id": "2"}]), {"mode": "managed"})
	count(plan.lists) == 0 with input as plan_of([lookalike, managed])
}

test_what_was_not_read if {
	plan.unread[ice_type] == {"the plan has read no entitlements_ice_airtc_licenses without a filter"} with input as plan_of([])
}

test_what_was_read_with_a_filter if {
	expired := list(ice_type, "expired", {"licenses": [{"license_item_id": "1"}], "license_item_id": null, "status": 2, "type": null})
	plan.unread[ice_type] == {"the plan has read no entitlements_ice_airtc_licenses without a filter"} with input as plan_of([expired])
	count(object.get(plan.unread, ice_type, set())) == 0 with input as plan_of([expired, ice([])])
}

test_an_account_that_was_not_read if {
	prod := list(ice_type, "prod", {"account": "prod", "licenses": [{"license_item_id": "1"}], "license_item_id": null, "status": null, "type": null})
	filtered := list(ice_type, "test", {"account": "test", "licenses": [{"license_item_id": "1"}], "license_item_id": null, "status": 1, "type": null})
	plan.unread[ice_type] == {
		"the plan has read no entitlements_ice_airtc_licenses of account default without a filter",
		"the plan has read no entitlements_ice_airtc_licenses of account test without a filter",
	} with input as plan_of([prod, filtered])
		with data.entitlements_settings as {"accounts": {ice_type: ["default", "prod", "test"]}}
	count(object.get(plan.unread, ice_type, set())) == 0 with input as plan_of([prod, filtered])
		with data.entitlements_settings as {"accounts": {ice_type: ["prod"]}}
}

test_nothing_found if {
	plan.unread[ice_type] == {"entitlements_ice_airtc_licenses found nothing; if that is right, name it in none_expected"} with input as plan_of([ice([])])
}

test_nothing_expected if {
	every lists in [[], [ice([])]] {
		count(object.get(plan.unread, ice_type, set())) == 0 with input as plan_of(lists)
			with data.entitlements_settings as {"none_expected": [ice_type]}
	}
}

test_read_when_applied if {
	deferred := object.union(plan_of([ice([{"license_item_id": "1"}])]), {"resource_changes": [
		{"address": "module.late.data.entitlements_ice_airtc_licenses.all", "mode": "data", "type": ice_type, "change": {"actions": ["read"]}},
		{"address": "data.other_thing.x", "mode": "data", "type": "other_thing", "change": {"actions": ["read"]}},
	]})
	every settings in [{}, {"none_expected": [ice_type]}] {
		plan.unread[ice_type] == {"module.late.data.entitlements_ice_airtc_licenses.all is read only when the plan is applied"} with input as deferred
			with data.entitlements_settings as settings
	}
}

test_what_is_no_whole_plan if {
	no_plan := "the input is no plan as \"terraform show -json\" of Terraform 1.5 or newer writes it"
	whole := plan_of([ice([{"license_item_id": "1"}])])
	cases := [
		{"input": {}, "problem": no_plan},
		{"input": {"values": whole.prior_state.values, "timestamp": whole.timestamp}, "problem": no_plan},
		{"input": object.remove(whole, ["timestamp"]), "problem": no_plan},
		{"input": object.union(whole, {"timestamp": "yesterday"}), "problem": no_plan},
		{"input": object.union(whole, {"errored": true}), "problem": "the plan has errors"},
		{"input": object.union(whole, {"complete": false}), "problem": "the plan is not complete"},
	]
	every case in cases {
		plan.unread[ice_type][case.problem] with input as case.input
	}
	count(plan.problems) == 0 with input as object.union(whole, {"errored": false, "complete": true})
}
