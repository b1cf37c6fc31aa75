package lists

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// AlicloudBillingInstances is QueryAvailableInstances of Alibaba Cloud's billing center, version 2017-12-14.
//
// https://help.aliyun.com/zh/user-center/developer-reference/api-bssopenapi-2017-12-14-queryavailableinstances
const AlicloudBillingInstances API = "alicloud_billing_instances"

var alicloudBillingInstances = List{
	API:     AlicloudBillingInstances,
	Service: &bssOpenAPIService,
	Action:  "QueryAvailableInstances",
	Parameters: []string{
		"ProductCode", "ProductType", "SubscriptionType", "InstanceIDs", "RenewStatus", "Region", "OwnerId",
		"CreateTimeStart", "CreateTimeEnd", "EndTimeStart", "EndTimeEnd", "PageNum", "PageSize",
	},
	Denied:     "NotAuthorized",
	Paging:     Paging{Index: "PageNum", Size: "PageSize", Default: 20, Limit: 300},
	Rows:       []string{"Data", "InstanceList"},
	Total:      []string{"Data", "TotalCount"},
	Identifier: "InstanceID",

	// It identifies an instance only together with ProductCode, ProductType and SubscriptionType.
	IdentifierRepeats: true,

	find: func(p *Parameters, rows []Row) []Row {
		if ids, _ := p.Text("InstanceIDs"); strings.Count(ids, ",") >= 100 {
			p.Reject("InstanceIDs")
		}
		rows = anyOf(p, rows, "InstanceID", "InstanceIDs", false)
		rows = same(p, rows, "ProductCode", "ProductCode", "ProductType", "ProductType", "SubscriptionType", "SubscriptionType",
			"RenewStatus", "RenewStatus", "Region", "Region")
		rows = between(p, rows, "CreateTime", "CreateTimeStart", "CreateTimeEnd")
		return between(p, rows, "EndTime", "EndTimeStart", "EndTimeEnd")
	},
	fill: func(body map[string]any, p page) {
		put(body, []string{"Data", "PageNum"}, p.index)
		put(body, []string{"Data", "PageSize"}, p.size)
	},
	generate: alicloudBillingInstanceRow,
}

func alicloudBillingInstanceRow(i int, r *rand.Rand) Row {
	product := []string{"rds", "ecs", "oss", "kms"}[r.IntN(4)]
	begin := generatedTime(r)
	row := Row{
		"InstanceID":          fmt.Sprintf("%s-bp%08d", product, i),
		"ProductCode":         product,
		"ProductType":         product,
		"Region":              []string{"cn-hangzhou", "cn-shanghai", "ap-southeast-1"}[r.IntN(3)],
		"Status":              []string{"Creating", "WaitForExpire", "Normal", "Expired"}[i%4],
		"SubStatus":           []string{"Normal", "WaitForLimit", "BandwidthLimited"}[r.IntN(3)],
		"SubscriptionType":    "Subscription",
		"RenewStatus":         []string{"AutoRenewal", "ManualRenewal", "NotRenewal"}[r.IntN(3)],
		"RenewalDuration":     int64(1 + r.IntN(12)),
		"RenewalDurationUnit": []string{"M", "Y"}[r.IntN(2)],
		"OwnerId":             beyondFloat(r),
		"Seller":              "26842",
		"SellerId":            int64(26842),
		"CreateTime":          isoTime(begin),
		"EndTime":             isoTime(begin.AddDate(1, 0, 0)),
		"StopTime":            isoTime(begin.AddDate(1, 0, 1)),
		"ReleaseTime":         isoTime(begin.AddDate(1, 0, 15)),
		"ExpectedReleaseTime": isoTime(begin.AddDate(1, 0, 15)),
	}
	switch i % 10 {
	case 3: // the identifier of the row before, for another billing method
		row["InstanceID"] = fmt.Sprintf("shared-%08d", i-1)
		row["SubscriptionType"] = "PayAsYouGo"
		delete(row, "EndTime")
		delete(row, "RenewStatus")
	case 2:
		row["InstanceID"] = fmt.Sprintf("shared-%08d", i)
	case 5:
		row["ProductType"], row["SubStatus"] = "", nil
	case 7:
		row["Seller"] = "北京阿里云计算有限公司"
		row["StopTime"], row["ReleaseTime"], row["ExpectedReleaseTime"] = nil, nil, ""
	}
	return row
}
