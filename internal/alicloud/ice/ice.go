// Package ice declares the list API of Alibaba Cloud Intelligent Media Services
// (ICE) over license batches for real-time conversational AI:
// https://help.aliyun.com/zh/ims/developer-reference/api-ice-2020-11-09-getairtclicenseinfolist
package ice

import (
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Service is the API of the lists of this package.
var Service = &cloud.Service{
	Dialect: alicloud.Dialect,
	Name:    "ice",
	Version: "2020-11-09",
	// The vendor's documents list a host for each region; its Go SDK sends
	// most regions to one host instead. The documents are followed.
	Regions: cloud.Regions{
		Home:       "cn-shanghai",
		Documented: []string{"cn-beijing", "cn-hangzhou", "cn-shanghai", "cn-shenzhen", "ap-southeast-1", "us-west-1"},
		Host:       func(region string) string { return "ice." + region + ".aliyuncs.com" },
	},
}

// Licenses is GetAiRtcLicenseInfoList.
var Licenses = &cloud.List{
	Service:    Service,
	Operation:  "GetAiRtcLicenseInfoList",
	Method:     http.MethodPost,
	Permission: "ice:GetAiRtcLicenseInfoList",
	List: listapi.List{
		Name:        "ice_airtc_licenses",
		Description: "License batches for real-time conversational AI of Alibaba Cloud Intelligent Media Services (ICE), from the API operation `GetAiRtcLicenseInfoList`.",
		Arguments: []listapi.Argument{
			{Name: "license_item_id", Parameter: "LicenseItemId", Type: listapi.String, Matches: "license_item_id", Description: "Only the batch with this id, such as `17712***`."},
			{Name: "status", Parameter: "Status", Type: listapi.Int64, Matches: "status", Documented: []string{"1", "2"}, Description: "Only batches in this status: `1` for active, `2` for expired. Any other value is sent as well, with a warning."},
			{Name: "type", Parameter: "Type", Type: listapi.Int64, Matches: "type", Documented: []string{"1", "2"}, Description: "Only batches of this type: `1` for voice calls, `2` for vision calls. Any other value is sent as well, with a warning."},
		},
		RowsName:        "licenses",
		RowsDescription: "The license batches, sorted by `license_item_id`.",
		Identifier:      "license_item_id",
		Unique:          true,
		Columns: []listapi.Column{
			{Name: "license_item_id", Field: "LicenseItemId", Type: listapi.String, Description: "Id of the batch."},
			{Name: "instance_id", Field: "InstanceId", Type: listapi.String, Description: "Id of the purchased instance to which the batch belongs."},
			{Name: "contract_no", Field: "ContractNo", Type: listapi.String, Description: "Number of the contract under which the batch was bought."},
			{Name: "type", Field: "Type", Type: listapi.Int64, Description: "Type of the licenses: `1` for voice calls, `2` for vision calls. The API may add others."},
			{Name: "status", Field: "Status", Type: listapi.Int64, Description: "Status of the batch: `1` for active, `2` for expired. The API may add others."},
			{Name: "license_count", Field: "LicenseCount", Type: listapi.Int64, Description: "Number of licenses in the batch."},
			{Name: "available_capacity", Field: "AvailableCapacity", Type: listapi.Int64, Description: "Capacity that is still available. The API does not document its unit, which is not licenses."},
			{Name: "valid_days", Field: "ValidDays", Type: listapi.Int64, Description: "Number of days for which the licenses are valid."},
			{Name: "begin_on", Field: "BeginOn", Type: listapi.String, Description: "When the batch becomes valid, in ISO 8601 and UTC, such as `2025-11-06T08:00:00Z`, as the API returns it."},
			{Name: "expired_on", Field: "ExpiredOn", Type: listapi.String, Description: "When the batch expires, in ISO 8601 and UTC, such as `2025-11-06T08:00:00Z`, as the API returns it."},
			{Name: "creation_time", Field: "CreationTime", Type: listapi.String, Description: "When the batch was created, in ISO 8601 and UTC, such as `2025-11-06T08:00:00Z`, as the API returns it."},
			{Name: "modification_time", Field: "ModificationTime", Type: listapi.String, Description: "When the batch was last changed, in ISO 8601 and UTC, such as `2025-11-06T08:00:00Z`, as the API returns it."},
		},
		// The capacity that is available does not count licenses, so that what
		// remains of their number is not known.
		Entitlement: listapi.Entitlement{
			ID:        "license_item_id",
			ParentID:  "instance_id",
			Kind:      "type",
			Kinds:     map[string]string{"1": "voice", "2": "vision"},
			Status:    "status",
			States:    map[string]listapi.State{"1": listapi.Active, "2": listapi.Expired},
			Total:     "license_count",
			StartsAt:  "begin_on",
			ExpiresAt: "expired_on",
			Times:     arithmetic.RFC3339,
		},
		// The largest page size is undocumented. Sibling operations of ICE
		// accept 50 to 100, so that 50 is safe.
		Paging: listapi.Paging{
			Scheme:            listing.Scheme{Counting: listing.PageNumbers, PageSize: 50},
			PositionParameter: "PageNo",
			SizeParameter:     "PageSize",
		},
		Layout: listapi.Layout{Rows: []string{"LicenseInfoList"}, Total: []string{"TotalCount"}},
	},
}
