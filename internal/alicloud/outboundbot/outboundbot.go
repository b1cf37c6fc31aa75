// Package outboundbot declares the list API of Alibaba Cloud OutboundBot over
// instances:
// https://help.aliyun.com/zh/outboundbot/developer-reference/api-outboundbot-2019-12-26-listinstances
package outboundbot

import (
	"net/http"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Service is the API of the lists of this package.
var Service = &cloud.Service{
	Dialect: alicloud.Dialect,
	Name:    "outboundbot",
	Version: "2019-12-26",
	Regions: cloud.Regions{
		Home:       "cn-shanghai",
		Documented: []string{"cn-shanghai"},
		Only:       true,
		Host:       func(region string) string { return "outboundbot." + region + ".aliyuncs.com" },
	},
}

// Instances is ListInstances.
var Instances = &cloud.List{
	Service:    Service,
	Operation:  "ListInstances",
	Method:     http.MethodPost,
	Permission: "outboundbot:ListInstances",
	List: listapi.List{
		Name:        "outboundbot_instances",
		Description: "Instances of Alibaba Cloud OutboundBot (intelligent outbound calls), from the API operation `ListInstances`.",
		Arguments: []listapi.Argument{
			{Name: "name", Parameter: "Name", Type: listapi.String, Description: "Only instances with this name, such as `回访`. It is not documented whether part of a name matches."},
			{Name: "resource_group_id", Parameter: "ResourceGroupId", Type: listapi.String, Matches: "resource_group_id", Description: "Only instances in the resource group with this id, such as `rg-acfm3iugit3uw7a`."},
			{Name: "tags", Parameter: "Tag.N.Key, Tag.N.Value", Type: listapi.StringMap, Encode: alicloud.Tags("Tag"), Matches: "tags", Description: "Only instances with these tags, a map of keys to values. It is not documented whether an instance must have all of them."},
		},
		RowsName:        "instances",
		RowsDescription: "The instances, sorted by `instance_id`.",
		Identifier:      "instance_id",
		Unique:          true,
		Columns: []listapi.Column{
			{Name: "instance_id", Field: "InstanceId", Type: listapi.String, Description: "Id of the instance."},
			{Name: "instance_name", Field: "InstanceName", Type: listapi.String, Description: "Name of the instance."},
			{Name: "instance_description", Field: "InstanceDescription", Type: listapi.String, Description: "Description of the instance."},
			{Name: "max_concurrent_conversation", Field: "MaxConcurrentConversation", Type: listapi.Int64, Description: "Maximum number of calls that the instance can make at the same time."},
			{Name: "resource_group_id", Field: "ResourceGroupId", Type: listapi.String, Description: "Id of the resource group of the instance."},
			{Name: "tags", Field: "ResourceTags", Type: listapi.StringMap, Decode: listapi.Pairs("Key", "Value"), Description: "Tags of the instance, a map of keys to values."},
			{Name: "owner_name", Field: "OwnerName", Type: listapi.String, Description: "Name of the account that owns the instance."},
			{Name: "creator_id", Field: "CreatorId", Type: listapi.Int64, Description: "Id of the user who created the instance."},
			{Name: "creator_name", Field: "CreatorName", Type: listapi.String, Description: "Name of the user who created the instance."},
			{Name: "is_preset", Field: "IsPreset", Type: listapi.Bool, Description: "Whether the instance is a preset of the service."},
			{Name: "creation_time", Field: "CreationTime", Type: listapi.Int64, Description: "When the instance was created, in milliseconds since 1970-01-01 UTC, such as `1578469042851`, as the API returns it."},
			{Name: "created_at", Field: "CreationTime", Type: listapi.String, Decode: listapi.EpochMilliseconds, Description: "`creation_time` in RFC 3339 and UTC, such as `2020-01-08T07:37:22.851Z`."},
		},
		// When an instance was created is not when what was bought starts, and
		// how many calls it can make is not how much was bought.
		Entitlement: listapi.Entitlement{
			ID:     "instance_id",
			Name:   "instance_name",
			Tags:   "tags",
			Listed: listapi.Active,
		},
		// The largest page size is undocumented; that of the sibling operation
		// ListChatbotInstances is 50. Before 2024-04-22 the API had no paging
		// and returned everything each time.
		Paging: listapi.Paging{
			Scheme:            listing.Scheme{Counting: listing.PageNumbers, PageSize: 50},
			PositionParameter: "PageNumber",
			SizeParameter:     "PageSize",
		},
		Layout: listapi.Layout{Rows: []string{"Instances"}, Total: []string{"TotalCount"}, Size: "PageSize"},
	},
}
