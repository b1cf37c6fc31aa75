package listapi_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/aicontent"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/outboundbot"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud/codeartside"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// TestMatches checks which filters are checked.
func TestMatches(t *testing.T) {
	want := map[string]map[string]string{}
	for _, source := range acctest.Sources {
		want[source.ShortName()] = map[string]string{}
		for _, argument := range source.Arguments {
			if argument.Matches != "" {
				want[source.ShortName()][argument.Name] = argument.Matches
			}
		}
	}
	got := map[string]map[string]string{}
	for _, list := range catalog.Lists {
		got[list.Name] = map[string]string{}
		for _, argument := range list.Arguments {
			if argument.Matches == "" {
				continue
			}
			got[list.Name][argument.Name] = argument.Matches
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-records +catalog):\n%s", diff)
	}
}

// TestCheckFilters reads answers of APIs that filter and of such that do not.
func TestCheckFilters(t *testing.T) {
	const (
		license  = `{"LicenseInfoList":[{"LicenseItemId":"a","Status":1,"Type":"2"}]}`
		instance = `{"Instances":[{"InstanceId":"i","ResourceGroupId":"rg","InstanceName":"n","ResourceTags":[{"Key":"k","Value":"v"},{"Key":"l"}]},{"InstanceId":"j","ResourceGroupId":"rg","ResourceTags":[{"Key":"l","Value":""}]}]}`
		seat     = `{"result":{"items":[{"id":"a","user_id":"u","status":0},{"id":"b","status":0}]}}`
	)
	long := strings.Repeat("长", 100)
	text, number := listapi.TextCell, listapi.NumberCell
	tags := func(keysAndValues ...string) listapi.Cell {
		var entries []listapi.Entry
		for i := 0; i < len(keysAndValues); i += 2 {
			entries = append(entries, listapi.Entry{Name: keysAndValues[i], Value: text(keysAndValues[i+1])})
		}
		return listapi.EntriesCell(entries)
	}
	listOfSets := ice.Licenses.List
	listOfSets.Arguments = []listapi.Argument{
		{Name: "ids", Parameter: "Ids", Type: listapi.StringSet, Matches: "license_item_id"},
		{Name: "statuses", Parameter: "Statuses", Type: listapi.Int64Set, Matches: "status"},
	}
	tests := map[string]struct {
		list      *listapi.List
		body      string
		arguments listapi.Arguments
		want      *listapi.FilterError
	}{
		"nothing asked": {&ice.Licenses.List, license, listapi.Arguments{}, nil},
		"all asked": {&ice.Licenses.List, license,
			listapi.Arguments{"license_item_id": text("a"), "status": number(1), "type": number(2)}, nil},
		"nothing found": {&ice.Licenses.List, `{"LicenseInfoList":[]}`, listapi.Arguments{"license_item_id": text("a"), "status": number(1)}, nil},
		"another id": {&ice.Licenses.List, license, listapi.Arguments{"license_item_id": text("A")},
			&listapi.FilterError{Argument: "license_item_id", Wanted: `"A"`, Row: `"a"`, Column: "license_item_id", Found: `"a"`}},
		"another status": {&ice.Licenses.List, license, listapi.Arguments{"status": number(2)},
			&listapi.FilterError{Argument: "status", Wanted: "2", Row: `"a"`, Column: "status", Found: "1"}},
		"another type": {&ice.Licenses.List, license, listapi.Arguments{"status": number(1), "type": number(1)},
			&listapi.FilterError{Argument: "type", Wanted: "1", Row: `"a"`, Column: "type", Found: "2"}},
		"a number as a text": {&ice.Licenses.List, `{"LicenseInfoList":[{"LicenseItemId":"a","Status":"1.0"}]}`,
			listapi.Arguments{"status": number(1)}, nil},
		"no status":             {&ice.Licenses.List, `{"LicenseInfoList":[{"LicenseItemId":"a"}]}`, listapi.Arguments{"status": number(0)}, &listapi.FilterError{Argument: "status", Wanted: "0", Row: `"a"`, Column: "status", Found: "null"}},
		"an empty status":       {&ice.Licenses.List, `{"LicenseInfoList":[{"LicenseItemId":"a","Status":""}]}`, listapi.Arguments{"status": number(0)}, &listapi.FilterError{Argument: "status", Wanted: "0", Row: `"a"`, Column: "status", Found: "null"}},
		"an empty group":        {&outboundbot.Instances.List, `{"Instances":[{"InstanceId":"i"}]}`, listapi.Arguments{"resource_group_id": text("")}, &listapi.FilterError{Argument: "resource_group_id", Wanted: `""`, Row: `"i"`, Column: "resource_group_id", Found: "null"}},
		"a group":               {&outboundbot.Instances.List, instance, listapi.Arguments{"resource_group_id": text("rg")}, nil},
		"another group":         {&outboundbot.Instances.List, instance, listapi.Arguments{"resource_group_id": text("other")}, &listapi.FilterError{Argument: "resource_group_id", Wanted: `"other"`, Row: `"i"`, Column: "resource_group_id", Found: `"rg"`}},
		"a name is not checked": {&outboundbot.Instances.List, instance, listapi.Arguments{"name": text("other")}, nil},
		"one of the tags":       {&outboundbot.Instances.List, instance, listapi.Arguments{"tags": tags("l", "other", "m", "x")}, nil},
		"a tag of some rows":    {&outboundbot.Instances.List, instance, listapi.Arguments{"tags": tags("k", "v")}, &listapi.FilterError{Argument: "tags", Wanted: `any of the keys "k"`, Row: `"j"`, Column: "tags", Found: `a map with the keys "l"`}},
		"a tag of no row":       {&outboundbot.Instances.List, instance, listapi.Arguments{"tags": tags("a", "v", "b", "w")}, &listapi.FilterError{Argument: "tags", Wanted: `any of the keys "a", "b"`, Row: `"i"`, Column: "tags", Found: `a map with the keys "k", "l"`}},
		"no tags at all":        {&outboundbot.Instances.List, `{"Instances":[{"InstanceId":"i"}]}`, listapi.Arguments{"tags": tags("k", "v")}, &listapi.FilterError{Argument: "tags", Wanted: `any of the keys "k"`, Row: `"i"`, Column: "tags", Found: "null"}},
		"an empty list of tags": {&outboundbot.Instances.List, `{"Instances":[{"InstanceId":"i","ResourceTags":[]}]}`, listapi.Arguments{"tags": tags("k", "v")}, &listapi.FilterError{Argument: "tags", Wanted: `any of the keys "k"`, Row: `"i"`, Column: "tags", Found: "empty"}},
		"one of some ids":       {&listOfSets, license, listapi.Arguments{"ids": listapi.ListCell(text("a"), text("b"))}, nil},
		"none of some ids": {&listOfSets, license, listapi.Arguments{"ids": listapi.ListCell(text("b"), text("c"))},
			&listapi.FilterError{Argument: "ids", Wanted: `one of "b", "c"`, Row: `"a"`, Column: "license_item_id", Found: `"a"`}},
		"one of some statuses": {&listOfSets, license, listapi.Arguments{"statuses": listapi.ListCell(number(1), number(2))}, nil},
		"none of some statuses": {&listOfSets, license,
			listapi.Arguments{"statuses": listapi.ListCell(number(2), number(3), number(4), number(5), number(6), number(7))},
			&listapi.FilterError{Argument: "statuses", Wanted: `one of 2, 3, 4, 5, 6, …`, Row: `"a"`, Column: "status", Found: "1"}},
		"a status that is null": {&listOfSets, `{"LicenseInfoList":[{"LicenseItemId":"a"}]}`, listapi.Arguments{"statuses": listapi.ListCell(number(0))},
			&listapi.FilterError{Argument: "statuses", Wanted: `one of 0`, Row: `"a"`, Column: "status", Found: "null"}},
		"a seat": {&codeartside.Licenses.List, `{"result":{"items":[{"id":"a","user_id":"u"}]}}`,
			listapi.Arguments{"license_id": text("a"), "user_id": text("u")}, nil},
		"another seat":             {&codeartside.Licenses.List, seat, listapi.Arguments{"license_id": text("b")}, &listapi.FilterError{Argument: "license_id", Wanted: `"b"`, Row: `"a"`, Column: "id", Found: `"a"`}},
		"nobody's seat":            {&codeartside.Licenses.List, seat, listapi.Arguments{"user_id": text("u")}, &listapi.FilterError{Argument: "user_id", Wanted: `"u"`, Row: `"b"`, Column: "user_id", Found: "null"}},
		"a status is not checked":  {&codeartside.Licenses.List, seat, listapi.Arguments{"status": text("NORMAL")}, nil},
		"a catalog is not checked": {&aicontent.PaidResources.List, `{"data":[{"instanceId":"i"}]}`, listapi.Arguments{"resource_type": text("ALL"), "group_by": text("x")}, nil},
		"a long text": {&ice.Licenses.List, `{"LicenseInfoList":[{"LicenseItemId":"` + long + `"}]}`,
			listapi.Arguments{"license_item_id": text("a")},
			&listapi.FilterError{Argument: "license_item_id", Wanted: `"a"`, Row: `"` + long[:99] + `…"`, Column: "license_item_id",
				Found: `"` + long[:99] + `…"`}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page, err := test.list.DecodePage(t.Context(), []byte(test.body), succeeded)
			if err != nil {
				t.Fatal(err)
			}
			var got *listapi.FilterError
			if err := test.list.CheckFilters(test.arguments, page.Rows); err != nil && !errors.As(err, &got) {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSensitive checks that an error about a filter does not show what a sensitive
// column has, or should have.
func TestSensitive(t *testing.T) {
	list := &listapi.List{
		Identifier: "id",
		Arguments:  []listapi.Argument{{Name: "code", Parameter: "Code", Type: listapi.String, Matches: "code"}},
		Columns:    []listapi.Column{{Name: "id", Type: listapi.String}, {Name: "code", Type: listapi.String, Sensitive: true}},
	}
	for _, found := range []listapi.Cell{listapi.TextCell("secret of the row"), ""} {
		err := list.CheckFilters(listapi.Arguments{"code": listapi.TextCell("secret that is asked for")},
			[]listapi.Row{listapi.RowOf(listapi.TextCell("a"), found)})
		want := &listapi.FilterError{Argument: "code", Wanted: "(sensitive value)", Row: `"a"`, Column: "code", Found: "(sensitive value)"}
		if diff := cmp.Diff(error(want), err); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
