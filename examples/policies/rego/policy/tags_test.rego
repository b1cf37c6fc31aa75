package entitlements.tags_test

import data.entitlements.plan_test
import data.entitlements.tags

instance(id, pairs) := {"instance_id": id, "tags": pairs}

test_all_is_well if {
	count(tags.deny) == 0 with input as plan_test.plan_of([plan_test.outboundbot([
		instance("a", {"env": "prod", "department": "sales", "other": ""}),
	])])
}

test_missing if {
	tags.deny == {
		"OutboundBot instance a has no tag env",
		"OutboundBot instance a has no tag department",
		"OutboundBot instance b has no tag department",
		"OutboundBot instance c has no tag env",
	} with input as plan_test.plan_of([plan_test.outboundbot([
		instance("a", {}),
		instance("b", {"env": "prod"}),
		instance("c", {"env": "", "department": "sales"}),
	])])
}

test_chosen_tags if {
	tags.deny == {"OutboundBot instance a has no tag owner"} with input as plan_test.plan_of([plan_test.outboundbot([instance("a", {"env": "prod"})])])
		with data.entitlements_settings as {"required_tags": ["owner"]}
}

test_not_known if {
	tags.deny == {"OutboundBot instance a cannot be judged: its tags are not known"} with input as plan_test.plan_of([plan_test.outboundbot([instance("a", null)])])
}

test_not_read if {
	tags.deny == {"the plan has read no entitlements_outboundbot_instances without a filter"} with input as plan_test.plan_of([])
}
