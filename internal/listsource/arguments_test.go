package listsource

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// TestArguments checks what configurations ask for: the parameters that are sent,
// and what is wrong.
func TestArguments(t *testing.T) {
	list := *seats
	list.Arguments = []listapi.Argument{
		{Name: "name", Parameter: "Name", Type: listapi.String},
		{Name: "key", Parameter: "Key", Type: listapi.String, Characters: "ab", CharactersText: "a and b"},
		{Name: "size", Parameter: "Size", Type: listapi.Int64, Documented: []string{"1", "2"}},
		{Name: "status", Parameter: "Status", Type: listapi.String, Documented: []string{"NORMAL", "FREEZE"}},
		{Name: "labels", Parameter: "Label.N.Key, Label.N.Value", Type: listapi.StringMap, Encode: alicloud.Tags("Label")},
		{Name: "order", Parameter: "Order", Type: listapi.String},
		{Name: "direction", Parameter: "Direction", Type: listapi.String, Allowed: []string{"up", "down"}, Requires: "order"},
		{Name: "flag", Parameter: "Flag", Type: listapi.Bool},
		{Name: "seats", Parameter: "Seats", Type: listapi.StringSet, Most: 3, Allowed: []string{"a", "b", "c", "d"}},
		{Name: "levels", Parameter: "Levels", Type: listapi.Int64Set, Documented: []string{"2", "3", "10"}},
		{Name: "from", Parameter: "From", Type: listapi.Time},
	}
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	number := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }
	labels := func(entries map[string]tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, entries)
	}
	truth := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.Bool, value) }
	setOf := func(elements ...tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Set{ElementType: elements[0].Type()}, elements)
	}
	unknown := text(tftypes.UnknownValue)
	type asked struct {
		Account, Region string
		Parameters      map[string]string
		Mistakes        []string
		Warnings        []string
	}
	type set = map[string]tftypes.Value
	type sent = map[string]string
	for name, test := range map[string]struct {
		set  set
		want asked
	}{
		"nothing": {nil, asked{Account: "default", Parameters: sent{}}},
		"everything": {
			set{"account": text("prod"), "region": text("here"), "name": text("n"), "key": text("ab"), "size": number(2), "status": text("FREEZE"),
				"labels": labels(set{"k": text("v"), "a": text("b")}), "order": text("o"), "direction": text("up")},
			asked{Account: "prod", Region: "here",
				Parameters: sent{"Name": "n", "Key": "ab", "Size": "2", "Status": "FREEZE", "Order": "o", "Direction": "up",
					"Label.1.Key": "a", "Label.1.Value": "b", "Label.2.Key": "k", "Label.2.Value": "v"}},
		},
		"truth, sets and a time": {
			set{"flag": truth(false), "seats": setOf(text("b"), text("a")), "levels": setOf(number(10), number(2)),
				"from": text("2026-01-02T00:30:00+08:00")},
			asked{Account: "default", Parameters: sent{"Flag": "false", "Seats": "a,b", "Levels": "2,10", "From": "2026-01-01T16:30:00Z"}},
		},
		"sets and a time that are wrong": {
			set{"seats": setOf(text("a"), text("x"), text(""), text("a,b"), text(nil)),
				"levels": setOf(number(1.5), number(4)), "from": text("2026-01-02T00:30:00.5Z")},
			asked{Account: "default", Parameters: sent{"Seats": "a,x", "Levels": "4"},
				Mistakes: []string{
					`seats has an element that is null. Leave it out.`,
					`seats has an element that is an empty string. Leave it out.`,
					`seats has "a,b", but the API separates values by commas. Write each value as an element of its own.`,
					`seats = "x" is not one of a, b, c, d.`,
					`levels has 1.5, which is not a whole number.`,
					`from = "2026-01-02T00:30:00.5Z" has a fraction of a second, which the API does not take. Write whole seconds.`,
				},
				Warnings: []string{`entitlements_seats: levels = 4 is an undocumented value`}},
		},
		"more than the API takes, and no time": {
			set{"seats": setOf(text("a"), text("b"), text("c"), text("d")), "from": text("2026-01-02")},
			asked{Account: "default", Parameters: sent{"Seats": "a,b,c,d"}, Mistakes: []string{
				`seats has 4 elements, and the API takes at most 3. Read the list in several data sources, or without this argument.`,
				`from = "2026-01-02" is not a valid time: write it in RFC 3339, such as "2026-01-02T15:04:05Z" or "2026-01-02T23:04:05+08:00".`,
			}},
		},
		"empty sets": {
			set{"seats": tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, []tftypes.Value{}),
				"levels": tftypes.NewValue(tftypes.Set{ElementType: tftypes.Number}, []tftypes.Value{})},
			asked{Account: "default", Parameters: sent{}, Mistakes: []string{
				`seats is an empty set, which asks for nothing. Name at least one value, or use null to ask for all.`,
				`levels is an empty set, which asks for nothing. Name at least one value, or use null to ask for all.`,
			}},
		},
		"not known yet": {
			set{"account": unknown, "region": unknown, "name": unknown, "size": number(tftypes.UnknownValue),
				"order": unknown, "direction": text("up"),
				"flag": truth(tftypes.UnknownValue), "from": unknown, "seats": setOf(unknown, text("a")),
				"levels": tftypes.NewValue(tftypes.Set{ElementType: tftypes.Number}, tftypes.UnknownValue),
				"labels": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, tftypes.UnknownValue)},
			asked{Account: "default", Parameters: sent{"Direction": "up", "Seats": "a"}},
		},
		"empty strings": {
			set{"account": text(""), "region": text(""), "name": text("")},
			asked{Account: "default", Parameters: sent{}, Mistakes: []string{
				"account is an empty string, which is not allowed. Set a value, or use null.",
				"region is an empty string, which is not allowed. Set a value, or use null.",
				"name is an empty string, which is not allowed. Set a value, or use null.",
			}},
		},
		"wrong in every way": {
			set{"region": text("a.b/"), "key": text("abc"), "size": number(1.5),
				"labels": labels(set{"": text("v"), "k": text(nil)}), "direction": text("UP")},
			asked{Account: "default", Parameters: sent{"Key": "abc", "Direction": "UP"}, Mistakes: []string{
				`region = "a.b/" is not a region: write letters, digits and hyphens, such as "cn-shanghai".`,
				`key = "abc" is refused by the API, which takes a and b only.`,
				`size = 1.5 is not a whole number.`,
				`labels has an empty key. Leave it out.`,
				`labels["k"] is null. Leave the key out, or give it a value.`,
				`direction means nothing without order. Set both, or neither.`,
				`direction = "UP" is not one of up, down.`,
			}},
		},
		"undocumented values": {
			set{"account": text("prod"), "size": number(3), "status": text("frozen")},
			asked{Account: "prod", Parameters: sent{"Size": "3", "Status": "frozen"}, Warnings: []string{
				`entitlements_seats, account "prod": size = 3 is an undocumented value`,
				`entitlements_seats, account "prod": status = "frozen" is an undocumented value`,
			}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			of := listSchema(&list).Type().TerraformType(t.Context()).(tftypes.Object)
			values := map[string]tftypes.Value{}
			for name, attribute := range of.AttributeTypes {
				values[name] = tftypes.NewValue(attribute, nil)
				if value, found := test.set[name]; found {
					values[name] = value
				}
			}
			a := readArguments(&list.List, tftypes.NewValue(of, values))
			got := asked{Account: a.account, Region: a.region, Parameters: list.Parameters(a.values, listing.Request{}).Query}
			delete(got.Parameters, list.Paging.PositionParameter)
			delete(got.Parameters, list.Paging.SizeParameter)
			for _, diagnostic := range a.Found.Mistakes {
				got.Mistakes = append(got.Mistakes, diagnostic.Detail())
			}
			for _, diagnostic := range a.warnings {
				got.Warnings = append(got.Warnings, diagnostic.Summary())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
