package policies

import (
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// cases are lists, with what check blocks and Rego say of them in their default
// settings.
var cases = []struct {
	name  string
	rows  rows
	check []string
	rego  []string
}{
	{name: "all is well", rows: good()},
	{
		name: "licenses end",
		rows: and(lists.ICE,
			license("soon", 1, 1, 0, 29),
			license("later", 1, 1, 0, 31),
			license("past", 1, 1, 0, -3),
			license("unknown", 1, 1, 0, nil),
			license("empty", 1, 1, 0, ""),
		),
		check: []string{
			"Expired, or expiring within 30 days:\n  ICE license past: " + in(-3) + "\n  ICE license soon: " + in(29),
			"It is not known when these end, so they cannot be judged:\n  ICE license empty\n  ICE license unknown",
		},
		rego: []string{
			"ICE license empty cannot be judged: it is not known when it ends",
			"ICE license past has ended: " + in(-3),
			"ICE license soon ends within 30 days: " + in(29),
			"ICE license unknown cannot be judged: it is not known when it ends",
		},
	},
	{
		name: "packages end",
		rows: and(lists.AiContent,
			resourcePackage("soon", "ACTIVE", 5, 5, 30),
			resourcePackage("later", "ACTIVE", 5, 5, 31),
			resourcePackage("past", "ACTIVE", 5, 5, -3),
			// In UTC this is past. In the west it is still today.
			resourcePackage("today", "EXPIRED", 5, 5, 0),
			resourcePackage("unknown", "ACTIVE", 5, 5, nil),
		),
		check: []string{
			"Expired, or expiring within 30 days:\n  AiContent package past, PACK: " + plainly(-3) +
				"\n  AiContent package soon, PACK: " + plainly(30) + "\n  AiContent package today, PACK: " + plainly(0),
			"It is not known when these end, so they cannot be judged:\n  AiContent package unknown, PACK",
		},
		rego: []string{
			"AiContent package past, PACK has ended: " + plainly(-3),
			"AiContent package soon, PACK ends within 30 days: " + plainly(30),
			"AiContent package today, PACK ends within 30 days: " + plainly(0),
			"AiContent package unknown, PACK cannot be judged: it is not known when it ends",
		},
	},
	{
		name: "packages run low",
		rows: and(lists.AiContent,
			resourcePackage("a tenth", "ACTIVE", 10, 100, 400),
			resourcePackage("less", "ACTIVE", 9, 100, 400),
			resourcePackage("beyond floats", "ACTIVE", int64(922337203685477580), int64(9223372036854775807), 400),
			resourcePackage("of nothing", "ACTIVE", 0, 0, 400),
			resourcePackage("of what", "ACTIVE", 1, nil, 400),
			resourcePackage("what of", "ACTIVE", nil, 1, 400),
		),
		check: []string{
			"It is not known how much of these is left, so they cannot be judged:\n  AiContent package of nothing, PACK" +
				"\n  AiContent package of what, PACK\n  AiContent package what of, PACK",
			"Less than 10 percent left:\n  AiContent package beyond floats, PACK: 922337203685477580 of 9223372036854775807 left" +
				"\n  AiContent package less, PACK: 9 of 100 left",
		},
		rego: []string{
			"AiContent package beyond floats, PACK has less than 10 percent left: 922337203685477580 of 9223372036854775807",
			"AiContent package less, PACK has less than 10 percent left: 9 of 100",
			"AiContent package of nothing, PACK cannot be judged: it is not known how much is left",
			"AiContent package of what, PACK cannot be judged: it is not known how much is left",
			"AiContent package what of, PACK cannot be judged: it is not known how much is left",
		},
	},
	{
		name: "seats",
		rows: and(lists.CodeArtsIDE,
			seat("frozen", "FREEZE", "user2"),
			seat("unpaid", "UNPAID", "user3"),
			seat("deleted", "DELETED", nil),
			seat("odd", "SOLD", "user4"),
			seat("free2", "NORMAL", ""), seat("free3", "NORMAL", nil), seat("free4", "NORMAL", nil),
			seat("free5", "NORMAL", nil), seat("free6", "NORMAL", nil),
		),
		check: []string{
			"Assigned to nobody, with 5 allowed:\n  free\n  free2\n  free3\n  free4\n  free5\n  free6",
			"Frozen seats:\n  frozen",
			"In none of the states that the API documents, so they cannot be judged:\n  odd",
			"Unpaid seats:\n  unpaid",
		},
		rego: []string{
			"6 seats are assigned to nobody, and 5 may be: free, free2, free3, free4, free5, free6",
			"seat frozen is frozen",
			"seat odd cannot be judged: it is in none of the states that were read",
			"seat unpaid is unpaid",
		},
	},
	{
		name: "tags",
		rows: and(lists.OutboundBot,
			instance("none", 1),
			instance("half", 1, "env", "prod"),
			instance("blank", 1, "env", "", "department", "sales"),
			row{"InstanceId": "unknown", "MaxConcurrentConversation": 1},
		),
		check: []string{
			"OutboundBot instances whose tags the API left out, so that they cannot be judged:\n  unknown",
			"OutboundBot instances without a required tag:\n  blank: env\n  half: department\n  none: department, env",
		},
		rego: []string{
			"OutboundBot instance blank has no tag env",
			"OutboundBot instance half has no tag department",
			"OutboundBot instance none has no tag department",
			"OutboundBot instance none has no tag env",
			"OutboundBot instance unknown cannot be judged: its tags are not known",
		},
	},
	{
		name: "capacity of licenses",
		rows: instead(lists.ICE,
			license("voice", 1, 1, 999, 400),
			license("over", 1, 2, 5000, -400),
			license("vision", 2, 1, 1000, 400),
			license("unknown", 1, 1, nil, 400),
			license("odd", 1, nil, 5000, 400),
		),
		check: []string{
			"In none of the statuses that the API documents, so they cannot be judged:\n  ICE license odd",
			"Their capacity is not known, so it was not counted:\n  ICE license odd\n  ICE license unknown",
			"Under the floor:\n  ICE licenses of type 1: 999, and 1000 at least is wanted",
		},
		rego: []string{
			"ICE license odd cannot be judged: its capacity is not known",
			"ICE license odd cannot be judged: its status, null, is not known",
			"ICE license unknown cannot be judged: its capacity is not known",
			"active ICE licenses of type 1 have 999 of capacity left together, less than 1000",
		},
	},
	{
		name: "capacity of instances",
		rows: instead(lists.OutboundBot, instance("a", 99, "env", "prod", "department", "sales"),
			instance("b", nil, "env", "prod", "department", "sales")),
		check: []string{
			"Their capacity is not known, so it was not counted:\n  OutboundBot instance b",
			"Under the floor:\n  concurrent calls of OutboundBot: 99, and 100 at least is wanted",
		},
		rego: []string{
			"OutboundBot instance b cannot be judged: its capacity is not known",
			"all OutboundBot instances together make 99 calls at once, less than 100",
		},
	},
	{
		name: "nothing at all",
		check: []string{
			"Nothing is in use in: aicontent_paid_resources, codearts_ide_licenses, ice_airtc_licenses, outboundbot_instances. If that is right, name them in none_expected.",
			"Under the floor:\n  ICE licenses of type 1: 0, and 1000 at least is wanted\n  ICE licenses of type 2: 0, and 1000 at least is wanted" +
				"\n  concurrent calls of OutboundBot: 0, and 100 at least is wanted",
		},
		rego: []string{
			"active ICE licenses of type 1 have 0 of capacity left together, less than 1000",
			"active ICE licenses of type 2 have 0 of capacity left together, less than 1000",
			"all OutboundBot instances together make 0 calls at once, less than 100",
			"entitlements_aicontent_paid_resources found nothing; if that is right, name it in none_expected",
			"entitlements_codearts_ide_licenses found nothing; if that is right, name it in none_expected",
			"entitlements_ice_airtc_licenses found nothing; if that is right, name it in none_expected",
			"entitlements_outboundbot_instances found nothing; if that is right, name it in none_expected",
		},
	},
}
