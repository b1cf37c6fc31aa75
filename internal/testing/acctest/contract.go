package acctest

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// Source is what users rely on of one data source. It is written down here on
// its own, and not derived from the provider, so that tests hold the provider
// against it.
type Source struct {
	// Name is the data source's type.
	Name string

	API simulator.API

	// Rows is the attribute that holds the rows, and Identifier the attribute
	// of a row that identifies it.
	Rows, Identifier string

	// Arguments are the data source's own arguments.
	Arguments []string

	// Fields are the attributes of a row in the order by which rows are sorted
	// behind the identifier, and the API's field for each.
	Fields [][2]string

	// PageSize is the number of rows that the provider asks for.
	PageSize int

	// Page and Size are the API's paging parameters.
	Page, Size string

	// List is the API's field that holds the rows.
	List string
}

// Sources are the data sources.
var Sources = []Source{
	{
		Name: "entitlements_ice_airtc_licenses", API: simulator.ICE, Rows: "licenses", Identifier: "license_item_id",
		PageSize: 50, Page: "PageNo", Size: "PageSize", List: "LicenseInfoList",
		Arguments: []string{"license_item_id", "status", "type"},
		Fields: [][2]string{
			{"license_item_id", "LicenseItemId"}, {"instance_id", "InstanceId"}, {"contract_no", "ContractNo"}, {"type", "Type"},
			{"status", "Status"}, {"license_count", "LicenseCount"}, {"available_capacity", "AvailableCapacity"},
			{"valid_days", "ValidDays"}, {"begin_on", "BeginOn"}, {"expired_on", "ExpiredOn"},
			{"creation_time", "CreationTime"}, {"modification_time", "ModificationTime"},
		},
	},
	{
		Name: "entitlements_aicontent_paid_resources", API: simulator.AiContent, Rows: "resources", Identifier: "instance_id",
		PageSize: 50, Page: "pageIndex", Size: "pageSize", List: "data",
		Arguments: []string{"resource_type", "order_by", "order_direction", "group_by"},
		Fields: [][2]string{
			{"instance_id", "instanceId"}, {"resource_package_code", "resourcePackageCode"}, {"resource_package_name", "resourcePackageName"},
			{"resource_catalog_code", "resourceCatalogCode"}, {"resource_catalog_name", "resourceCatalogName"},
			{"resource_status", "resourceStatus"}, {"quantity", "quantity"}, {"remain_quantity", "remainQuantity"},
			{"effective_time", "effectiveTime"}, {"expire_time", "expireTime"},
		},
	},
	{
		Name: "entitlements_outboundbot_instances", API: simulator.OutboundBot, Rows: "instances", Identifier: "instance_id",
		PageSize: 50, Page: "PageNumber", Size: "PageSize", List: "Instances",
		Arguments: []string{"name", "resource_group_id", "tags"},
		Fields: [][2]string{
			{"instance_id", "InstanceId"}, {"instance_name", "InstanceName"}, {"instance_description", "InstanceDescription"},
			{"max_concurrent_conversation", "MaxConcurrentConversation"}, {"resource_group_id", "ResourceGroupId"}, {"tags", "ResourceTags"},
			{"owner_name", "OwnerName"}, {"creator_id", "CreatorId"}, {"creator_name", "CreatorName"}, {"is_preset", "IsPreset"},
			{"creation_time", "CreationTime"}, {"created_at", "CreationTime"},
		},
	},
	{
		Name: "entitlements_codearts_ide_licenses", API: simulator.CodeArtsIDE, Rows: "licenses", Identifier: "id",
		PageSize: 100, Page: "offset", Size: "limit", List: "items",
		Arguments: []string{"license_id", "user_id", "status"},
		Fields: [][2]string{
			{"id", "id"}, {"order_id", "order_id"}, {"creator_id", "creater_id"}, {"spec_code", "spec_code"}, {"user_id", "user_id"},
			{"machine_code", "machine_code"}, {"status", "status"}, {"charging_mode", "charging_mode"}, {"created_time", "created_time"},
		},
	},
}

// Expect returns the rows that the data source is to have for rows of the API,
// in its order.
func (s Source) Expect(t testing.TB, rows []simulator.Row) []any {
	t.Helper()
	expected := make([]Object, len(rows))
	for i, row := range rows {
		expected[i] = Object{}
		for _, field := range s.Fields {
			expected[i][field[0]] = s.expectValue(t, field[0], row[field[1]])
		}
	}
	slices.SortStableFunc(expected, func(a, b Object) int {
		for _, field := range append([][2]string{{s.Identifier}}, s.Fields...) {
			if by := compareValues(a[field[0]], b[field[0]]); by != 0 {
				return by
			}
		}
		return 0
	})
	list := make([]any, len(expected))
	for i, row := range expected {
		list[i] = row
	}
	return list
}

// State returns the state that the data source is to have without arguments for
// rows of the API.
func (s Source) State(t testing.TB, rows []simulator.Row) Object {
	t.Helper()
	expected := s.Expect(t, rows)
	state := Object{"account": "default", "region": "cn-shanghai", "timeouts": nil, "ids": s.IDs(expected), s.Rows: expected}
	for _, argument := range s.Arguments {
		state[argument] = nil
	}
	if s.API == simulator.CodeArtsIDE {
		state["region"] = "cn-north-4"
	}
	return state
}

// IDs returns the identifiers that the data source is to have for its rows.
func (s Source) IDs(rows []any) []any {
	ids := []any{}
	for _, row := range rows {
		if id := row.(Object)[s.Identifier]; id != nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s Source) expectValue(t testing.TB, attribute string, value any) any {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return nil
	case int:
		value = int64(v)
	case string, bool, int64:
	case []any:
		tags := Object{}
		for _, element := range v {
			tag := pair(t, element)
			tags[tag["Key"].(string)] = tag["Value"]
		}
		return tags
	default:
		t.Fatalf("%s: a row of the simulator has a %T", attribute, value)
	}
	switch {
	case attribute == "created_at":
		return time.UnixMilli(value.(int64)).UTC().Format(time.RFC3339Nano)
	case attribute == "status" && s.API == simulator.CodeArtsIDE:
		return fmt.Sprint(value) // a string, whatever JSON type came
	}
	return value
}

func pair(t testing.TB, element any) map[string]any {
	t.Helper()
	switch pair := element.(type) {
	case map[string]any:
		return pair
	case simulator.Row:
		return pair
	}
	t.Fatalf("a tag of the simulator is a %T", element)
	return nil
}

// compareValues orders two values of one attribute, null first.
func compareValues(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return cmp.Compare(a, b.(string))
	case bool:
		if a == b.(bool) {
			return 0
		} else if b.(bool) {
			return -1
		}
		return 1
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // maps, which fmt prints sorted by key
}
