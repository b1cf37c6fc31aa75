package lists

import (
	"fmt"
	"math/rand/v2"
	"strconv"
)

// AlicloudBillingResourcePackages is QueryResourcePackageInstances of Alibaba Cloud's billing center, version 2017-12-14.
//
// https://help.aliyun.com/zh/user-center/developer-reference/api-bssopenapi-2017-12-14-queryresourcepackageinstances
const AlicloudBillingResourcePackages API = "alicloud_billing_resource_packages"

var alicloudBillingResourcePackages = List{
	API:        AlicloudBillingResourcePackages,
	Service:    &bssOpenAPIService,
	Action:     "QueryResourcePackageInstances",
	Parameters: []string{"ProductCode", "ExpiryTimeStart", "ExpiryTimeEnd", "IncludePartner", "OwnerId", "PageNum", "PageSize"},
	Denied:     "NotAuthorized",
	Paging:     Paging{Index: "PageNum", Size: "PageSize", Default: 20, Limit: 300},
	Rows:       []string{"Data", "Instances", "Instance"},
	Total:      []string{"Total"},
	Identifier: "InstanceId",
	find: func(p *Parameters, rows []Row) []Row {
		// No field of a row is documented to be the product: the commodity code is compared.
		rows = same(p, rows, "ProductCode", "CommodityCode")
		if !p.Flag("IncludePartner", false) {
			rows = where(rows, func(row Row) bool { return row["_partner"] != true })
		}
		return between(p, rows, "ExpiryTime", "ExpiryTimeStart", "ExpiryTimeEnd")
	},
	fill: func(body map[string]any, p page) {
		body["Page"], body["PageSize"] = p.index, p.size
		// The same again, as text.
		put(body, []string{"Data", "PageNum"}, strconv.FormatInt(p.index, 10))
		put(body, []string{"Data", "PageSize"}, strconv.FormatInt(p.size, 10))
		if p.TotalMissing {
			remove(body, []string{"Data", "TotalCount"})
		} else {
			put(body, []string{"Data", "TotalCount"}, strconv.Itoa(p.total))
		}
	},
	generate: alicloudBillingResourcePackageRow,
}

func alicloudBillingResourcePackageRow(i int, r *rand.Rand) Row {
	begin := generatedTime(r)
	row := Row{
		"InstanceId":          fmt.Sprintf("OSSBAG-cn-%08d", i),
		"PackageType":         []string{"FPT_ossbag_absolute_Storage_sh", "FPT_cdnbag_absolute_traffic"}[r.IntN(2)],
		"CommodityCode":       []string{"ossbag", "cdnbag"}[r.IntN(2)],
		"Region":              []string{"cn-hangzhou", "cn-shanghai"}[r.IntN(2)],
		"Remark":              []string{"标准存储包", "下行流量包"}[r.IntN(2)],
		"Status":              []string{"Available", "Expired"}[r.IntN(2)],
		"DeductType":          "Absolute",
		"EffectiveTime":       isoTime(begin),
		"ExpiryTime":          isoTime(begin.AddDate(1, 0, 0)),
		"TotalAmount":         decimalText(i, r),
		"TotalAmountUnit":     "GB",
		"RemainingAmount":     decimalText(i+2, r),
		"RemainingAmountUnit": []string{"GB", "TB"}[r.IntN(2)],
		"ApplicableProducts":  map[string]any{"Product": []any{"oss", "对象存储"}},
	}
	switch i % 8 {
	case 2:
		delete(row, "ApplicableProducts")
		delete(row, "RemainingAmount")
		delete(row, "RemainingAmountUnit")
	case 3:
		row["ApplicableProducts"] = map[string]any{"Product": []any{}}
		row["Remark"] = ""
	case 4:
		row["ApplicableProducts"], row["TotalAmount"], row["Region"] = nil, nil, nil
	case 5:
		row["ApplicableProducts"] = map[string]any{}
	}
	return row
}
