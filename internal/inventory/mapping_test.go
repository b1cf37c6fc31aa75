package inventory

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
)

// boxes is a list that declares all that a list of a whole account can: a region in each
// row, several entitlements in a row, units in two columns, words and numbers for units,
// kinds and renewals, and arguments that it is read with.
var boxes = &cloud.List{
	Service: &cloud.Service{Dialect: alicloud.Dialect, Name: "billing"},
	List: listapi.List{
		Name: "billing_boxes",
		Columns: []listapi.Column{
			{Name: "box_id", Field: "BoxId", Type: listapi.String},
			{Name: "place", Field: "Place", Type: listapi.String},
			{Name: "type", Field: "Type", Type: listapi.String},
			{Name: "code", Field: "Code", Type: listapi.String},
			{Name: "status", Field: "Status", Type: listapi.Int64},
			{Name: "policy", Field: "Policy", Type: listapi.Int64},
			{Name: "end", Field: "End", Type: listapi.String},
			{Name: "parts", Field: "Parts", Type: listapi.Objects, Columns: []listapi.Column{
				{Name: "part_id", Field: "PartId", Type: listapi.String},
				{Name: "left", Field: "Left", Type: listapi.Decimal},
				{Name: "full", Field: "Full", Type: listapi.Decimal},
				{Name: "measure", Field: "Measure", Type: listapi.Int64},
			}},
		},
		Identifier: "box_id", Unique: true,
		Entitlement: listapi.Entitlement{
			OnlyNamed: true, Items: "parts", Whole: "box_id", ID: "parts.part_id", ParentID: "box_id", Region: "place",
			Kind: "type", KindElse: "code", Status: "status",
			States: map[string]listapi.State{"0": listapi.Pending, "1": listapi.Active, "2": listapi.UsedUp, "3": listapi.Expired},
			Total:  "parts.full", Remaining: "parts.left", Unit: "parts.measure", Units: map[string]string{"10": "GB"},
			AutoRenew: "policy", Renews: map[string]bool{"0": false, "3": true},
			ExpiresAt: "end", Times: arithmetic.RFC3339,
		},
		Layout: listapi.Layout{Rows: []string{"Boxes"}, Total: []string{"Total"}},
	},
}

// bags is a list with units in two columns, renewals as words, and no status for what is
// used up.
var bags = &cloud.List{
	Service: &cloud.Service{Dialect: alicloud.Dialect, Name: "billing"},
	List: listapi.List{
		Name: "billing_bags",
		Columns: []listapi.Column{
			{Name: "bag_id", Field: "BagId", Type: listapi.String},
			{Name: "place", Field: "Place", Type: listapi.String},
			{Name: "status", Field: "Status", Type: listapi.String},
			{Name: "renewal", Field: "Renewal", Type: listapi.String},
			{Name: "full", Field: "Full", Type: listapi.Decimal},
			{Name: "full_unit", Field: "FullUnit", Type: listapi.String},
			{Name: "left", Field: "Left", Type: listapi.Decimal},
			{Name: "left_unit", Field: "LeftUnit", Type: listapi.String},
		},
		Identifier: "bag_id", Unique: true,
		Entitlement: listapi.Entitlement{
			OnlyNamed: true, ID: "bag_id", Region: "place", Status: "status",
			States: map[string]listapi.State{"Available": listapi.Active, "Expired": listapi.Expired},
			Total:  "full", Remaining: "left", Unit: "full_unit", RemainingUnit: "left_unit", UsedUpAtZero: true,
			AutoRenew: "renewal", Renews: map[string]bool{"Auto": true, "Manual": false},
		},
		Layout: listapi.Layout{Rows: []string{"Boxes"}, Total: []string{"Total"}},
	},
}

// ofJSON returns what an object of an answer is in the inventory, as it is written into
// the state: the attributes that are not null, in the order of the columns.
func ofJSON(t *testing.T, list *cloud.List, object string) []string {
	t.Helper()
	answer, err := list.Decode(t.Context(), fmt.Appendf(nil, `{"Total":1,"Boxes":[%s]}`, object))
	if err != nil {
		t.Fatal(err)
	}
	source := newSource(list)
	part := &part{source: source, region: "elsewhere"}
	var got []string
	for _, e := range entries(answer.Rows, &arguments{}, func(to []*entitlement, row listapi.Row, _ int) []*entitlement {
		return part.entitlements(to, row, foundState{}, nil, now)
	}) {
		var texts []string
		for at, cell := range e.values.Cells {
			if text := textOf(t, at, cell); text != "" {
				texts = append(texts, columns[at].name+"="+text)
			}
		}
		got = append(got, strings.Join(texts, " "))
	}
	return got
}

// textOf writes a value of a column as JSON, and nothing for what is null or empty.
func textOf(t *testing.T, at int, cell listapi.Cell) string {
	t.Helper()
	var value any
	switch name := columns[at].name; {
	case cell.IsNull():
		return ""
	case columns[at].number || name == "remaining_percent":
		if msgpack.KindOf(string(cell)) == msgpack.IsText {
			return cell.Text()
		}
		return cell.Decimal().Text('f', -1)
	case name == "auto_renew":
		value = cell.Truth()
	case name == "notes":
		var notes []string
		for _, note := range cell.Elements() {
			notes = append(notes, note.Text())
		}
		if value = notes; notes == nil {
			return ""
		}
	default:
		value = cell.Text()
	}
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestMapping checks what rows of a list of a whole account become.
func TestMapping(t *testing.T) {
	const box = `"BoxId":"b","Place":"here","Type":"t","Code":"c","Status":1,"Policy":3,"End":"2027-01-01T00:00:00Z"`
	const rest = `parent_id="b" kind="t" state="active" status="1" `
	const end = ` auto_renew=true expires_at="2027-01-01T00:00:00Z"`
	const lacks = ` notes=["remaining_percent: the API gave no parts.full"]`
	const bag = `"BagId":"b","Status":"Available","Renewal":"Manual"`
	tests := map[string]struct {
		list   *cloud.List
		object string
		want   []string
	}{
		"two items": {boxes, `{` + box + `,"Parts":[{"PartId":"2","Left":"0.07","Full":"0.70","Measure":10},{"PartId":"1","Left":50,"Full":"100","Measure":17}]}`, []string{
			`region="here" id="1" ` + rest + `unit="17" total=100 remaining=50 remaining_percent=50` + end,
			`region="here" id="2" ` + rest + `unit="GB" total=0.7 remaining=0.07 remaining_percent=10` + end,
		}},
		"thirty digits": {boxes, `{` + box + `,"Parts":[{"PartId":"1","Left":"0.000000000000000000000000000001","Full":"0.000000000000000000000000000002"}]}`, []string{
			`region="here" id="1" ` + rest + `total=0.000000000000000000000000000002 remaining=0.000000000000000000000000000001 remaining_percent=50` + end,
		}},
		"nothing left of an item": {boxes, `{` + box + `,"Parts":[{"PartId":"1","Left":"0","Full":"5"}]}`, []string{
			`region="here" id="1" ` + rest + `total=5 remaining=0 remaining_percent=0` + end,
		}},
		"no items":   {boxes, `{` + box + `,"Parts":[]}`, []string{`region="here" id="b" ` + rest[:len(rest)-1] + end + lacks}},
		"null items": {boxes, `{` + box + `,"Parts":null}`, []string{`region="here" id="b" ` + rest[:len(rest)-1] + end + lacks}},
		"without an id": {boxes, `{` + box + `,"Parts":[{"Left":"1","Full":"1"}]}`, []string{
			`region="here" ` + rest + `total=1 remaining=1 remaining_percent=100` + end}},
		"no kind, and other states": {boxes, `{"BoxId":"b","Type":"","Code":"c","Status":2,"Policy":0}`, []string{
			`id="b" parent_id="b" kind="c" state="used_up" status="2" auto_renew=false notes=["expires_at: the API gave no end","remaining_percent: the API gave no parts.full"]`,
		}},
		"null kind, and unknown words": {boxes, `{"BoxId":"b","Code":"c","Status":9,"Policy":9,"End":"2027-01-01T00:00:00Z"}`, []string{
			`id="b" parent_id="b" kind="c" state="unknown" status="9" expires_at="2027-01-01T00:00:00Z"` + lacks,
		}},
		"pending": {boxes, `{"BoxId":"b","Status":0,"End":"2027-01-01T00:00:00Z"}`, []string{
			`id="b" parent_id="b" state="pending" status="0" expires_at="2027-01-01T00:00:00Z"` + lacks,
		}},
		"one unit": {bags, `{` + bag + `,"Full":"40.000","FullUnit":"GB","Left":"1.5","LeftUnit":"GB"}`, []string{
			`id="b" state="active" status="Available" unit="GB" total=40 remaining=1.5 remaining_percent=3.75 auto_renew=false`,
		}},
		"two units": {bags, `{` + bag + `,"Full":"40","FullUnit":"GB","Left":"512","LeftUnit":"MB"}`, []string{
			`id="b" state="active" status="Available" total=40 auto_renew=false notes=["remaining_percent: left is in another unit than full: left_unit = \"MB\", full_unit = \"GB\""]`,
		}},
		"one unit is null": {bags, `{` + bag + `,"Full":"40","FullUnit":"GB","Left":"512"}`, []string{
			`id="b" state="active" status="Available" total=40 auto_renew=false notes=["remaining_percent: left is in another unit than full: left_unit = null, full_unit = \"GB\""]`,
		}},
		"no unit": {bags, `{` + bag + `,"Full":"40","Left":"10"}`, []string{
			`id="b" state="active" status="Available" total=40 remaining=10 remaining_percent=25 auto_renew=false`,
		}},
		"used up": {bags, `{` + bag + `,"Full":"40","FullUnit":"GB","Left":"0.000","LeftUnit":"GB"}`, []string{
			`id="b" state="used_up" status="Available" unit="GB" total=40 remaining=0 remaining_percent=0 auto_renew=false`,
		}},
		"used up, in another unit": {bags, `{` + bag + `,"Full":"40","FullUnit":"GB","Left":"0","LeftUnit":"MB"}`, []string{
			`id="b" state="used_up" status="Available" total=40 auto_renew=false notes=["remaining_percent: left is in another unit than full: left_unit = \"MB\", full_unit = \"GB\""]`,
		}},
		"expired with nothing left": {bags, `{"BagId":"b","Status":"Expired","Renewal":"Auto","Full":"40","FullUnit":"GB","Left":"0","LeftUnit":"GB"}`, []string{
			`id="b" state="expired" status="Expired" unit="GB" total=40 remaining=0 remaining_percent=0 auto_renew=true`,
		}},
		"other words": {bags, `{"BagId":"b","Status":"Frozen","Renewal":"auto","Left":"0"}`, []string{
			`id="b" state="unknown" status="Frozen" remaining=0 notes=["remaining_percent: the API gave no full"]`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, ofJSON(t, test.list, test.object)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOnlyNamed checks that a list is read by default or only if it is named, that it
// cannot be asked for regions, and what users read of it.
func TestOnlyNamed(t *testing.T) {
	i := New([]*cloud.List{ice.Licenses, boxes}).(*inventory)
	schema := i.schema()
	object := schema.Type().TerraformType(t.Context()).(tftypes.Object)
	read := func(sources []string, regions ...string) *arguments {
		values := map[string]tftypes.Value{}
		for name, kind := range object.AttributeTypes {
			values[name] = tftypes.NewValue(kind, nil)
		}
		texts := tftypes.Set{ElementType: tftypes.String}
		if sources != nil {
			var elements []tftypes.Value
			for _, name := range sources {
				elements = append(elements, tftypes.NewValue(tftypes.String, name))
			}
			values["sources"] = tftypes.NewValue(texts, elements)
		}
		if regions != nil {
			by := map[string]tftypes.Value{}
			for _, name := range regions {
				by[name] = tftypes.NewValue(texts, []tftypes.Value{tftypes.NewValue(tftypes.String, "cn-shanghai")})
			}
			values["regions"] = tftypes.NewValue(tftypes.Map{ElementType: texts}, by)
		}
		return i.readArguments(tftypes.NewValue(object, values))
	}
	asked := func(a *arguments) []string {
		var names []string
		for _, source := range i.sources {
			if a.asksFor(source) {
				names = append(names, source.list.Name)
			}
		}
		return names
	}
	if diff := cmp.Diff([]string{"ice_airtc_licenses"}, asked(read(nil))); diff != "" {
		t.Errorf("by default (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"billing_boxes"}, asked(read([]string{"billing_boxes"}))); diff != "" {
		t.Errorf("if it is named (-want +got):\n%s", diff)
	}
	mistakes := read([]string{"billing_boxes", "ice_airtc_licenses"}, "billing_boxes", "ice_airtc_licenses").Found.Mistakes
	want := `regions has "billing_boxes", which lists all regions of an account at once. Leave it out here, and compare the region of its rows.`
	if len(mistakes) != 1 || mistakes[0].Detail() != want {
		t.Errorf("%v", mistakes)
	}
	rows := i.columnAttributes()
	for attribute, want := range map[string]string{
		"id":         "`parts.part_id`, or else `box_id` of `billing_boxes`",
		"region":     "Region that was read; for sources that list all regions of an account at once, `place` of `billing_boxes`, which may be null.",
		"kind":       "`type`, or else `code` of `billing_boxes`",
		"unit":       " For `billing_boxes`, `GB` for 10, and any other number as digits.",
		"auto_renew": " For `billing_boxes`, `true` for `3`, `false` for `0`, and null for anything else.",
	} {
		if text := rows[attribute].GetMarkdownDescription(); !strings.Contains(text, want) {
			t.Errorf("%s: %s", attribute, text)
		}
	}
	if text := schema.Attributes["sources"].GetMarkdownDescription(); !strings.Contains(text, "The lists of the billing centers, `billing_boxes`, are read only if they are named here") {
		t.Error(text)
	}
	rows = New([]*cloud.List{bags}).(*inventory).columnAttributes()
	for attribute, want := range map[string]string{
		"state": "`active` with no `left` left is `used_up`",
		"unit":  " If `left_unit` of `billing_bags` is not the same, `unit` and `remaining` are null.",
	} {
		if text := rows[attribute].GetMarkdownDescription(); !strings.Contains(text, want) {
			t.Errorf("%s: %s", attribute, text)
		}
	}
}
