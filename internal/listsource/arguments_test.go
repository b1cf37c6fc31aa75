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
	}
	text := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }
	number := func(value any) tftypes.Value { return tftypes.NewValue(tftypes.Number, value) }
	labels := func(entries map[string]tftypes.Value) tftypes.Value {
		return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, entries)
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
		"not known yet": {
			set{"account": unknown, "region": unknown, "name": unknown, "size": number(tftypes.UnknownValue),
				"order": unknown, "direction": text("up"),
				"labels": tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, tftypes.UnknownValue)},
			asked{Account: "default", Parameters: sent{"Direction": "up"}},
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
