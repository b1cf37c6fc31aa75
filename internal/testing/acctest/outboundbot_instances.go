package acctest

import (
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// https://help.aliyun.com/zh/outboundbot/developer-reference/api-outboundbot-2019-12-26-listinstances
var _ = record(Source{
	Name: "entitlements_outboundbot_instances", Cloud: "alicloud", Endpoint: "outboundbot", API: lists.OutboundBot,
	Operation: "ListInstances", Permission: "outboundbot:ListInstances", Region: "cn-shanghai", Regions: OneRegion,
	Hosts: map[string]string{"cn-shanghai": "outboundbot.cn-shanghai.aliyuncs.com"},
	Rows:  "instances", Identifier: "instance_id", Identifiers: UniqueIdentifiers,
	Arguments: []Argument{
		{Name: "name", Parameter: "Name", Samples: []Sample{
			{"回访", map[string]string{"Name": "回访"}, where(func(row simulator.Row) bool {
				name, _ := row["InstanceName"].(string)
				return strings.Contains(name, "回访")
			})},
		}},
		{Name: "resource_group_id", Parameter: "ResourceGroupId", Matches: "resource_group_id", Samples: []Sample{
			{
				"90515b5-6115-4ccf-83e2-52d5bfaf2ddf", map[string]string{"ResourceGroupId": "90515b5-6115-4ccf-83e2-52d5bfaf2ddf"},
				equal("ResourceGroupId", "90515b5-6115-4ccf-83e2-52d5bfaf2ddf"),
			},
		}},
		{Name: "tags", Parameter: "Tag.N.Key, Tag.N.Value", Matches: "tags", Samples: []Sample{
			{
				Object{"部门": "客服", "env": "prod"}, // sent in the order of their keys
				map[string]string{"Tag.1.Key": "env", "Tag.1.Value": "prod", "Tag.2.Key": "部门", "Tag.2.Value": "客服"},
				where(func(row simulator.Row) bool { return hasTag(row, "env", "prod") && hasTag(row, "部门", "客服") }),
			},
			{Object{}, map[string]string{}, everyRow},
		}},
	},
	Fields: []Field{
		{"instance_id", "InstanceId", String}, {"instance_name", "InstanceName", String}, {"instance_description", "InstanceDescription", String},
		{"max_concurrent_conversation", "MaxConcurrentConversation", Int64}, {"resource_group_id", "ResourceGroupId", String},
		{"tags", "ResourceTags", StringMap}, {"owner_name", "OwnerName", String}, {"creator_id", "CreatorId", Int64},
		{"creator_name", "CreatorName", String}, {"is_preset", "IsPreset", Bool}, {"creation_time", "CreationTime", Int64},
		{"created_at", "CreationTime", EpochMilliseconds},
	},
	Integer: "creator_id", Text: "instance_description",
	Counting: PageNumbers, Page: "PageNumber", Size: "PageSize", PageSize: 50,
	List: "Instances", Total: "TotalCount", Echo: "PageSize",
	Success: "Success", Code: "Code", Message: "Message",
	SampleTotal: 1,
	Entitlement: Entitlement{
		Attributes: map[string]string{
			"id": "instance_id", "parent_id": "", "name": "instance_name", "kind": "", "status": "", "total": "", "remaining": "",
			"assignee": "", "starts_at": "", "expires_at": "", "tags": "tags",
			"unit": "", "auto_renew": "",
		},
		Listed: "active",
	},
	Lacks: []string{"Project", "Order", "Changing", "Within", "Before", "Token", "SampleLacks"},
})

func hasTag(row simulator.Row, key, value string) bool {
	tags, _ := row["ResourceTags"].([]any)
	for _, tag := range tags {
		if tag, _ := tag.(map[string]any); tag["Key"] == key && tag["Value"] == value {
			return true
		}
	}
	return false
}
