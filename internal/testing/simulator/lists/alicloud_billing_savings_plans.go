package lists

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// AlicloudBillingSavingsPlans is QuerySavingsPlansInstance of Alibaba Cloud's billing center, version 2017-12-14.
//
// https://help.aliyun.com/zh/user-center/developer-reference/api-bssopenapi-2017-12-14-querysavingsplansinstance
const AlicloudBillingSavingsPlans API = "alicloud_billing_savings_plans"

var alicloudBillingSavingsPlans = List{
	API:        AlicloudBillingSavingsPlans,
	Service:    &bssOpenAPIService,
	Action:     "QuerySavingsPlansInstance",
	Parameters: []string{"InstanceId", "Status", "CommodityCode", "Locale", "StartTime", "EndTime", "PageNum", "PageSize"},
	family:     tagParameter,
	Denied:     "NotAuthorized",
	// The largest size is not documented.
	Paging:     Paging{Index: "PageNum", Size: "PageSize", Default: 20, Limit: 50},
	Rows:       []string{"Data", "Items"},
	Total:      []string{"Data", "TotalCount"},
	Identifier: "InstanceId",
	find: func(p *Parameters, rows []Row) []Row {
		rows = same(p, rows, "InstanceId", "InstanceId", "Status", "Status", "CommodityCode", "CommodityCode")
		for _, tag := range tagFilters(p) {
			rows = where(rows, tag.in("Tags"))
		}
		from, to := localTime(p, "StartTime"), localTime(p, "EndTime")
		// Which of a plan's times must be in the range is not documented: here, a plan must have been valid in it.
		return where(rows, func(row Row) bool {
			start, _ := row["StartTime"].(string)
			end, _ := row["EndTime"].(string)
			return (from == "" || end >= from) && (to == "" || start != "" && start <= to)
		})
	},
	fill: func(body map[string]any, p page) {
		put(body, []string{"Data", "PageNum"}, p.index)
		put(body, []string{"Data", "PageSize"}, p.size)
	},
	generate: alicloudBillingSavingsPlanRow,
}

// localTime reads a parameter with a time that has no zone; empty if it is not set.
func localTime(p *Parameters, name string) string {
	at, set := p.Text(name)
	if _, err := time.Parse(time.DateTime, at); set && (err != nil || len(at) != len(time.DateTime)) {
		p.Reject(name)
	}
	return at
}

func alicloudBillingSavingsPlanRow(i int, r *rand.Rand) Row {
	begin := generatedTime(r)
	end := begin.AddDate(1, 0, 0)
	china := time.FixedZone("", 8*60*60)
	row := Row{
		"InstanceId":          fmt.Sprintf("spn-%08d", i),
		"Status":              []string{"NORMAL", "LIMIT", "RELEASE"}[r.IntN(3)],
		"SavingsType":         []string{"universal", "ecs", "ECS", "unversal"}[r.IntN(4)],
		"PayMode":             []string{"total", "half", "zero"}[r.IntN(3)],
		"Region":              "cn-zhangjiakou-na62-a01",
		"Currency":            []string{"CNY", "USD"}[r.IntN(2)],
		"CommodityCode":       "savingplan_common_public_cn",
		"InstanceFamily":      "ecs.g6",
		"AllocationStatus":    []string{"unallocated", "allocated", "beAllocated"}[r.IntN(3)],
		"Cycle":               "1:Year",
		"DeductCycleType":     "HOUR",
		"PoolValue":           decimalText(i, r),
		"RestPoolValue":       decimalText(i+1, r),
		"CurrentPoolValue":    decimalText(i+2, r),
		"PrepayFee":           decimalText(i+3, r),
		"Utilization":         "0.8",
		"TotalSave":           "-20.00",
		"LastBillUtilization": "1",
		"LastBillTotalUsage":  decimalText(i+4, r),
		"StartTime":           plainTime(begin.In(china)),
		"EndTime":             plainTime(end.In(china)),
		"StartTimestamp":      begin.UnixMilli(),
		"EndTimestamp":        end.UnixMilli() + 39,
		"Tags":                []any{tag("env", []string{"prod", "test"}[r.IntN(2)]), tag("部门", "客服")},
	}
	switch i % 8 {
	case 2: // as the older SDK has it
		delete(row, "CommodityCode")
		delete(row, "CurrentPoolValue")
	case 3:
		row["Tags"], row["EndTimestamp"], row["Utilization"] = nil, nil, nil
	case 4:
		row["Tags"], row["InstanceFamily"] = []any{}, ""
	case 5:
		delete(row, "Tags")
		row["EndTimestamp"] = beyondFloat(r) / 64 // far, but a year with four digits
	case 6:
		row["NewField"] = beyondFloat(r)
	}
	return row
}
