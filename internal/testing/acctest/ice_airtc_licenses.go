package acctest

import "github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"

// https://help.aliyun.com/zh/ims/developer-reference/api-ice-2020-11-09-getairtclicenseinfolist
var _ = record(Source{
	Name: "entitlements_ice_airtc_licenses", Cloud: "alicloud", Endpoint: "ice", API: lists.ICE,
	Operation: "GetAiRtcLicenseInfoList", Permission: "ice:GetAiRtcLicenseInfoList", Region: "cn-shanghai", Regions: AnyRegion,
	Hosts: map[string]string{
		"cn-beijing": "ice.cn-beijing.aliyuncs.com", "cn-hangzhou": "ice.cn-hangzhou.aliyuncs.com", "cn-shanghai": "ice.cn-shanghai.aliyuncs.com",
		"cn-shenzhen": "ice.cn-shenzhen.aliyuncs.com", "ap-southeast-1": "ice.ap-southeast-1.aliyuncs.com",
		"us-west-1": "ice.us-west-1.aliyuncs.com",
	},
	Rows: "licenses", Identifier: "license_item_id", Identifiers: UniqueIdentifiers,
	Arguments: []Argument{
		{Name: "license_item_id", Parameter: "LicenseItemId", Matches: "license_item_id", Samples: []Sample{
			{"17712***", map[string]string{"LicenseItemId": "17712***"}, equal("LicenseItemId", "17712***")},
			{"no such & batch=1+1 ~ 中", map[string]string{"LicenseItemId": "no such & batch=1+1 ~ 中"}, noRow},
		}},
		{Name: "status", Parameter: "Status", Matches: "status", Documented: []any{int64(1), int64(2)}, Samples: []Sample{
			{int64(1), map[string]string{"Status": "1"}, equal("Status", int64(1))},
			{int64(2), map[string]string{"Status": "2"}, equal("Status", int64(2))},
		}},
		{Name: "type", Parameter: "Type", Matches: "type", Documented: []any{int64(1), int64(2)}, Samples: []Sample{
			{int64(1), map[string]string{"Type": "1"}, equal("Type", int64(1))},
			{int64(2), map[string]string{"Type": "2"}, equal("Type", int64(2))},
		}},
	},
	Fields: []Field{
		{"license_item_id", "LicenseItemId", String}, {"instance_id", "InstanceId", String}, {"contract_no", "ContractNo", String},
		{"type", "Type", Int64}, {"status", "Status", Int64}, {"license_count", "LicenseCount", Int64},
		{"available_capacity", "AvailableCapacity", Int64}, {"valid_days", "ValidDays", Int64}, {"begin_on", "BeginOn", String},
		{"expired_on", "ExpiredOn", String}, {"creation_time", "CreationTime", String}, {"modification_time", "ModificationTime", String},
	},
	Integer: "available_capacity", Text: "contract_no",
	Counting: PageNumbers, Page: "PageNo", Size: "PageSize", PageSize: 50,
	List: "LicenseInfoList", Total: "TotalCount",
	Success: "Success", Code: "Code", Message: "Message",
	SampleTotal: 100,
	Entitlement: Entitlement{
		Attributes: map[string]string{
			"id": "license_item_id", "parent_id": "instance_id", "name": "", "kind": "type", "status": "status", "total": "license_count",
			"remaining": "", "assignee": "", "starts_at": "begin_on", "expires_at": "expired_on", "tags": "",
			"unit": "", "auto_renew": "",
		},
		Kinds:  map[string]string{"1": "voice", "2": "vision"},
		States: map[string]string{"1": "active", "2": "expired"},
		Times:  "2006-01-02T15:04:05Z07:00",
	},
	Lacks: []string{"Project", "Order", "Changing", "Within", "Before", "Echo", "Token", "SampleLacks"},
})
