package policies

import (
	"slices"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

type (
	row  = simulator.Row
	rows = map[simulator.API][]row
)

// now is when the tests began. Rows end whole days from then, so that it does
// not matter how long the tests take.
var now = time.Now().UTC()

// in is a time some days from now, as ICE writes it.
func in(days int) string { return now.AddDate(0, 0, days).Format("2006-01-02T15:04:05Z") }

// plainly is a time some days from now, as AiContent writes it.
func plainly(days int) string { return now.AddDate(0, 0, days).Format("2006-01-02 15:04:05") }

func license(id string, kind, status, left, days any) row {
	r := row{"LicenseItemId": id, "Type": kind, "Status": status, "LicenseCount": 10, "AvailableCapacity": left, "ExpiredOn": days}
	if days, ok := days.(int); ok {
		r["ExpiredOn"] = in(days)
	}
	return r
}

func resourcePackage(id string, status, left, of, days any) row {
	r := row{
		"instanceId": id, "resourcePackageCode": "PACK", "resourceCatalogCode": "AI_ORAL", "resourceStatus": status,
		"quantity": of, "remainQuantity": left, "expireTime": days,
	}
	if days, ok := days.(int); ok {
		r["expireTime"] = plainly(days)
	}
	return r
}

func instance(id string, calls any, tags ...string) row {
	list := []any{}
	for pair := range slices.Chunk(tags, 2) {
		list = append(list, map[string]any{"Key": pair[0], "Value": pair[1]})
	}
	return row{"InstanceId": id, "InstanceName": id, "MaxConcurrentConversation": calls, "ResourceTags": list}
}

func seat(id, state string, user any) row {
	return row{"id": id, "status": 0, "user_id": user, "_state": state}
}

// good returns rows that every policy is content with.
func good() rows {
	return rows{
		lists.ICE:         {license("voice", 1, 1, 5000, 400), license("vision", 2, 1, 5000, 400), license("old", 1, 2, 0, -400)},
		lists.AiContent:   {resourcePackage("full", "ACTIVE", 500, 1000, 400), resourcePackage("old", "EXPIRED", 0, 1000, -400)},
		lists.OutboundBot: {instance("a", 60, "env", "prod", "department", "sales"), instance("b", 60, "env", "test", "department", "sales")},
		lists.CodeArtsIDE: {seat("taken", "NORMAL", "user1"), seat("free", "NORMAL", nil)},
	}
}

// and returns good rows with more.
func and(api simulator.API, more ...row) rows {
	r := good()
	r[api] = append(r[api], more...)
	return r
}

// instead returns good rows with others in the place of one list.
func instead(api simulator.API, others ...row) rows {
	r := good()
	r[api] = others
	return r
}
