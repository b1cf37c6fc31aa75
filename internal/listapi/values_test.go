package listapi_test

import (
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// packages is a list whose rows hold all that those of billing centers hold.
var packages = &listapi.List{
	Columns: []listapi.Column{
		{Name: "id", Field: "Id", Type: listapi.String},
		{Name: "amount", Field: "Amount", Type: listapi.Decimal},
		{Name: "products", Field: "Products.Product", Type: listapi.StringList},
		{Name: "project", Field: "Project.Id", Type: listapi.String},
		{Name: "main", Field: "Main", Type: listapi.Bool, Decode: listapi.ZeroOrOne},
		{Name: "items", Field: "Items", Type: listapi.Objects, Columns: []listapi.Column{
			{Name: "id", Field: "Id", Type: listapi.String}, {Name: "left", Field: "Left", Type: listapi.Decimal},
		}},
	},
	Identifier: "id",
	Unique:     true,
	Layout:     listapi.Layout{Rows: []string{"Data.Packages.Package"}, Total: []string{"Total", "Data.TotalCount"}, Size: "Data.PageSize"},
}

// TestValues reads rows of values that are not simple.
func TestValues(t *testing.T) {
	for name, test := range map[string]struct {
		row  string
		want string // the row as the state has it, or an error
	}{
		"all": {`{"Id":"a","Amount":"40.000","Products":{"Product":["x","ü",null]},"Project":{"Id":"0","Name":"n"},"Main":1,"Items":[{"Id":"i","Left":"0.1"},{"Left":2}]}`,
			`a|40|[x ü null]|0|true|[{id:i left:0.1} {id:null left:2}]`},
		"nothing":                {`{"Id":"a"}`, `a|null|null|null|null|null`},
		"nulls":                  {`{"Id":"a","Amount":null,"Products":null,"Project":null,"Main":null,"Items":null}`, `a|null|null|null|null|null`},
		"nulls inside":           {`{"Id":"a","Amount":"","Products":{"Product":null},"Project":{"Id":null}}`, `a|null|null|null|null|null`},
		"an item that is null":   {`{"Id":"a","Items":[null]}`, `Data.Packages.Package[0].Items has the element 0, which is not an object`},
		"empty objects":          {`{"Id":"a","Products":{},"Project":{},"Items":[]}`, `a|null|null|null|null|[]`},
		"zero":                   {`{"Id":"a","Amount":-0.00e5,"Main":0}`, `a|0|null|null|false|null`},
		"a project as text":      {`{"Id":"a","Project":"0"}`, `Data.Packages.Package[0].Project.Id is not in an object`},
		"products as a list":     {`{"Id":"a","Products":["x"]}`, `Data.Packages.Package[0].Products.Product is not in an object`},
		"a product as a number":  {`{"Id":"a","Products":{"Product":[{}]}}`, `Data.Packages.Package[0].Products.Product has the element 0, which is an object where text is expected`},
		"products as text":       {`{"Id":"a","Products":{"Product":"x"}}`, `Data.Packages.Package[0].Products.Product cannot be read: the value is a string where a list is expected`},
		"main as 2":              {`{"Id":"a","Main":2}`, `Data.Packages.Package[0].Main is neither 0 nor 1`},
		"an item as text":        {`{"Id":"a","Items":["x"]}`, `Data.Packages.Package[0].Items has the element 0, which is not an object`},
		"an item of nothing":     {`{"Id":"a","Items":[{"x":1}]}`, `Data.Packages.Package[0].Items has the element 0, which has none of the fields that the API documents`},
		"an amount of an item":   {`{"Id":"a","Items":[{"Id":"i","Left":"x"}]}`, `Data.Packages.Package[0].Items has the element 0, which cannot be read: Left is not a number`},
		"an amount with a space": {`{"Id":"a","Amount":" 1"}`, `Data.Packages.Package[0].Amount is not a number`},
		"an amount as truth":     {`{"Id":"a","Amount":true}`, `Data.Packages.Package[0].Amount is a boolean where a number is expected`},
		"an endless amount":      {`{"Id":"a","Amount":1e20000000}`, `Data.Packages.Package[0].Amount is a number of more than 150 digits, or of more than 150 zeros on a side`},
	} {
		t.Run(name, func(t *testing.T) {
			begin := time.Now()
			page, err := packages.DecodePage(t.Context(), []byte(`{"Data":{"Packages":{"Package":[`+test.row+`]}},"Total":1}`), succeeded)
			var got string
			if err != nil {
				got = err.Error()
			} else {
				got = show(packages.Columns, page.Rows[0])
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if taken := time.Since(begin); taken > time.Second {
				t.Errorf("it took %v", taken)
			}
		})
	}
}

// show writes the values of a row.
func show(columns []listapi.Column, row listapi.Row) string {
	var texts []string
	for i, cell := range row.Cells {
		texts = append(texts, showCell(columns[i], cell))
	}
	return strings.Join(texts, "|")
}

func showCell(column listapi.Column, cell listapi.Cell) string {
	if cell.IsNull() {
		return "null"
	}
	var texts []string
	switch column.Type {
	case listapi.Decimal:
		return cell.Decimal().Text('f', -1)
	case listapi.Bool:
		return map[bool]string{true: "true", false: "false"}[cell.Truth()]
	case listapi.StringList:
		for _, element := range cell.Elements() {
			texts = append(texts, showCell(listapi.Column{Type: listapi.String}, element))
		}
		return "[" + strings.Join(texts, " ") + "]"
	case listapi.Objects:
		for _, element := range cell.Elements() {
			var fields []string
			for i, entry := range element.Entries() {
				fields = append(fields, entry.Name+":"+showCell(column.Columns[i], entry.Value))
			}
			texts = append(texts, "{"+strings.Join(fields, " ")+"}")
		}
		return "[" + strings.Join(texts, " ") + "]"
	}
	return cell.Text()
}

// TestLevels reads answers whose list is some levels down, and whose totals are on
// several of them.
func TestLevels(t *testing.T) {
	const one = `[{"Id":"a"}]`
	failed := func(fields map[string]jsontext.Value) error {
		if _, has := fields["Failed"]; has {
			return errTest
		}
		return nil
	}
	for name, test := range map[string]struct {
		body string
		want string // the total and the size, or an error
	}{
		"two totals":                {`{"Total":7,"Data":{"TotalCount":"7","PageSize":"20","Packages":{"Package":` + one + `}}}`, "7 20"},
		"the first one is zero":     {`{"Total":0,"Data":{"TotalCount":"7","Packages":{"Package":` + one + `}}}`, "7 -"},
		"the second one is zero":    {`{"Data":{"TotalCount":0,"Packages":{"Package":` + one + `}},"Total":"7"}`, "7 -"},
		"totals that disagree":      {`{"Total":8,"Data":{"TotalCount":"7","Packages":{"Package":` + one + `}}}`, "the answer has two different counts: Total is 8 and Data.TotalCount is 7"},
		"one total":                 {`{"Data":{"TotalCount":"7","Packages":{"Package":` + one + `}}}`, "7 -"},
		"an empty total":            {`{"Total":null,"Data":{"TotalCount":"","Packages":{"Package":` + one + `}}}`, "- -"},
		"a failure at the top":      {`{"Failed":1,"Data":{"Packages":{"Package":` + one + `}}}`, errTest.Error()},
		"a failure further down":    {`{"Data":{"Failed":1,"Packages":{"Package":` + one + `}}}`, errTest.Error()},
		"a failure at the bottom":   {`{"Data":{"Packages":{"Failed":1,"Package":` + one + `}}}`, errTest.Error()},
		"a failure with no list":    {`{"Data":{"Failed":1,"Packages":7}}`, errTest.Error()},
		"a failure, broken list":    {`{"Data":{"Failed":1,"Packages":{"Package":[{"Id":{}}]}}}`, errTest.Error()},
		"no list":                   {`{"Total":1,"Data":{"TotalCount":1}}`, "the answer has no list"},
		"null above the list":       {`{"Total":0,"Data":null}`, "the answer has no list"},
		"null, and nothing to list": {`{"Total":0,"Data":{"Packages":{"Package":null}}}`, "0 -"},
		"null, and a total":         {`{"Total":1,"Data":{"Packages":{"Package":null}}}`, "the list is null although the total is 1"},
		"a row without its id":      {`{"Total":1,"Data":{"Packages":{"Package":[{"Amount":1}]}}}`, "Data.Packages.Package[0] has no Id, which identifies it"},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := packages.DecodePage(t.Context(), []byte(test.body), failed)
			var got string
			switch {
			case err != nil:
				got = err.Error()
			default:
				number := func(n *int64) string {
					if n == nil {
						return "-"
					}
					return big.NewInt(*n).String()
				}
				got = number(page.Total) + " " + number(page.Size)
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

var errTest = errorText("failed")

type errorText string

func (e errorText) Error() string { return string(e) }

// TestIdentity checks that rows of a list whose identity is several columns may share or
// lack an identifier.
func TestIdentity(t *testing.T) {
	list := &listapi.List{
		Columns: []listapi.Column{
			{Name: "id", Field: "Id", Type: listapi.String}, {Name: "product", Field: "Product", Type: listapi.String},
			{Name: "size", Field: "Size", Type: listapi.Int64},
		},
		Identifier: "id", Identity: []string{"product", "id"}, Unique: true,
		Layout: listapi.Layout{Rows: []string{"Rows"}, Total: []string{"Total"}},
	}
	page, err := list.DecodePage(t.Context(),
		[]byte(`{"Rows":[{"Id":"b","Product":"x","Size":1},{"Id":"b","Product":"y","Size":1},{"Product":"y"},{"Id":"","Product":"z"},{"Id":"a","Product":"x"}]}`), succeeded)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, row := range page.Rows {
		seen[string(list.AppendIdentity(nil, row))] = true
	}
	again := listapi.RowOf(listapi.TextCell("b"), listapi.TextCell("y"), listapi.NumberCell(2))
	if len(seen) != len(page.Rows) || !seen[string(list.AppendIdentity(nil, again))] {
		t.Errorf("%d identities of %d rows", len(seen), len(page.Rows))
	}
	if diff := cmp.Diff([]string{"a", "b"}, list.Identifiers(page.Rows)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
