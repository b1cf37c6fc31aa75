package listapi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// TestParameters checks what is sent for each type of argument, in the URL and in a
// JSON body.
func TestParameters(t *testing.T) {
	list := listapi.List{
		Arguments: []listapi.Argument{
			{Name: "text", Parameter: "Text", Type: listapi.String},
			{Name: "number", Parameter: "Number", Type: listapi.Int64},
			{Name: "truth", Parameter: "Truth", Type: listapi.Bool},
			{Name: "digit", Parameter: "Digit", Type: listapi.Bool, AsNumber: true, Default: listapi.TruthCell(false)},
			{Name: "texts", Parameter: "Texts", Type: listapi.StringSet},
			{Name: "numbers", Parameter: "Numbers", Type: listapi.Int64Set},
			{Name: "time", Parameter: "Time", Type: listapi.Time},
			{Name: "language", Parameter: "X-Language", Type: listapi.String, InHeader: true, Default: listapi.TextCell("en_US")},
		},
		Paging: listapi.Paging{PositionParameter: "Page", SizeParameter: "Size"},
	}
	page := listing.Request{Number: 3, Position: 20, Size: 10}
	some := listapi.Arguments{
		"text": listapi.TextCell("a,b & ü"), "number": listapi.NumberCell(-1 << 63), "truth": listapi.TruthCell(false),
		"digit":   listapi.TruthCell(true),
		"texts":   listapi.ListCell(listapi.TextCell("a"), listapi.TextCell("b")),
		"numbers": listapi.ListCell(listapi.NumberCell(2), listapi.NumberCell(10)),
		"time":    listapi.TextCell("2026-01-01T16:30:00Z"), "language": listapi.TextCell("zh_CN"),
	}
	inBody := list
	inBody.InBody = true
	tagged := list
	tagged.Arguments = []listapi.Argument{{Name: "tags", Parameter: "Tag.N", Type: listapi.StringMap, Encode: alicloud.Tags("Tag")}}
	english, chinese := map[string]string{"X-Language": "en_US"}, map[string]string{"X-Language": "zh_CN"}
	for name, test := range map[string]struct {
		list      listapi.List
		arguments listapi.Arguments
		want      listapi.Parameters
	}{
		"nothing in the URL": {list, nil, listapi.Parameters{
			Query: map[string]string{"Page": "20", "Size": "10", "Digit": "0"}, Header: english}},
		"everything in the URL": {list, some, listapi.Parameters{
			Query: map[string]string{"Page": "20", "Size": "10", "Text": "a,b & ü", "Number": "-9223372036854775808", "Truth": "false",
				"Digit": "1", "Texts": "a,b", "Numbers": "2,10", "Time": "2026-01-01T16:30:00Z"}, Header: chinese}},
		"nothing in the body": {inBody, nil, listapi.Parameters{
			Body: map[string]any{"Page": 20, "Size": 10, "Digit": 0}, Header: english}},
		"everything in the body": {inBody, some, listapi.Parameters{
			Body: map[string]any{"Page": 20, "Size": 10, "Text": "a,b & ü", "Number": int64(-1 << 63), "Truth": false,
				"Digit": 1, "Texts": []string{"a", "b"}, "Numbers": []int64{2, 10}, "Time": "2026-01-01T16:30:00Z"}, Header: chinese}},
		"tags": {tagged, listapi.Arguments{"tags": listapi.EntriesCell([]listapi.Entry{
			{Name: "k", Value: listapi.TextCell("v")}, {Name: "a", Value: listapi.TextCell("b")}})}, listapi.Parameters{
			Query: map[string]string{"Page": "20", "Size": "10", "Tag.1.Key": "a", "Tag.1.Value": "b", "Tag.2.Key": "k", "Tag.2.Value": "v"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, test.list.Parameters(test.arguments, page)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
