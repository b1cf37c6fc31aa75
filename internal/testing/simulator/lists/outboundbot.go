package lists

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"time"
)

// OutboundBot is ListInstances of Outbound Bot (智能外呼), version 2019-12-26.
//
// https://help.aliyun.com/zh/outboundbot/developer-reference/api-outboundbot-2019-12-26-listinstances
const OutboundBot API = "outboundbot"

var outboundBotService = Service{Cloud: Alicloud, Endpoint: "outboundbot", Product: "OutboundBot", Version: "2019-12-26"}

var outboundBot = List{
	API:        OutboundBot,
	Service:    &outboundBotService,
	Action:     "ListInstances",
	Parameters: []string{"ResourceGroupId", "Name", "PageNumber", "PageSize"},
	family:     tagParameter,
	Denied:     "Forbidden.RAM",
	// Not documented; ListChatbotInstances of the same API takes at most 50.
	Paging:     Paging{Index: "PageNumber", Size: "PageSize", Default: 10, Limit: 50},
	Rows:       []string{"Instances"},
	Total:      []string{"TotalCount"},
	Identifier: "InstanceId",
	find: func(p *Parameters, rows []Row) []Row {
		// Whether the name must match in full is not documented. It need not here: a caller that relies on either
		// reading is caught by a name that is part of another.
		if name, set := p.Text("Name"); set {
			rows = where(rows, func(row Row) bool {
				full, _ := row["InstanceName"].(string)
				return strings.Contains(full, name)
			})
		}
		group, set := p.Text("ResourceGroupId")
		rows = equal(rows, "ResourceGroupId", group, set)
		for _, tag := range tagFilters(p) {
			rows = where(rows, tag.in("ResourceTags"))
		}
		return rows
	},
	fill: func(body map[string]any, p page) {
		body["PageNumber"] = p.index
		body["PageSize"] = p.size
		if p.IgnoresPaging {
			for _, name := range []string{"TotalCount", "PageNumber", "PageSize"} {
				delete(body, name)
			}
		}
	},
	generate: outboundBotRow,
	demo:     outboundBotDemo,
}

var tagParameter = regexp.MustCompile(`^Tag\.([1-9][0-9]{0,3})\.(Key|Value)$`)

// tagFilter is Tag.N.Key with its Tag.N.Value. Without a value it is any value.
type tagFilter struct {
	key, value string
	valued     bool
}

// tagFilters returns the tags that rows must have, all of them: whether one would do is not documented.
func tagFilters(p *Parameters) []tagFilter {
	var filters []tagFilter
	for name := range p.Values {
		match := tagParameter.FindStringSubmatch(name)
		if match == nil {
			continue
		}
		number := "Tag." + match[1]
		key, keyed := p.Text(number + ".Key")
		if !keyed {
			p.Reject(number + ".Key")
			continue
		}
		if match[2] == "Key" {
			value, valued := p.Values[number+".Value"]
			filters = append(filters, tagFilter{key: key, value: value, valued: valued})
		}
	}
	return filters
}

// in returns the condition that a row has the tag in this field.
func (f tagFilter) in(field string) func(Row) bool {
	return func(row Row) bool {
		tags, _ := row[field].([]any)
		for _, tag := range tags {
			tag, _ := tag.(map[string]any)
			value, _ := tag["Value"].(string)
			if tag["Key"] == f.key && (!f.valued || value == f.value) {
				return true
			}
		}
		return false
	}
}

var purposes = []string{"回访", "催收提醒", "会员关怀", "满意度调查", "预约确认"}

func outboundBotRow(i int, r *rand.Rand) Row {
	row := Row{
		"InstanceId":                fmt.Sprintf("%08x-6115-4ccf-83e2-%012d", r.Uint32(), i),
		"InstanceName":              fmt.Sprintf("%s-%d", purposes[r.IntN(5)], i),
		"InstanceDescription":       "这是第 " + fmt.Sprint(i) + " 个实例",
		"MaxConcurrentConversation": int64(r.IntN(200)),
		"ResourceGroupId":           fmt.Sprintf("rg-acfm3iugit3u%d", r.IntN(4)),
		"ResourceTags": []any{
			tag("env", []string{"prod", "test"}[r.IntN(2)]),
			tag("部门", []string{"客服", "市场"}[r.IntN(2)]),
		},
		"OwnerName":    "demo@example.com",
		"CreatorId":    int64(20_000_000 + r.IntN(1_000_000)),
		"CreatorName":  []string{"王芳", "李强", "张伟"}[r.IntN(3)],
		"IsPreset":     r.IntN(8) == 0,
		"CreationTime": generatedEpoch.Add(time.Duration(r.IntN(700*24)) * time.Hour).UnixMilli(),
	}
	switch i % 8 {
	case 2:
		row["CreatorId"] = beyondFloat(r)
	case 3:
		delete(row, "ResourceTags")
		delete(row, "InstanceDescription")
	case 4:
		row["ResourceTags"] = nil
		row["ResourceGroupId"] = nil
		row["CreationTime"] = nil
	case 5:
		row["ResourceTags"] = []any{}
		row["InstanceDescription"] = ""
	case 6:
		row["ResourceTags"] = []any{tag("env", "")}
		// The previous generation of the same answer had more fields, which the service may still send.
		row["NluServiceType"] = "Managed"
	}
	return row
}

// outboundBotDemo is the instances of a few departments, in test and in production, some without a department's tag.
func outboundBotDemo(now time.Time, r *rand.Rand) []Row {
	purposes := append(purposes, "活动通知")
	departments := []string{"客服", "市场", "财务"}
	var rows []Row
	for i := range 66 {
		environment := []string{"prod", "test"}[i%2]
		department := departments[i%len(departments)]
		tags := []any{tag("env", environment)}
		if i%11 != 7 {
			tags = append(tags, tag("department", department))
		}
		rows = append(rows, Row{
			"InstanceId":                fmt.Sprintf("%08x-5d1f-4c02-9b1e-0000demo%04d", r.Uint32(), i+1),
			"InstanceName":              fmt.Sprintf("%s-%s-%s-%02d", department, purposes[i%len(purposes)], environment, i/6+1),
			"InstanceDescription":       department + "部" + purposes[i%len(purposes)],
			"MaxConcurrentConversation": int64([]int{5, 10, 20, 50}[r.IntN(4)]),
			"ResourceGroupId":           []string{"rg-demo-prod", "rg-demo-test"}[i%2],
			"ResourceTags":              tags,
			"OwnerName":                 "demo@example.com",
			"CreatorId":                 int64(234567890123450000) + int64(i%3),
			"CreatorName":               []string{"王芳", "李强", "张伟"}[i%3],
			"IsPreset":                  i == 0,
			"CreationTime":              now.AddDate(0, 0, -r.IntN(900)).Truncate(time.Second).UnixMilli(),
		})
	}
	return rows
}

func tag(key, value string) map[string]any {
	return map[string]any{"Key": key, "Value": value}
}
