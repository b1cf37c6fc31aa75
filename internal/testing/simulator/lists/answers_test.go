package lists_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/simtest"
)

// set are parameters or headers by their names.
type set = map[string]string

func TestFilters(t *testing.T) {
	rows := map[simulator.API][]simulator.Row{
		lists.ICE: {
			{"LicenseItemId": "1", "Status": 1, "Type": 1},
			{"LicenseItemId": "2", "Status": int64(1), "Type": 2},
			{"LicenseItemId": "3", "Status": 2, "Type": 2},
			{"LicenseItemId": "4", "Status": nil},
			{"LicenseItemId": "12", "Status": json.Number("2"), "Type": 1},
		},
		lists.AiContent: {
			{"instanceId": "b", "resourceCatalogCode": "AI_ORAL", "quantity": 9007199254740993, "resourceStatus": "ACTIVE"},
			{"instanceId": "a", "resourceCatalogCode": "AI_ORAL", "quantity": 9007199254740992, "resourceStatus": "EXPIRED"},
			{"instanceId": "c", "resourceCatalogCode": "AI_IMAGE", "quantity": 10, "resourceStatus": "ACTIVE"},
			{"instanceId": "a", "resourceCatalogCode": "AI_IMAGE", "quantity": 9},
			{"instanceId": "d", "quantity": nil},
		},
		lists.OutboundBot: {
			{
				"InstanceId": "1", "InstanceName": "回访", "ResourceGroupId": "rg-1",
				"ResourceTags": []any{simtest.Tag("env", "prod"), simtest.Tag("team", "a b")},
			},
			{
				"InstanceId": "2", "InstanceName": "回访-二", "ResourceGroupId": "rg-2",
				"ResourceTags": []map[string]string{{"Key": "env", "Value": "test"}},
			},
			{"InstanceId": "3", "InstanceName": "满意度", "ResourceGroupId": "rg-1", "ResourceTags": nil},
			{"InstanceId": "4", "ResourceTags": []any{simtest.Tag("env", ""), "not a tag", map[string]any{"Key": "bare"}}},
		},
		lists.CodeArtsIDE: {
			{"id": "a-1", "user_id": "u1", "status": 0},
			{"id": "a-2", "user_id": "u2", "status": 1, "_state": "FREEZE"},
			{"id": "a-3", "user_id": nil, "status": 0, "_state": "UNPAID"},
			{"id": "a-4", "status": 7},
			{"id": "a-11", "user_id": "u1", "status": "0"},
		},
	}
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) { c.Rows = rows }))
	for _, c := range []struct {
		api    simulator.API
		params set
		want   string
	}{
		{lists.ICE, nil, "1 2 3 4 12"},
		{lists.ICE, set{"LicenseItemId": "1"}, "1"},
		{lists.ICE, set{"LicenseItemId": "5"}, ""},
		{lists.ICE, set{"Status": "1"}, "1 2"},
		{lists.ICE, set{"Status": "2"}, "3 12"},
		{lists.ICE, set{"Status": "3"}, ""},
		{lists.ICE, set{"Type": "2"}, "2 3"},
		{lists.ICE, set{"Status": "2", "Type": "1"}, "12"},

		{lists.AiContent, nil, "b a c a d"},
		{lists.AiContent, set{"resourceType": "ALL"}, "b a c a d"},
		{lists.AiContent, set{"resourceType": "AI_IMAGE"}, "c a"},
		{lists.AiContent, set{"resourceType": "all"}, ""},
		{lists.AiContent, set{"orderBy": "resourceId"}, "d c b a a"},
		{lists.AiContent, set{"orderBy": "resourceId", "orderDirection": "ASC"}, "a a b c d"},
		{lists.AiContent, set{"orderBy": "instanceId", "orderDirection": "asc"}, "a a b c d"},
		{lists.AiContent, set{"orderBy": "instanceId", "orderDirection": "DESC"}, "d c b a a"},
		{lists.AiContent, set{"orderBy": "instanceId", "orderDirection": "upwards"}, "d c b a a"},
		{lists.AiContent, set{"orderDirection": "ASC"}, "b a c a d"},
		{lists.AiContent, set{"orderBy": "quantity"}, "b a c a d"},
		{lists.AiContent, set{"orderBy": "quantity", "orderDirection": "ASC"}, "d a c a b"},
		{lists.AiContent, set{"orderBy": "resourceStatus", "orderDirection": "ASC"}, "a d b c a"},
		{lists.AiContent, set{"groupBy": "resourceId"}, "b a c d"},
		{lists.AiContent, set{"groupBy": "resourceCatalogCode"}, "b c d"},
		{lists.AiContent, set{"groupBy": "resourceStatus", "resourceType": "AI_IMAGE"}, "c a"},
		{lists.AiContent, set{"groupBy": "instanceId", "orderBy": "instanceId", "pageSize": "2", "pageIndex": "2"}, "b a"},
		{lists.AiContent, set{"nextToken": "xxxx-xxx-xxxxx", "maxResults": "1"}, "b a c a d"},

		{lists.OutboundBot, nil, "1 2 3 4"},
		{lists.OutboundBot, set{"Name": "回访"}, "1 2"},
		{lists.OutboundBot, set{"Name": "回访-"}, "2"},
		{lists.OutboundBot, set{"ResourceGroupId": "rg-1"}, "1 3"},
		{lists.OutboundBot, set{"ResourceGroupId": "rg"}, ""},
		{lists.OutboundBot, set{"Tag.1.Key": "env", "Tag.1.Value": "prod"}, "1"},
		{lists.OutboundBot, set{"Tag.1.Key": "env"}, "1 2 4"},
		{lists.OutboundBot, set{"Tag.1.Key": "env", "Tag.1.Value": ""}, "4"},
		{lists.OutboundBot, set{"Tag.1.Key": "bare", "Tag.1.Value": ""}, "4"},
		{lists.OutboundBot, set{"Tag.1.Key": "env", "Tag.1.Value": "prod", "Tag.2.Key": "team", "Tag.2.Value": "a b"}, "1"},
		{lists.OutboundBot, set{"Tag.1.Key": "env", "Tag.1.Value": "prod", "Tag.2.Key": "team", "Tag.2.Value": "b"}, ""},
		{lists.OutboundBot, set{"Tag.7.Key": "env", "Tag.7.Value": "test", "Name": "回", "ResourceGroupId": "rg-2"}, "2"},

		{lists.CodeArtsIDE, nil, "a-1 a-2 a-3 a-4 a-11"},
		{lists.CodeArtsIDE, set{"id": "a-1"}, "a-1"},
		{lists.CodeArtsIDE, set{"user_id": "u1"}, "a-1 a-11"},
		{lists.CodeArtsIDE, set{"status": "NORMAL"}, "a-1 a-11"},
		{lists.CodeArtsIDE, set{"status": "FREEZE"}, "a-2"},
		{lists.CodeArtsIDE, set{"status": "UNPAID"}, "a-3"},
		{lists.CodeArtsIDE, set{"status": "DELETED"}, ""},
		{lists.CodeArtsIDE, set{"status": "NORMAL", "user_id": "u1", "id": "a-11"}, "a-11"},
	} {
		for _, scheme := range []string{signature.SchemeACS3, signature.SchemeRPC} {
			caller := simtest.NewCaller(t, server)
			caller.Scheme = scheme
			got := caller.Call(c.api, c.params)
			if got.Column(lists.Of(c.api).Identifier) != c.want {
				t.Errorf("%s %v: got %q, want %q", c.api, c.params, got.Column(lists.Of(c.api).Identifier), c.want)
			}
			_, groups := c.params["pageSize"]
			if !groups && got.Total() != len(got.Rows()) {
				t.Errorf("%s %v: total %d of %d rows", c.api, c.params, got.Total(), len(got.Rows()))
			}
			if strings.Contains(got.Text, "_state") {
				t.Errorf("hidden field is sent: %s", got.Text)
			}
		}
	}
}

func TestPaging(t *testing.T) {
	const size = 7
	for _, api := range simtest.AllAPIs {
		for _, total := range []int{0, 1, size - 1, size, size + 1, 2 * size, 250} {
			server := simtest.Serve(t, simtest.Known())
			rows := simulator.Generate(api, total, 3)
			server.SetRows(api, rows)
			caller := simtest.NewCaller(t, server)
			seen := 0
			for page := 1; ; page++ {
				got := caller.Call(api, simtest.Ask(api, page, size))
				if got.Status != http.StatusOK || got.Total() != total {
					t.Fatalf("%s, page %d of %d: %d, total %d\n%s", api, page, total, got.Status, got.Total(), got.Text)
				}
				want := min(size, max(0, total-(page-1)*size))
				if len(got.Rows()) != want {
					t.Fatalf("%s, page %d of %d rows: %d rows, want %d", api, page, total, len(got.Rows()), want)
				}
				requests := server.Requests()
				if last := requests[len(requests)-1]; last.Page != page || last.Attempt != 1 {
					t.Fatalf("%s: recorded as page %d, attempt %d", api, last.Page, last.Attempt)
				}
				for i, row := range got.Rows() {
					if fmt.Sprint(row[lists.Of(api).Identifier]) != fmt.Sprint(rows[seen+i][lists.Of(api).Identifier]) {
						t.Fatalf("%s: row %d is %v", api, seen+i, row)
					}
				}
				seen += want
				if want == 0 {
					break
				}
			}
			if seen != total {
				t.Errorf("%s: %d of %d rows", api, seen, total)
			}
		}
	}
}

func TestPageLimits(t *testing.T) {
	// The page that comes unasked, and the largest one.
	documented := map[simulator.API][2]int64{
		lists.ICE: {10, 50}, lists.AiContent: {10, 100}, lists.OutboundBot: {10, 50}, lists.CodeArtsIDE: {15, 100},
		lists.AlicloudBillingInstances: {20, 300}, lists.AlicloudBillingResourcePackages: {20, 300},
		lists.HuaweicloudBillingResources: {10, 500}, lists.HuaweicloudBillingResourcePackages: {10, 1000},
		lists.EnterpriseProjects: {1000, 1000},
	}
	for _, api := range simtest.AllAPIs {
		server := simtest.Serve(t, simtest.Known())
		server.SetRows(api, simulator.Generate(api, 300, 1))
		caller := simtest.NewCaller(t, server)
		paging := lists.Of(api).Paging
		if sizes, known := documented[api]; known && sizes != [2]int64{paging.Default, paging.Limit} {
			t.Errorf("%s: declared as %+v, documented as %v", api, paging, sizes)
		}
		if got := caller.Call(api, nil); len(got.Rows()) != int(min(paging.Default, 300)) {
			t.Errorf("%s: default page has %d rows", api, len(got.Rows()))
		}
		if got := caller.Call(api, simtest.Ask(api, 1, 100)); len(got.Rows()) != int(min(paging.Limit, 100)) || got.Total() != 300 {
			t.Errorf("%s: largest page has %d rows, total %d", api, len(got.Rows()), got.Total())
		}
		clamped := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
			c.PageLimit = map[simulator.API]int{api: 3}
			c.Rows[api] = simulator.Generate(api, 300, 1)
		}))
		caller.Handler = clamped
		if got := caller.Call(api, simtest.Ask(api, 2, 3)); len(got.Rows()) != 3 || got.Total() != 300 {
			t.Errorf("%s: page has %d rows, total %d", api, len(got.Rows()), got.Total())
		}
		if got := caller.Call(api, simtest.Ask(api, 1, 100)); len(got.Rows()) != 3 {
			t.Errorf("%s: clamped page has %d rows", api, len(got.Rows()))
		}
		if paging.Strict {
			continue
		}
		// Below 1 is the default, and a page far beyond the end is empty, whatever its number does to the arithmetic.
		first := caller.Call(api, nil).Column(lists.Of(api).Identifier)
		if got := caller.Call(api, simtest.Ask(api, 0, -1)); len(got.Rows()) != 3 || got.Column(lists.Of(api).Identifier) != first {
			t.Errorf("%s: page 0 has %d rows", api, len(got.Rows()))
		}
		caller.Handler = server
		if got := caller.Call(api, simtest.Ask(api, 1<<62, 1<<62)); got.Status != 200 || len(got.Rows()) != 0 || got.Total() != 300 {
			t.Errorf("%s: page beyond the end: %d, %d rows, total %d", api, got.Status, len(got.Rows()), got.Total())
		}
	}
}

func TestTotals(t *testing.T) {
	for _, c := range []struct {
		api     simulator.API
		params  set
		missing bool
		want    int
	}{
		{lists.ICE, set{"NeedTotalCount": "true"}, false, 4},
		{lists.ICE, set{"NeedTotalCount": "false"}, false, -1},
		{lists.ICE, nil, true, -1},
		{lists.AiContent, set{"needTotalCount": "TRUE"}, false, 4},
		{lists.AiContent, set{"needTotalCount": "false"}, false, 0},
		{lists.AiContent, nil, true, -1},
		{lists.OutboundBot, nil, true, -1},
		{lists.CodeArtsIDE, nil, true, -1},
	} {
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(config *simulator.Config) {
			config.Rows[c.api] = simulator.Generate(c.api, 4, 1)
			config.TotalMissing = map[simulator.API]bool{c.api: c.missing}
		})))
		got := caller.Call(c.api, c.params)
		if got.Total() != c.want || len(got.Rows()) != 4 {
			t.Errorf("%s %v: total %d of %d rows", c.api, c.params, got.Total(), len(got.Rows()))
		}
	}
}

func TestIgnoresPaging(t *testing.T) {
	for _, api := range simtest.AllAPIs {
		caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
			c.Rows[api] = simulator.Generate(api, 130, 1)
			c.IgnoresPaging = map[simulator.API]bool{api: true}
		})))
		for page := 1; page <= 2; page++ {
			got := caller.Call(api, simtest.Ask(api, page, 20))
			want := 130
			if api == lists.OutboundBot { // as before 2024-04-22
				want = -1
				for _, name := range []string{"TotalCount", "PageNumber", "PageSize"} {
					if _, there := got.Body[name]; there {
						t.Errorf("%s is in the answer", name)
					}
				}
			}
			if len(got.Rows()) != 130 || got.Total() != want {
				t.Errorf("%s, page %d: %d rows, total %d", api, page, len(got.Rows()), got.Total())
			}
		}
	}
}

func TestCodeArtsIDEOffsetCountsPages(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.OffsetCountsPages = true
		c.Rows[lists.CodeArtsIDE] = simulator.Generate(lists.CodeArtsIDE, 45, 1)
	}))
	caller := simtest.NewCaller(t, server)
	for offset, want := range []int{20, 20, 5, 0} {
		got := caller.Call(lists.CodeArtsIDE, set{"limit": "20", "offset": fmt.Sprint(offset)})
		result, _ := got.Body["result"].(map[string]any)
		if len(got.Rows()) != want || fmt.Sprint(result["items_before"]) != fmt.Sprint(20*offset) {
			t.Errorf("offset %d: %d rows, %v before", offset, len(got.Rows()), result["items_before"])
		}
		if page := server.Requests()[offset].Page; page != offset+1 {
			t.Errorf("offset %d is page %d", offset, page)
		}
	}
	if got := caller.Call(lists.CodeArtsIDE, set{"offset": "9223372036854775807"}); got.Status != 200 || len(got.Rows()) != 0 {
		t.Errorf("huge offset: %d %s", got.Status, got.Text)
	}
}

func TestCodeArtsIDETableSpelling(t *testing.T) {
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.TableSpelling = true
		c.Rows[lists.CodeArtsIDE] = []simulator.Row{{"id": "a", "status": 0}, {"id": "b", "status": nil}, {"id": "c"}}
	})))
	got := caller.Call(lists.CodeArtsIDE, set{"limit": "2", "offset": "1"})
	const want = `{"result":{"iterms":[{"id":"b","status":null},{"id":"c"}],"iterms_before":1,"size":2,"total_count":"3"},"status":"success"}`
	if got.Text != want {
		t.Errorf("got  %s\nwant %s", got.Text, want)
	}
	if got := caller.Call(lists.CodeArtsIDE, nil); got.Column("status") != "0 null null" || !strings.Contains(got.Text, `"status":"0"`) {
		t.Errorf("got %s", got.Text)
	}
}

// The answers are the documented samples with their data replaced: asked for the sample's row, the sample comes back.
func TestAnswersAreTheSamples(t *testing.T) {
	for _, api := range simtest.AllAPIs {
		server := simtest.Serve(t, simtest.Known())
		server.SetRows(api, []simulator.Row{simulator.SampleRow(api)})
		got := simtest.NewCaller(t, server).Call(api, nil)

		var want map[string]any
		if err := simtest.Decode(simulator.Sample(api), &want); err != nil {
			t.Fatal(err)
		}
		id := server.Requests()[0].RequestID
		l := lists.Of(api)
		said := map[string]any{
			"RequestId": id, "requestId": id,
			l.Total[len(l.Total)-1]: json.Number("1"),
			"TotalCount":            json.Number("1"), // beside another total
			"Page":                  json.Number("1"),
			l.Paging.Index:          json.Number("1"),
			l.Paging.Size:           json.Number(fmt.Sprint(l.Paging.Default)),
		}
		saidBy(want, said)
		delete(want, "nextToken") // the sample claims 100 rows; nothing follows the only one
		gotText, _ := json.Marshal(got.Body)
		wantText, _ := json.Marshal(want)
		if !bytes.Equal(gotText, wantText) {
			t.Errorf("%s\n got %s\nwant %s", api, gotText, wantText)
		}
		if got.Header.Get(map[bool]string{true: "X-Request-Id", false: "X-Acs-Request-Id"}[l.Service.Cloud == lists.Huaweicloud]) != id {
			t.Errorf("%s: headers %v, want %s", api, got.Header, id)
		}
	}
}

// saidBy puts values into the members of a body that have their names, beside the rows.
func saidBy(body, said map[string]any) {
	for name, value := range body {
		if replaced, known := said[name]; known {
			if _, isText := value.(string); isText {
				replaced = fmt.Sprint(replaced) // a number as text
			}
			body[name] = replaced
		} else if object, ok := value.(map[string]any); ok {
			saidBy(object, said)
		}
	}
}

func TestAnswersKeepEveryDigitAndCharacter(t *testing.T) {
	caller := simtest.NewCaller(t, simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Rows[lists.OutboundBot] = []simulator.Row{
			{"InstanceId": "1", "CreatorId": int64(9007199254740993), "InstanceName": "回访 & <b>", "OwnerName": nil, "CreatorName": ""},
			{"InstanceId": "2", "CreatorId": uint64(18446744073709551615)},
			{"InstanceId": "3", "CreatorId": int64(-9223372036854775808)},
		}
	})))
	got := caller.Call(lists.OutboundBot, nil)
	if got.Column("CreatorId") != "9007199254740993 18446744073709551615 -9223372036854775808" {
		t.Errorf("got %s", got.Column("CreatorId"))
	}
	const want = `{"CreatorId":9007199254740993,"CreatorName":"","InstanceId":"1","InstanceName":"回访 & <b>","OwnerName":null}`
	if !strings.Contains(got.Text, want) {
		t.Errorf("got %s", got.Text)
	}
}

// Every row of CodeArts IDE has one of the four states, and a number that is a number.
func TestCodeArtsIDEStates(t *testing.T) {
	server := simtest.Serve(t, simtest.Known(func(c *simulator.Config) {
		c.Rows[lists.CodeArtsIDE] = simulator.Generate(lists.CodeArtsIDE, 90, 1)
	}))
	caller := simtest.NewCaller(t, server)
	var found []string
	for _, state := range []string{"FREEZE", "DELETED", "NORMAL", "UNPAID"} {
		got := caller.Call(lists.CodeArtsIDE, set{"status": state, "limit": "100"})
		for _, row := range got.Rows() {
			if _, number := row["status"].(json.Number); !number {
				t.Errorf("%s: status %v", state, row["status"])
			}
			found = append(found, fmt.Sprint(row["id"]))
		}
	}
	var all []string
	for _, row := range caller.Call(lists.CodeArtsIDE, set{"limit": "100"}).Rows() {
		all = append(all, fmt.Sprint(row["id"]))
	}
	slices.Sort(found)
	slices.Sort(all)
	if len(all) != 90 || !slices.Equal(found, all) {
		t.Errorf("%d rows, and %d in the four states", len(all), len(found))
	}
}
