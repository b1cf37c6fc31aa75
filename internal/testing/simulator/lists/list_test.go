package lists

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Every list has its name, its file, its line in the table and its sample, and each of them has a list.
func TestEveryListIsWhole(t *testing.T) {
	named := namedAPIs(t)
	for api, file := range named {
		if Of(api) == nil {
			t.Errorf("%s names the list %q: add a line for it to All or Billing in list.go", file, api)
		}
	}
	samples, err := filepath.Glob("samples/*.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, sample := range samples {
		if Of(API(strings.TrimSuffix(filepath.Base(sample), ".json"))) == nil {
			t.Errorf("%s belongs to no list", sample)
		}
	}
	addresses := make(map[[3]string]API)
	for _, l := range Known() {
		if file := string(l.API) + ".go"; named[l.API] != file {
			t.Errorf("%s: its name is a constant in %q, not in %s", l.API, named[l.API], file)
		}
		if !json.Valid(Sample(l.API)) {
			t.Errorf("%s: write the documented answer into samples/%s.json", l.API, l.API)
		} else if SampleRow(l.API)[l.Identifier] == nil {
			t.Errorf("%s: the sample has no row with %s at %q", l.API, l.Identifier, l.Rows)
		}
		address := [3]string{l.Service.Version, l.Action, l.Path}
		if other, taken := addresses[address]; taken {
			t.Errorf("%s and %s are both at %q", l.API, other, address)
		}
		addresses[address] = l.API
		for what, missing := range map[string]bool{
			"the cloud of its service":    l.Service.Cloud != Alicloud && l.Service.Cloud != Huaweicloud,
			"the endpoint of its service": l.Service.Endpoint == "",
			"product, version and action": l.Service.Cloud == Alicloud && (l.Service.Product == "" || l.Service.Version == "" || l.Action == ""),
			"method and path":             (l.Method == "") != (l.Path == "") || l.Path == "" && l.Service.Cloud == Huaweicloud,
			"denied":                      l.Denied == "" && l.Service.Cloud == Alicloud,
			"one kind of paging":          (l.Paging.Index == "") == (l.Paging.Offset == ""),
			"documented paging":           !l.Knows(l.Paging.Index+l.Paging.Offset) || !l.Knows(l.Paging.Size),
			"sizes of pages":              l.Paging.Default < 1 || l.Paging.Limit < l.Paging.Default,
			"a path to the total":         len(l.Total) == 0,
			"find and generate":           l.find == nil || l.generate == nil,
		} {
			if missing {
				t.Errorf("%s: %s missing or wrong", l.API, what)
			}
		}
	}
}

// namedAPIs are the constants of the type API, by their values, and the files that they are in.
func namedAPIs(t *testing.T) map[API]string {
	t.Helper()
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	named := make(map[API]string)
	for _, file := range files {
		if !strings.HasSuffix(file.Name(), ".go") || strings.HasSuffix(file.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(node ast.Node) bool {
			spec, ok := node.(*ast.ValueSpec)
			if !ok || len(spec.Values) == 0 {
				return true
			}
			kind, _ := spec.Type.(*ast.Ident)
			value, _ := spec.Values[0].(*ast.BasicLit)
			if kind != nil && kind.Name == "API" && value != nil {
				api, err := strconv.Unquote(value.Value)
				if err != nil {
					t.Fatal(err)
				}
				named[API(api)] = file.Name()
			}
			return true
		})
	}
	if len(named) == 0 {
		t.Fatal("no list has a name")
	}
	return named
}

// Lists that share a service do not repeat it.
func TestServicesAreDistinct(t *testing.T) {
	before, all := Services(), All
	t.Cleanup(func() { All = all })
	All = append([]*List{{API: "second", Service: &outboundBotService}}, all...)
	got := Services()
	if len(before) == 0 || len(got) != len(before) || got[0] != &outboundBotService {
		t.Errorf("got %v, want those of %v, %v first", got, before, &outboundBotService)
	}
}
