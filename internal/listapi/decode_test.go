package listapi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/jsonfields"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// things is a list with a column of each type, whose rows need no identifier.
var things = &listapi.List{
	Columns: []listapi.Column{
		{Name: "id", Field: "Id", Type: listapi.String},
		{Name: "number", Field: "Number", Type: listapi.Int64},
		{Name: "truth", Field: "Truth", Type: listapi.Bool},
		{Name: "tags", Field: "Tags", Type: listapi.StringMap, Decode: listapi.Pairs("Key", "Value")},
		{Name: "at", Field: "Number", Type: listapi.String, Decode: listapi.EpochMilliseconds},
	},
	Identifier: "id",
	Layout:     listapi.Layout{Rows: []string{"List", "Lists"}, Total: []string{"Total", "Count"}, Before: []string{"Before"}, Size: "Size"},
}

// unique is the same list with an identifier that no two rows share.
var unique = func() *listapi.List {
	list := *things
	list.Unique = true
	return &list
}()

// exact is a list with a number only.
var exact = &listapi.List{
	Columns: things.Columns[1:2],
	Layout:  things.Layout,
}

// nested is the same list within another object.
var nested = func() *listapi.List {
	list := *things
	within := func(fields ...string) (paths []string) {
		for _, field := range fields {
			paths = append(paths, "result."+field)
		}
		return paths
	}
	list.Layout.Rows, list.Layout.Total = within(list.Layout.Rows...), within(list.Layout.Total...)
	list.Layout.Before = within(list.Layout.Before...)
	list.Layout.Size = "result." + list.Layout.Size
	return &list
}()

func succeeded(map[string]jsontext.Value) error { return nil }

// write writes a page so that it can be compared and read.
func write(list *listapi.List, rows []listapi.Row, total, before *int64) string {
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row.Cells {
			switch of := list.Columns[i].Type; {
			case cell.IsNull():
				text.WriteString("null ")
			case of == listapi.Int64:
				fmt.Fprintf(&text, "%d ", cell.Number())
			case of == listapi.Bool:
				fmt.Fprintf(&text, "%t ", cell.Truth())
			case of == listapi.StringMap:
				for _, entry := range cell.Entries() {
					if entry.Value.IsNull() {
						fmt.Fprintf(&text, "%q:null,", entry.Name)
					} else {
						fmt.Fprintf(&text, "%q:%q,", entry.Name, entry.Value.Text())
					}
				}
				text.WriteString("; ")
			case of == listapi.String:
				fmt.Fprintf(&text, "%q ", cell.Text())
			default:
				text.WriteString(showCell(list.Columns[i], cell) + " ")
			}
		}
		text.WriteString("| ")
	}
	for _, count := range []*int64{total, before} {
		if count == nil {
			text.WriteString("- ")
		} else {
			fmt.Fprintf(&text, "%d ", *count)
		}
	}
	return strings.TrimSpace(text.String())
}

// TestDecodePage checks what is taken and what is not.
func TestDecodePage(t *testing.T) {
	tests := map[string]struct {
		list *listapi.List
		body string
		want string // the page, or with "error: " before it a part of the error
	}{
		"a page":                {things, `{"List":[{"Id":"a","Number":1,"Truth":true,"Tags":[{"Key":"k","Value":"v"}]}],"Total":7,"Before":3}`, `"a" 1 true "k":"v",; "1970-01-01T00:00:00.001Z" | 7 3`},
		"space around it":       {things, " \r\n\t{ \"List\" : [ ] , \"Total\" : 0 } \n", `0 -`},
		"other spellings":       {things, `{"Lists":[],"Count":0}`, `0 -`},
		"within another object": {nested, `{"status":"success","result":{"List":[{"Id":"a"}],"Total":1,"x":{}}}`, `"a" null null null null | 1 -`},
		"unknown fields":        {things, `{"List":[{"Id":"a","X":{"Y":[1,{}]}}],"Z":[[]]}`, `"a" null null null null | - -`},
		"no identifier needed":  {things, `{"List":[{"Number":null},{"Id":""},{"Truth":true}]}`, `null null null null null | "" null null null null | null null true null null | - -`},
		"identifiers":           {unique, `{"List":[{"Id":"a"},{"Id":0}]}`, `"a" null null null null | "0" null null null null | - -`},
		"nulls":                 {things, `{"List":[{"Id":null,"Number":null,"Truth":null,"Tags":null}],"Total":null,"Before":null}`, `null null null null null | - -`},
		"empty texts":           {things, `{"List":[{"Id":"","Tags":[]}]}`, `"" null null ; null | - -`},
		"escapes":               {things, `{"List":[{"\u0049d":"\u4e2d\n\"\\\ud83d\ude00"}]}`, `"中\n\"\\😀" null null null null | - -`},
		"Chinese":               {things, `{"List":[{"Id":"智能批改-资源包"}]}`, `"智能批改-资源包" null null null null | - -`},
		"a number for a text":   {things, `{"List":[{"Id":9007199254740993}]}`, `"9007199254740993" null null null null | - -`},
		"a fraction for a text": {things, `{"List":[{"Id":1.50}]}`, `"1.50" null null null null | - -`},
		"a text for an integer": {things, `{"List":[{"Number":"9007199254740993"}],"Total":"12"}`,
			`null 9007199254740993 null null null | 12 -`},
		"an empty text for a number": {things, `{"List":[{"Id":"a","Number":""}],"Total":"","Before":""}`, `"a" null null null null | - -`},
		"a minus sign":               {things, `{"List":[{"Number":"-5"},{"Number":-0},{"Number":"-0"}]}`, `null -5 null null "1969-12-31T23:59:59.995Z" | null 0 null null "1970-01-01T00:00:00Z" | null 0 null null "1970-01-01T00:00:00Z" | - -`},
		"exponents and fractions":    {exact, `{"List":[{"Number":1e3},{"Number":"1E+3"},{"Number":1.0},{"Number":"12.50e1"},{"Number":500e-2},{"Number":-0.0},{"Number":0e999999999999}],"Total":1e1,"Before":"2.0"}`, `1000 | 1000 | 1 | 125 | 5 | 0 | 0 | 10 2`},
		"zeros come first":           {exact, `{"List":[{"Number":"007"},{"Number":"-00.70e1"}]}`, `7 | -7 | - -`},
		"64 bits":                    {exact, `{"List":[{"Number":9007199254740993.0},{"Number":"922337203685477580.7e1"},{"Number":-9223372036854775808.00},{"Number":0.00000000000000000001e20}]}`, `9007199254740993 | 9223372036854775807 | -9223372036854775808 | 1 | - -`},
		"a text for a boolean":       {things, `{"List":[{"Truth":"false"}]}`, `null null false null null | - -`},
		"the largest integer":        {things, `{"List":[{"Number":9223372036854775807}]}`, `null 9223372036854775807 null null null | - -`},
		"the smallest integer":       {things, `{"List":[{"Number":-9223372036854775808}]}`, `null -9223372036854775808 null null null | - -`},
		"a time":                     {things, `{"List":[{"Number":1578469042851}]}`, `null 1578469042851 null null "2020-01-08T07:37:22.851Z" | - -`},
		"a whole second": {things, `{"List":[{"Number":1578469042000}]}`,
			`null 1578469042000 null null "2020-01-08T07:37:22Z" | - -`},
		"a time no year can hold": {things, `{"List":[{"Number":253402300800000}]}`, `null 253402300800000 null null null | - -`},
		"tags in any order":       {things, `{"List":[{"Tags":[{"Value":"2","Key":"b"},{"Key":"a","X":1,"Value":1}]}]}`, `null null null "a":"1","b":"2",; null | - -`},
		"a tag without a value": {things, `{"List":[{"Tags":[{"Key":"a"},{"Key":"b","Value":null}]}]}`,
			`null null null "a":null,"b":null,; null | - -`},
		"a tag twice, the same":       {things, `{"List":[{"Tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"1"}]}]}`, `null null null "a":"1",; null | - -`},
		"a null list, nothing in all": {things, `{"List":null,"Total":0}`, `0 -`},
		"two counts that agree":       {things, `{"List":[],"Total":0,"Count":"0"}`, `0 -`},

		"no list":                      {things, `{"Total":0}`, `error: the answer has no list`},
		"no list within":               {nested, `{"List":[],"result":{}}`, `error: the answer has no list`},
		"no object within":             {nested, `{"result":[]}`, `error: the answer has no list`},
		"a null list":                  {things, `{"List":null}`, `error: the list is null and there is no total`},
		"a null list, 3 in all":        {things, `{"List":null,"Total":3}`, `error: the list is null although the total is 3`},
		"two lists":                    {things, `{"List":[],"Lists":[]}`, `error: the answer has two lists`},
		"two lists, one null":          {things, `{"List":null,"Lists":[]}`, `error: the answer has two lists`},
		"two counts that differ":       {things, `{"List":[],"Total":1,"Count":2}`, `error: the answer has two different counts: Total is 1 and Count is 2`},
		"a negative total":             {things, `{"List":[],"Total":-1}`, `error: Total is negative`},
		"a total out of range":         {things, `{"List":[],"Total":9223372036854775808}`, `error: Total is outside the range`},
		"a total of a wrong type":      {things, `{"List":[],"Total":[]}`, `error: Total is a list where an integer is expected`},
		"a fraction for a total":       {things, `{"List":[],"Total":1.5}`, `error: Total is not an integer`},
		"space in a total":             {things, `{"List":[],"Total":" 1"}`, `error: Total is not a number`},
		"no rows that are known":       {things, `{"List":[{"Id":"a"},{"ID":"b","number":1}]}`, `error: List[1] has none of the fields that the API documents`},
		"an empty row":                 {things, `{"List":[{}]}`, `error: List[0] has none of the fields that the API documents`},
		"no identifier":                {unique, `{"List":[{"Id":"a"},{"Number":1}]}`, `error: List[1] has no Id, which identifies it`},
		"a null identifier":            {unique, `{"List":[{"Id":null,"Number":1}]}`, `error: List[0] has no Id, which identifies it`},
		"an empty identifier":          {unique, `{"List":[{"Id":"","Number":1}]}`, `error: List[0] has no Id, which identifies it`},
		"an object for the list":       {things, `{"List":{}}`, `error: List is an object where a list is expected`},
		"a text for the list":          {things, `{"List":"x"}`, `error: List is a string where a list is expected`},
		"a null row":                   {things, `{"List":[{"Id":"a"},null]}`, `error: List[1] is null where an object is expected`},
		"a list for a row":             {things, `{"List":[[]]}`, `error: List[0] is a list where an object is expected`},
		"an object for a text":         {things, `{"List":[{"Id":{}}]}`, `error: List[0].Id is an object where text is expected`},
		"a boolean for a text":         {things, `{"List":[{"Id":true}]}`, `error: List[0].Id is a boolean where text is expected`},
		"an object for an integer":     {things, `{"List":[{"Id":"a"},{"Number":{}}]}`, `error: List[1].Number is an object where an integer is expected`},
		"a fraction for an integer":    {things, `{"List":[{"Number":1.5}]}`, `error: List[0].Number is not an integer`},
		"a negative exponent":          {things, `{"List":[{"Number":1e-1}]}`, `error: List[0].Number is not an integer`},
		"a tiny number":                {things, `{"List":[{"Number":1e-99999999999999999999}]}`, `error: List[0].Number is not an integer`},
		"a huge number":                {things, `{"List":[{"Number":1e99999999999999999999}]}`, `error: List[0].Number is outside the range`},
		"a large exponent":             {things, `{"List":[{"Number":1e1073741823}]}`, `error: List[0].Number is outside the range`},
		"one more than 64 bits":        {things, `{"List":[{"Number":922337203685477580.8e1}]}`, `error: List[0].Number is outside the range`},
		"space before an integer":      {things, `{"List":[{"Number":" 5"}]}`, `error: List[0].Number is not a number`},
		"space behind an integer":      {things, `{"List":[{"Number":"5 "}]}`, `error: List[0].Number is not a number`},
		"space for an integer":         {things, `{"List":[{"Number":" "}]}`, `error: List[0].Number is not a number`},
		"a plus sign":                  {things, `{"List":[{"Number":"+5"}]}`, `error: List[0].Number is not a number`},
		"a sign alone":                 {things, `{"List":[{"Number":"-"}]}`, `error: List[0].Number is not a number`},
		"a point alone":                {things, `{"List":[{"Number":"1."}]}`, `error: List[0].Number is not a number`},
		"an exponent alone":            {things, `{"List":[{"Number":"e3"}]}`, `error: List[0].Number is not a number`},
		"a line break":                 {things, `{"List":[{"Number":"5\\n"}]}`, `error: List[0].Number is not a number`},
		"digits of other scripts":      {things, `{"List":[{"Number":"５"}]}`, `error: List[0].Number is not a number`},
		"Go's way to write integers":   {things, `{"List":[{"Number":"1_000"}]}`, `error: List[0].Number is not a number`},
		"a word for an integer":        {things, `{"List":[{"Number":"null"}]}`, `error: List[0].Number is not a number`},
		"an integer out of range":      {things, `{"List":[{"Number":9223372036854775808}]}`, `error: List[0].Number is outside the range`},
		"a number for a boolean":       {things, `{"List":[{"Truth":1}]}`, `error: List[0].Truth is a number where a boolean is expected`},
		"an object for tags":           {things, `{"List":[{"Tags":{"k":"v"}}]}`, `error: List[0].Tags cannot be read`},
		"a text for a tag":             {things, `{"List":[{"Tags":["k"]}]}`, `error: List[0].Tags cannot be read`},
		"a tag without a key":          {things, `{"List":[{"Tags":[{"Value":"v"}]}]}`, `error: List[0].Tags has an element without Key`},
		"a tag twice":                  {things, `{"List":[{"Tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]}]}`, `error: List[0].Tags has two values for one Key`},
		"a field twice":                {things, `{"List":[{"Id":"a","Id":"b"}]}`, `error: no valid JSON`},
		"the list twice":               {things, `{"List":[],"List":[{}]}`, `error: no valid JSON`},
		"something behind":             {things, `{"List":[]} x`, `error: goes on after its end`},
		"another answer behind":        {things, `{"List":[]}{"List":[]}`, `error: goes on after its end`},
		"invalid UTF-8":                {things, "{\"List\":[{\"Id\":\"\xff\"}]}", `error: no valid JSON`},
		"invalid UTF-8 elsewhere":      {things, "{\"List\":[],\"X\":\"\xc3\x28\"}", `error: no valid JSON`},
		"half a surrogate":             {things, `{"List":[{"Id":"\ud83d"}]}`, `error: no valid JSON`},
		"a control character":          {things, "{\"List\":[{\"Id\":\"a\nb\"}]}", `error: no valid JSON`},
		"HTML":                         {things, `<html></html>`, `error: no valid JSON`},
		"null":                         {things, `null`, `error: the answer is null where an object is expected`},
		"a list":                       {things, `[]`, `error: the answer is a list where an object is expected`},
		"nothing":                      {things, ``, `error: ends too early`},
		"space":                        {things, `   `, `error: ends too early`},
		"cut off in the list":          {things, `{"List":[{"Id":"a"},`, `error: ends too early`},
		"cut off in a text":            {things, `{"List":[{"Id":"a`, `error: ends too early`},
		"cut off at the end":           {things, `{"List":[]`, `error: ends too early`},
		"nesting without end":          {things, `{"X":` + strings.Repeat("[", 100_000), `error: no valid JSON`},
		"nesting without end in a row": {things, `{"List":[{"X":` + strings.Repeat(`{"a":`, 100_000), `error: no valid JSON`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page, err := test.list.DecodePage(t.Context(), []byte(test.body), succeeded)
			if part, wantError := strings.CutPrefix(test.want, "error: "); wantError {
				if err == nil || !strings.Contains(err.Error(), part) {
					t.Fatalf("got %v, want an error with %q", err, part)
				}
				if strings.Contains(part, "too early") != errors.Is(err, io.ErrUnexpectedEOF) {
					t.Errorf("%v is an early end: %v", err, errors.Is(err, io.ErrUnexpectedEOF))
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, write(test.list, page.Rows, page.Total, page.Before)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestNext checks which answers point onward. What that means is the reader's to say.
func TestNext(t *testing.T) {
	type test struct {
		list *listapi.List
		body string
	}
	tests := map[test]bool{
		{things, `{"List":[],"Total":0,"nextToken":"token"}`}:          true,
		{things, `{"List":[{"Id":"a"}],"Total":1,"nextToken":"more"}`}: true,
		{things, `{"List":[]}`}:                                        false,
		{things, `{"List":[{"Id":"a","nextToken":"x"}]}`}:              false,
		{things, `{"List":[],"TokenNext":"x","Next":"x","Token":"x"}`}: false,
		{nested, `{"nextToken":"x","result":{"List":[]}}`}:             true,
		{nested, `{"result":{"List":[],"nextToken":"x"}}`}:             true,
		{nested, `{"result":{"List":[]},"other":{"nextToken":"x"}}`}:   false,
	}
	for _, name := range []string{
		"nextToken", "NextToken", "next_token", "NEXT_TOKEN", "nextPageToken", "next_page_token", "NextMarker", "next_marker",
		"hasMore", "HasMore", "has_more", "hasNext", "has_next", "HasNextPage", "has_next_page", "IsTruncated", "is_truncated",
	} {
		for value, want := range map[string]bool{
			`"token"`: true, `7`: true, `true`: true, `"true"`: true,
			`""`: false, `null`: false, `false`: false, `"false"`: false, `"False"`: false, `0`: false, `"0"`: false,
		} {
			tests[test{things, fmt.Sprintf(`{"List":[],%q:%s}`, name, value)}] = want
		}
	}
	for test, want := range tests {
		if page, err := test.list.DecodePage(t.Context(), []byte(test.body), succeeded); err != nil || page.Next != want {
			t.Errorf("%s points onward: %v (%v)", test.body, page.Next, err)
		}
	}
}

// declarationOf returns the declaration of a list, given its record.
func declarationOf(t testing.TB, source acctest.Source) *listapi.List {
	t.Helper()
	i := slices.IndexFunc(catalog.Lists, func(l *cloud.List) bool { return l.Name == source.ShortName() })
	if i < 0 {
		t.Fatalf("the catalog has no %s", source.ShortName())
	}
	return &catalog.Lists[i].List
}

// TestSize checks which page size an answer says that it was made for.
func TestSize(t *testing.T) {
	without := *things
	without.Layout.Size = ""
	number := func(n int64) *int64 { return &n }
	tests := []struct {
		list *listapi.List
		body string
		want *int64
		err  string
	}{
		{things, `{"List":[],"Size":10}`, number(10), ""},
		{things, `{"Size":"10","List":[]}`, number(10), ""},
		{things, `{"List":[],"Size":0}`, number(0), ""},
		{things, `{"List":[],"Size":null}`, nil, ""},
		{things, `{"List":[],"Size":""}`, nil, ""},
		{things, `{"List":[]}`, nil, ""},
		{things, `{"List":[],"Size":-1}`, nil, "Size is negative"},
		{things, `{"List":[],"Size":[]}`, nil, "Size is a list where an integer is expected"},
		{nested, `{"Size":10,"result":{"List":[]}}`, nil, ""},
		{nested, `{"result":{"List":[],"Size":10}}`, number(10), ""},
		{&without, `{"List":[],"Size":10,"":10}`, nil, ""},
	}
	for _, source := range acctest.Sources { // the sample answers, which were made for 10 rows
		test := tests[0]
		test.list, test.body, test.want = declarationOf(t, source), string(simulator.Sample(source.API)), nil
		if source.Echo != "" {
			test.want = number(10)
		}
		tests = append(tests, test)
	}
	for _, test := range tests {
		page, err := test.list.DecodePage(t.Context(), []byte(test.body), succeeded)
		if diff := cmp.Diff(test.want, page.Size); diff != "" || (test.err == "") != (err == nil) || err != nil && err.Error() != test.err {
			t.Errorf("%s: %v (-want +got):\n%s", test.body, err, diff)
		}
	}
}

// TestBounds checks that what is made of an answer is bounded before it is made.
func TestBounds(t *testing.T) {
	const mebibyte = 1 << 20
	fill := func(begin, element, end string) func() string {
		return func() string {
			return begin + strings.Repeat(element+",", 8*mebibyte/(len(element)+1)) + element + end
		}
	}
	rows := func(begin string, n int, end string) func() string {
		return func() string { return begin + strings.Repeat(`{"Id":1},`, n-1) + `{"Id":1}` + end }
	}
	numbered := func(begin, format string, n int, end string) func() string {
		return func() string {
			elements := make([]string, n)
			for i := range elements {
				elements[i] = fmt.Sprintf(format, i)
			}
			return begin + strings.Join(elements, ",") + end
		}
	}
	tests := map[string]struct {
		body  func() string
		want  string // a part of the error, or nothing
		bound uint64 // of what is allocated, in MiB
	}{
		"empty rows":              {fill(`{"List":[`, `{}`, `]}`), "List[0] has none of the fields", 70},
		"rows":                    {fill(`{"List":[`, `{"Id":1}`, `]}`), "more than 100000 rows", 150},
		"rows behind a total":     {fill(`{"Total":7,"List":[`, `{"Id":1}`, `]}`), "more than 1070 rows, and its total is 7", 80},
		"rows behind zero":        {fill(`{"Total":0,"List":[`, `{"Id":1}`, `]}`), "more than 100000 rows", 150},
		"rows behind a large one": {fill(`{"Total":9223372036854775807,"List":[`, `{"Id":1}`, `]}`), "more than 100000 rows", 150},
		"rows before a total":     {rows(`{"List":[`, 90_000, `],"Total":7}`), "more than 1070 rows, and its total is 7", 80},
		"as many as may be":       {rows(`{"List":[`, 100_000, `]}`), "", 80},
		"as many for a total":     {rows(`{"Total":100,"List":[`, 2_000, `]}`), "", 5},
		"rows behind a failure":   {fill(`{"Success":false,"List":[`, `{"Id":1}`, `]}`), "refused", 150},
		"a tag without end":       {fill(`{"List":[{"Tags":[`, `{"Key":"k"}`, `]}]}`), "", 160},
		"tags": {numbered(`{"List":[{"Tags":[`, `{"Key":"k%d"}`, 20_000, `]}]}`),
			"List[0].Tags has more than 10000 elements", 20},
		"fields":          {numbered(`{`, `"x%d":1`, 500_000, `}`), "the answer has more than 10000 fields", 20},
		"fields of a row": {numbered(`{"List":[{`, `"x%d":1`, 500_000, `}]}`), "List[0] has more than 10000 fields", 120},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			body := []byte(test.body())
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := things.DecodePage(t.Context(), body, func(fields map[string]jsontext.Value) error {
				if jsonfields.Text(fields, "Success") == "false" {
					return errors.New("refused")
				}
				return nil
			})
			runtime.ReadMemStats(&after)
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
			if allocated := (after.TotalAlloc - before.TotalAlloc) / mebibyte; allocated > test.bound {
				t.Errorf("%d MiB were allocated, which is more than %d", allocated, test.bound)
			}
		})
	}
}

// TestContext checks that decoding ends with its context, and says why.
func TestContext(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	why := errors.New("no longer wanted")
	calls := 0
	list := *things
	list.Columns = slices.Clone(things.Columns)
	list.Columns[0].Decode = func([]byte) (listapi.Cell, error) {
		if calls++; calls == 1_000 {
			cancel(why)
		}
		return listapi.TextCell("a"), nil
	}
	body := []byte(`{"Success":false,"List":[` + strings.Repeat(`{"Id":1},`, 50_000) + `{"Id":1}]}`)
	_, err := list.DecodePage(ctx, body, func(map[string]jsontext.Value) error { return errors.New("asked whether the call failed") })
	if !errors.Is(err, why) || calls > 1_500 {
		t.Errorf("%v after %d rows", err, calls)
	}
}

// TestFailureFirst checks that what an API says about itself counts more than
// what is wrong with its list.
func TestFailureFirst(t *testing.T) {
	refused := errors.New("refused")
	failed := func(fields map[string]jsontext.Value) error {
		if jsonfields.Text(fields, "Success") == "false" {
			return refused
		}
		return nil
	}
	tests := []struct {
		list *listapi.List
		body string
		want bool
	}{
		{things, `{"Success":false}`, true},
		{things, `{"Success":false,"List":null}`, true},
		{things, `{"Success":false,"List":""}`, true},
		{things, `{"Success":false,"List":[],"Total":0}`, true},
		{things, `{"List":[{"Id":{}}],"Success":false}`, true},
		{things, `{"List":[{}],"Success":false}`, true},
		{things, `{"Success":true,"List":""}`, false},
		{things, `{"Success":false`, false},
		{things, `{"":{"Success":false}}`, false},
		{nested, `{"Success":false,"result":{"List":[]}}`, true},
		{nested, `{"Success":false,"result":null}`, true},
		{nested, `{"result":{"Success":false,"List":[],"Total":0}}`, true},
		{nested, `{"result":{"Success":false,"List":""}}`, true},
		{nested, `{"result":{"Success":true,"List":""}}`, false},
	}
	for _, test := range tests {
		if _, err := test.list.DecodePage(t.Context(), []byte(test.body), failed); errors.Is(err, refused) != test.want || err == nil {
			t.Errorf("%s: got %v", test.body, err)
		}
	}
}

// TestIdentityAndOrder checks how rows are distinguished and how they are sorted.
func TestIdentityAndOrder(t *testing.T) {
	decode := func(rows ...string) []listapi.Row {
		page, err := things.DecodePage(t.Context(), []byte(`{"List":[`+strings.Join(rows, ",")+`]}`), succeeded)
		if err != nil {
			t.Fatal(err)
		}
		return page.Rows
	}
	changing := *things
	changing.Columns = slices.Clone(things.Columns)
	for i, column := range changing.Columns {
		changing.Columns[i].Changes = column.Field == "Number"
	}
	rows := decode(`{"Id":"a","Number":1}`, `{"Id":"a","Number":2}`, `{"Number":1}`, `{"Number":2}`, `{"Id":""}`,
		`{"Id":"a","Number":1,"Truth":true}`)
	for name, test := range map[string]struct {
		list *listapi.List
		a, b int
		same bool
	}{
		"unique identifiers":                      {unique, 0, 1, true},
		"identifiers that are not":                {things, 0, 1, false},
		"a column that changes":                   {&changing, 0, 1, true},
		"another column":                          {&changing, 0, 5, false},
		"no identifier":                           {things, 2, 3, false},
		"no identifier and an empty one":          {things, 2, 4, false},
		"no identifier and a column that changes": {&changing, 2, 3, true},
	} {
		identity := func(row int) string { return string(test.list.AppendIdentity(nil, rows[row])) }
		if same := identity(test.a) == identity(test.b); same != test.same {
			t.Errorf("%s: the same row: %v", name, same)
		}
	}

	rows = decode(`{"Id":"b"}`, `{"Id":"a","Number":10}`, `{"Id":"a","Number":9}`, `{"Id":"B"}`, `{"Id":"a"}`, `{"Id":""}`, `{"Id":null}`,
		`{"Id":"a","Number":9,"Truth":true}`, `{"Id":"a","Number":9,"Truth":false}`, `{"Id":"中"}`,
		`{"Id":"a","Number":9,"Tags":[{"Key":"k","Value":"v"}]}`)
	things.Sort(rows)
	var got []string
	for _, row := range rows {
		got = append(got, write(things, []listapi.Row{row}, nil, nil))
	}
	want := []string{
		`null null null null null | - -`, `"" null null null null | - -`, `"B" null null null null | - -`, `"a" null null null null | - -`,
		`"a" 9 null null "1970-01-01T00:00:00.009Z" | - -`, `"a" 9 null "k":"v",; "1970-01-01T00:00:00.009Z" | - -`,
		`"a" 9 false null "1970-01-01T00:00:00.009Z" | - -`, `"a" 9 true null "1970-01-01T00:00:00.009Z" | - -`,
		`"a" 10 null null "1970-01-01T00:00:00.01Z" | - -`, `"b" null null null null | - -`, `"中" null null null null | - -`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"B", "a", "b", "中"}, things.Identifiers(rows)); diff != "" {
		t.Errorf("identifiers (-want +got):\n%s", diff)
	}
}

// FuzzDecodePage decodes whatever comes: there is a page whose rows are whole
// and whose numbers are exact, or an error, and the same one each time.
func FuzzDecodePage(f *testing.F) {
	lists, last := []*listapi.List{things, packages}, uint8(1)
	for _, source := range acctest.Sources {
		lists = append(lists, declarationOf(f, source))
		last++
		f.Add(last, simulator.Sample(source.API))
	}
	for _, body := range []string{
		`{"List":[{"Id":"a","Number":9223372036854775807,"Truth":true,"Tags":[{"Key":"k","Value":"v"}]}],"Total":7,"Before":3}`,
		`{"List":[{"Id":1,"Number":"-1","Truth":"false","Tags":null}],"Total":"7"}`, `{"List":[{"Number":"010"},{"Number":1.20e3},{"Number":""}]}`,
		`{"List":null,"Total":0}`, `{"List":[{}]} x`, `null`, `{"List":[[`, "{\"List\":[{\"Id\":\"\xff\"}]}", `{"Lists":[],"List":[]}`,
	} {
		f.Add(uint8(0), []byte(body))
	}
	for _, row := range []string{
		`{"Id":"a","Amount":"40.000","Products":{"Product":["x","",null]},"Project":{"Id":"0"},"Main":1,"Items":[{"Id":"i","Left":"-0.10"},{"Left":2e3},null]}`,
		`{"Id":"a","Amount":123456789012345678901234567890.5,"Products":{"Product":[]},"Project":null,"Items":[]}`,
		`{"Id":"a","Amount":1e20000000}`, `{"Id":"a","Amount":"007.10E-2"}`,
		`{"Id":"a","Items":[{"Id":7,"Id":8}]}`, `{"Id":"a","Products":{"Product":[1]},"Project":{}}`,
	} {
		f.Add(uint8(1), []byte(`{"Total":0,"Data":{"TotalCount":"1","Packages":{"Package":[`+row+`]}}}`))
	}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		list := lists[int(which)%len(lists)]
		page, err := list.DecodePage(t.Context(), body, succeeded)
		again, errAgain := list.DecodePage(t.Context(), body, succeeded)
		if fmt.Sprint(err) != fmt.Sprint(errAgain) ||
			write(list, page.Rows, page.Total, page.Before) != write(list, again.Rows, again.Total, again.Before) {
			t.Fatalf("%q is decoded in two ways", body)
		}
		if err != nil {
			return
		}
		for _, row := range page.Rows {
			cells := 0
			for range row.Cells {
				cells++
			}
			if cells != len(list.Columns) {
				t.Fatalf("a row has %d cells for %d columns", cells, len(list.Columns))
			}
		}
		compareToOracle(t, list, body, page.Rows)
	})
}

var leadingZeros = regexp.MustCompile(`^(-?)0+([0-9])`)

// compareToOracle compares rows to what the standard library makes of them.
func compareToOracle(t *testing.T, list *listapi.List, body []byte, rows []listapi.Row) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var answer map[string]any
	if err := decoder.Decode(&answer); err != nil {
		t.Fatalf("the standard library refuses what was decoded: %v", err)
	}
	var objects []any
	for _, path := range list.Layout.Rows {
		names := strings.Split(path, ".")
		holder := answer
		for _, name := range names[:len(names)-1] {
			holder, _ = holder[name].(map[string]any)
		}
		if found, ok := holder[names[len(names)-1]].([]any); ok {
			objects = found
		}
	}
	if len(objects) != len(rows) {
		t.Fatalf("%d rows where the standard library finds %d", len(rows), len(objects))
	}
	for i, row := range rows {
		compareObject(t, list.Columns, objects[i].(map[string]any), row.Cell)
	}
}

// compareObject compares the cells of an object to its fields.
func compareObject(t *testing.T, columns []listapi.Column, object map[string]any, cell func(int) listapi.Cell) {
	t.Helper()
	for i, column := range columns {
		if column.Decode != nil {
			continue
		}
		path := strings.Split(column.Field, ".")
		value := object[path[0]]
		for _, name := range path[1:] {
			if value != nil {
				value = value.(map[string]any)[name]
			}
		}
		compareCell(t, column, value, cell(i))
	}
}

// compareCell compares a cell to a value of the standard library.
func compareCell(t *testing.T, column listapi.Column, value any, cell listapi.Cell) {
	t.Helper()
	null := value == nil || value == "" && (column.Type == listapi.Int64 || column.Type == listapi.Decimal)
	if null != cell.IsNull() {
		t.Fatalf("%s: null %v for %v", column.Field, cell.IsNull(), value)
	}
	if null {
		return
	}
	want := fmt.Sprint(value)
	// Zeros at the beginning would make it an octal number.
	number := func() *big.Rat { n, _ := new(big.Rat).SetString(leadingZeros.ReplaceAllString(want, "$1$2")); return n }
	switch column.Type {
	case listapi.Int64:
		if n := number(); n == nil || n.Cmp(new(big.Rat).SetInt64(cell.Number())) != 0 {
			t.Fatalf("%s: %d for %s", column.Field, cell.Number(), want)
		}
	case listapi.Decimal:
		got, _ := new(big.Rat).SetString(cell.Decimal().Text('f', -1))
		if n := number(); n == nil || n.Cmp(got) != 0 {
			t.Fatalf("%s: %s for %s", column.Field, got, want)
		}
	case listapi.Bool:
		if fmt.Sprint(cell.Truth()) != want {
			t.Fatalf("%s: %v for %s", column.Field, cell.Truth(), want)
		}
	case listapi.String:
		if cell.Text() != want {
			t.Fatalf("%s: %q for %q", column.Field, cell.Text(), want)
		}
	case listapi.StringList, listapi.Objects:
		values, elements := value.([]any), cell.Elements()
		if len(values) != len(elements) {
			t.Fatalf("%s: %d elements for %d", column.Field, len(elements), len(values))
		}
		for i, element := range elements {
			if object, is := values[i].(map[string]any); is && column.Type == listapi.Objects {
				entries := element.Entries()
				if len(entries) != len(column.Columns) {
					t.Fatalf("%s: %d attributes for %d", column.Field, len(entries), len(column.Columns))
				}
				compareObject(t, column.Columns, object, func(at int) listapi.Cell {
					if entries[at].Name != column.Columns[at].Name {
						t.Fatalf("%s: the attribute %s where %s is expected", column.Field, entries[at].Name, column.Columns[at].Name)
					}
					return entries[at].Value
				})
			} else {
				compareCell(t, listapi.Column{Field: column.Field, Type: listapi.String}, values[i], element)
			}
		}
	default:
		t.Fatalf("%s: nothing compares the type %s", column.Field, column.Type)
	}
}
