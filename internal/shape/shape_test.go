package shape

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/shape/records"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// packages is a list with each kind of place.
var packages = &cloud.List{
	Operation: "QueryPackages",
	List: listapi.List{
		Name: "packages",
		Columns: []listapi.Column{
			{Name: "id", Field: "InstanceId"},
			{Name: "left", Field: "Remaining", Type: listapi.Int64},
			{Name: "project", Field: "Project.Id"},
			{Name: "tags", Field: "Tags", Type: listapi.StringMap},
			{Name: "parts", Field: "Parts", Type: listapi.Objects, Columns: []listapi.Column{{Name: "name", Field: "Name"}}},
		},
		Paging: listapi.Paging{Scheme: listing.Scheme{PageSize: 2}},
		Layout: listapi.Layout{Rows: []string{"Data.Instances.Instance"}, Total: []string{"Data.TotalCount"}, Size: "PageSize"},
	},
}

// recorded returns the record of some answers with pages of the given numbers of rows.
func recorded(list *cloud.List, pages map[string]int) *Record {
	r := &recorder{record: Record{
		List: list.Name, Operation: list.Operation, Provider: "test", PageSize: list.Paging.PageSize, Pages: []Page{},
	}, known: documented(&list.List)}
	rows := 0
	for body, n := range pages {
		total := int64(n)
		page := listing.Page[listapi.Row]{Rows: make([]listapi.Row, n), Total: &total}
		r.watch([]byte(body), page, nil)
		rows += n
	}
	return r.finish(rows, nil)
}

func written(t *testing.T, record *Record) string {
	t.Helper()
	var b bytes.Buffer
	if err := record.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestRecord compares a whole record, and reads it back.
func TestRecord(t *testing.T) {
	record := recorded(packages, map[string]int{`{
		"RequestId": "0123", "PageSize": 2, "Data": {"TotalCount": 2, "Instances": {"Instance": [
			{"InstanceId": "p-1", "Remaining": 5, "Project": {"Id": "0", "Title": "x"},
			 "Tags": [{"Key": "owner", "Value": "me"}], "Parts": [{"Name": "a"}]},
			{"InstanceId": "p-22", "Remaining": 0.5, "Project": null, "New_Field2": true, "Tags": {"team phoenix": "x"}, "Parts": []}
		]}}}`: 2})
	got := written(t, record)
	want, err := os.ReadFile("testdata/packages.golden")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("the record (-want +got):\n%s", d)
	}
	read, err := Read(strings.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(record, read); d != "" {
		t.Errorf("read back (-written +read):\n%s", d)
	}
	wantDifferences := []string{
		"the field Remaining is of type decimal in 1 rows, and Int64 is declared",
		"the field New_Field2 is not declared; its types are boolean",
	}
	if d := cmp.Diff(wantDifferences, read.Differences(packages)); d != "" {
		t.Errorf("what differs (-want +got):\n%s", d)
	}
}

// TestNothingIsShown records answers in which every value, and every key that is not
// documented and does not look like a field, has a text that must not be shown.
func TestNothingIsShown(t *testing.T) {
	secrets := []string{
		"LTAI5tAbCdEfGhIjKlMnOpQr", "wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY", "9876543210987", "customer-of-ours", "ACME GmbH", "公司",
		"eyJhbGciOiJIUzI1NiJ9", "HPUA12345ABCDE67890X", "a@example.com", "line\nbreak", strings.Repeat("x", 5000), strings.Repeat("Long", 20),
	}
	for _, secret := range secrets {
		t.Run(fmt.Sprintf("%.20q", secret), func(t *testing.T) {
			quoted := fmt.Sprintf("%q", secret)
			bodies := []string{
				`{"Data": {"Instances": {"Instance": [{"InstanceId": S, "Remaining": S, "Tags": [{"Key": S, "Value": S}], S: S, "Parts": [{"Name": S, S: 1}]}]}}}`,
				`{S: {"InnerPart": 1, "Phoenix": S}, "Data": {S: S, "Instances": {S: 1, "Instance": []}}, "Message": S, "RequestId": S}`,
				`[S, {S: S}]`, `S`, `{"Data": [S`, `{"Data": {"Instances": {"Instance": [{"Tags": {"Phoenix": S, S: S}}]}}}`,
			}
			pages := map[string]int{}
			for _, body := range bodies {
				pages[strings.ReplaceAll(body, "S", "\x00")] = 0
			}
			r := &recorder{record: Record{List: "packages"}, known: documented(&packages.List)}
			for body := range pages {
				body = strings.NewReplacer("\x00ize", "Size", "\x00", quoted).Replace(body)
				r.watch([]byte(body), listing.Page[listapi.Row]{}, errors.New(secret))
			}
			record := r.finish(0, &transport.Failure{Status: 403, Code: secret, Message: secret, RequestID: secret, Err: errors.New(secret)})
			got := written(t, record) + strings.Join(record.Differences(packages), "\n")
			for _, hidden := range []string{secret, strings.Trim(quoted, `"`), "Phoenix", "InnerPart"} {
				if strings.Contains(got, hidden) {
					t.Errorf("the record shows %.40q:\n%s", hidden, got)
				}
			}
			if record.Answer.HiddenKeys == 0 {
				t.Error("no key was hidden")
			}
		})
	}
}

// TestManyKeys records an object with more keys than an API has: a map. Documented keys
// are shown all the same.
func TestManyKeys(t *testing.T) {
	var body strings.Builder
	body.WriteString("{")
	for a := 'a'; a <= 'z'; a++ {
		for b := 'a'; b <= 'z'; b++ {
			fmt.Fprintf(&body, "%q: 1, ", string([]rune{'U', a, b}))
		}
	}
	body.WriteString(`"Data": {"Instances": {"Instance": [{"InstanceId": "x"}]}}}`)
	record := recorded(packages, map[string]int{body.String(): 1})
	if n, hidden := len(record.Answer.Keys), record.Answer.HiddenKeys; n > maxKeys+3 || n+hidden != 26*26+1 {
		t.Errorf("%d keys are shown and %d hidden", n, hidden)
	}
	if record.Answer.find("Data.Instances.Instance.InstanceId") == nil {
		t.Error("a documented key is hidden")
	}
}

func TestCodes(t *testing.T) {
	for code, want := range map[string]string{
		"Forbidden.RAM": "Forbidden.RAM", "NoPermission": "NoPermission", "APIGW.0301": "APIGW.0301",
		"BSS.0001": "BSS.0001", "common.01010003": "common.01010003",
		"InvalidAccessKeyId.NotFound": "InvalidAccessKeyId.NotFound",
		"":                            "", "LTAI5tAbCdEfGhIjKlMnOpQr": "", "user alice": "", "403\n": "", "x.123456789012": "",
	} {
		if got := showCode(code); got != want {
			t.Errorf("code %q is shown as %q", code, got)
		}
	}
}

// TestDifferences changes a record that is as declared, one thing at a time.
func TestDifferences(t *testing.T) {
	const row = `{"InstanceId": "p", "Remaining": "5", "Project": {"Id": "0"}, "Tags": [], "Parts": [{"Name": "a"}]}`
	answer := func(row string) string {
		return `{"Data": {"TotalCount": 1, "Instances": {"Instance": [` + row + `]}}}`
	}
	one := int64(1)
	tests := map[string]struct {
		body   string
		change func(*Record)
		want   []string
	}{
		"as declared": {answer(row), nil, nil},
		"no rows":     {answer(""), func(r *Record) { r.Pages[0].Rows, r.Rows = 0, nil }, nil},
		"no field":    {answer(strings.Replace(row, `"Remaining"`, `"Left"`, 1)), nil, []string{"no row has the field Remaining", "the field Left is not declared; its types are string"}},
		"in an element": {answer(strings.Replace(row, `"Name"`, `"Title"`, 1)), nil,
			[]string{"Parts: no row has the field Name", "Parts: the field Title is not declared; its types are string"}},
		"another type": {answer(strings.Replace(row, `"5"`, `{}`, 1)), nil, []string{"the field Remaining is of type object in 1 rows, and Int64 is declared"}},
		"hidden":       {answer(strings.Replace(row, `"Tags"`, `"a b": 1, "Tags"`, 1)), nil, []string{"1 fields are not shown"}},
		"operation": {answer(row), func(r *Record) { r.Operation = "Other" },
			[]string{"the operation is Other, and QueryPackages is declared"}},
		"failed":      {answer(row), func(r *Record) { r.Failure = &Failure{400, "X"} }, []string{`reading failed with status 400 and code "X"`}},
		"malformed":   {answer(row), func(r *Record) { r.Pages[0].Malformed, r.Pages[0].Bytes = true, 7 }, []string{"an answer of 7 bytes is malformed"}},
		"large page":  {answer(row), func(r *Record) { r.Pages[0].Rows = 3 }, []string{"a page has 3 rows, and 2 were asked for"}},
		"no total":    {answer(row), func(r *Record) { r.Pages[0].Total = nil }, []string{"a page of 1 rows has no total"}},
		"wrong total": {answer(row), func(r *Record) { *r.Rows, r.Pages[0].Total = 2, &one }, []string{"a total is 1, and the list has 2 rows"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			record := recorded(packages, map[string]int{test.body: 1})
			if test.change != nil {
				test.change(record)
			}
			if d := cmp.Diff(test.want, record.Differences(packages)); d != "" {
				t.Errorf("what differs (-want +got):\n%s", d)
			}
		})
	}
}

// TestRecords compares each record of a real account with the declaration of its list.
func TestRecords(t *testing.T) {
	names := map[string]bool{}
	for _, list := range catalog.Lists {
		names[list.Name+".json"] = true
		content, recorded := records.Of(list.Name)
		if !recorded {
			continue
		}
		record, err := Read(bytes.NewReader(content))
		if err != nil {
			t.Errorf("%s: %v", list.Name, err)
			continue
		}
		if record.List != list.Name {
			t.Errorf("the record of %s is one of %s", list.Name, record.List)
		}
		for _, difference := range record.Differences(list) {
			t.Errorf("%s: %s", list.Name, difference)
		}
	}
	for _, name := range records.Names() {
		if !names[name] {
			t.Errorf("there is no list that records/%s could be the record of", name)
		}
	}
}

// TestNoRecord reads what is no record.
func TestNoRecord(t *testing.T) {
	for _, content := range []string{"", "[]", `{"secret": 1}`} {
		if record, err := Read(strings.NewReader(content)); err == nil {
			t.Errorf("%q is %v", content, record)
		}
	}
}
