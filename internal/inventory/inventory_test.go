package inventory

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/aicontent"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// now is the clock of these tests.
var now = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// row returns a row of a list, by the names of its columns.
func row(list *listapi.List, values map[string]any) listapi.Row {
	row := make([]listapi.Cell, len(list.Columns))
	for name, value := range values {
		switch value := value.(type) {
		case string:
			row[list.Position(name)] = listapi.TextCell(value)
		case int:
			row[list.Position(name)] = listapi.NumberCell(int64(value))
		case bool:
			row[list.Position(name)] = listapi.TruthCell(value)
		}
	}
	return listapi.RowOf(row...)
}

// TestNotes checks what a row says of itself, on a clock that stands.
func TestNotes(t *testing.T) {
	const past = "expires_at is past while status is active"
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	aicontentRow := func(status, begin, end string, remaining, total any) map[string]any {
		return map[string]any{"resource_status": status, "effective_time": begin, "expire_time": end,
			"remain_quantity": remaining, "quantity": total}
	}
	tests := map[string]struct {
		list                      *cloud.List
		values                    map[string]any
		zone                      *time.Location
		state                     listapi.State
		kind, startsAt, expiresAt string // null where empty
		percent                   string
		notes                     []string
	}{
		"a second left": {ice.Licenses, map[string]any{"status": 1, "type": 1, "expired_on": "2026-11-24T12:00:01Z"}, nil, listapi.Active,
			"voice", "", "2026-11-24T12:00:01Z", "", nil},
		"just now": {ice.Licenses, map[string]any{"status": 1, "type": 2, "expired_on": "2026-11-24T12:00:00Z"}, nil, listapi.Active,
			"vision", "", "2026-11-24T12:00:00Z", "", nil},
		"past, and active": {ice.Licenses, map[string]any{"status": 1, "expired_on": "2026-11-24T11:59:59Z"}, nil, listapi.Active, "", "",
			"2026-11-24T11:59:59Z", "", []string{past}},
		"past, and expired": {ice.Licenses, map[string]any{"status": 2, "expired_on": "2026-11-24T11:59:59Z"}, nil, listapi.Expired, "", "",
			"2026-11-24T11:59:59Z", "", nil},
		"past, and unknown": {ice.Licenses, map[string]any{"status": 3, "type": 3, "expired_on": "2026-11-24T11:59:59Z"}, nil,
			listapi.Unknown, "3", "", "2026-11-24T11:59:59Z", "", nil},
		"no status": {ice.Licenses, map[string]any{"expired_on": "2026-11-24T19:59:59+08:00"}, nil, listapi.Unknown, "", "",
			"2026-11-24T11:59:59Z", "", nil},
		"half used": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", 1, 2), berlin,
			listapi.Active, "", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z", "50", nil},
		"past in one zone": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2026-11-24 12:30:00", 1, 2), berlin,
			listapi.Active, "", "2025-12-31T23:00:00Z", "2026-11-24T11:30:00Z", "50", []string{past}},
		"and not in another": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2026-11-24 12:30:00", 1, 2), time.UTC,
			listapi.Active, "", "2026-01-01T00:00:00Z", "2026-11-24T12:30:00Z", "50", nil},
		"other words": {aicontent.PaidResources, aicontentRow("active", "2026-01-01 00:00:00", "2027-01-01 00:00:00", 1, 2), time.UTC,
			listapi.Unknown, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "50", nil},
		"no zone":             {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2026-11-23 00:00:00", 1, 2), nil, listapi.Active, "", "", "", "50", []string{`starts_at: "2026-01-01 00:00:00" has no time zone: set aicontent_time_zone`, `expires_at: "2026-11-23 00:00:00" has no time zone: set aicontent_time_zone`}},
		"a time that was not": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-03-29 02:30:00", "2027-01-01 00:00:00", 1, 2), berlin, listapi.Active, "", "", "2026-12-31T23:00:00Z", "50", []string{`starts_at: "2026-03-29 02:30:00" does not exist in the time zone Europe/Berlin: clocks were put forward past it`}},
		"a time that came twice": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2026-10-25 02:30:00", 1, 2), berlin,
			listapi.Active, "", "2025-12-31T23:00:00Z", "2026-10-25T00:30:00Z", "50", []string{
				`expires_at: "2026-10-25 02:30:00" came twice in the time zone Europe/Berlin, where clocks were put back: the earlier one is given`, past}},
		"no times, nothing left": {aicontent.PaidResources, aicontentRow("ACTIVE", "", "", 0, 2), berlin, listapi.Active, "", "", "", "0",
			[]string{"starts_at: the API gave an empty effective_time", "expires_at: the API gave an empty expire_time"}},
		"nothing bought": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", 0, 0),
			time.UTC, listapi.Active, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "", []string{"remaining_percent: the total is zero"}},
		"less than nothing": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", 0, -1),
			time.UTC, listapi.Active, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "", []string{"remaining_percent: the total is negative"}},
		"overdrawn": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", -1, 4),
			time.UTC, listapi.Active, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "-25", nil},
		"no total": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", 1, nil),
			time.UTC, listapi.Active, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "",
			[]string{"remaining_percent: the API gave no quantity"}},
		"not known what is left": {aicontent.PaidResources, aicontentRow("ACTIVE", "2026-01-01 00:00:00", "2027-01-01 00:00:00", nil, 2),
			time.UTC, listapi.Active, "", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", "",
			[]string{"remaining_percent: the API gave no remain_quantity"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if _, set := test.values["begin_on"]; test.list == ice.Licenses && !set {
				test.notes = append([]string{"starts_at: the API gave no begin_on"}, test.notes...)
			}
			e := (&part{source: newSource(test.list)}).entitlement(subject{row: row(&test.list.List, test.values)}, foundState{}, test.zone, now)
			percent := ""
			if e.remainingPercent != nil {
				percent = e.remainingPercent.Text('f', -1)
			}
			got := []string{string(e.state), e.kind.Text(), e.startsAt.text().Text(), e.expiresAt.text().Text(),
				percent, strings.Join(e.notes, "; ")}
			want := []string{string(test.state), test.kind, test.startsAt, test.expiresAt, test.percent, strings.Join(test.notes, "; ")}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestOneMoreList checks that a list joins the inventory by what it declares:
// its rows, its words and an argument for its time zone.
func TestOneMoreList(t *testing.T) {
	more := &cloud.List{Service: &cloud.Service{Dialect: alicloud.Dialect, Name: "more"}, List: listapi.List{
		Name: "more_seats",
		Columns: []listapi.Column{
			{Name: "seat", Type: listapi.String}, {Name: "phase", Type: listapi.String}, {Name: "sort", Type: listapi.Int64},
			{Name: "until", Type: listapi.String},
			{Name: "per", Type: listapi.String}, {Name: "renews", Type: listapi.Bool},
		},
		Entitlement: listapi.Entitlement{
			ID: "seat", Kind: "sort", Kinds: map[string]string{"7": "chair"}, Status: "phase",
			States:    map[string]listapi.State{"gone": listapi.Deleted},
			ExpiresAt: "until", Times: arithmetic.DateTime, Unit: "per", AutoRenew: "renews",
		},
	}}
	var resp datasource.SchemaResponse
	i := New([]*cloud.List{ice.Licenses, more}).(*inventory)
	i.Schema(t.Context(), datasource.SchemaRequest{}, &resp)
	if resp.Diagnostics.HasError() {
		t.Fatal(resp.Diagnostics)
	}
	if _, ok := resp.Schema.Attributes["more_time_zone"]; !ok {
		t.Error("there is no argument for the list's time zone")
	}
	if _, ok := resp.Schema.Attributes["ice_time_zone"]; ok {
		t.Error("there is a time zone for times that say theirs")
	}
	for attribute, want := range map[string]string{
		"sources": "`ice_airtc_licenses`, `more_seats`",
	} {
		if got := resp.Schema.Attributes[attribute].GetMarkdownDescription(); !strings.Contains(got, want) {
			t.Errorf("%s: %s", attribute, got)
		}
	}
	fields := map[string]any{"seat": "s1", "phase": "gone", "sort": 7, "until": "2027-01-01 00:00:00", "per": "GB", "renews": true}
	e := (&part{source: i.sources[1]}).entitlement(subject{row: row(&more.List, fields)}, foundState{}, time.UTC, now)
	if e.id.Text() != "s1" || e.kind.Text() != "chair" || e.state != listapi.Deleted || e.expiresAt.text().Text() != "2027-01-01T00:00:00Z" || e.unit.Text() != "GB" || !e.autoRenew.Truth() {
		t.Errorf("%+v", e)
	}
}

// TestExcluded checks that a list that says why it is not in the inventory is not,
// and that the page of the inventory says why.
func TestExcluded(t *testing.T) {
	excluded := &cloud.List{Service: &cloud.Service{Dialect: alicloud.Dialect, Name: "more"},
		List: listapi.List{Name: "more_seats", Excluded: "Seats are not bought."}}
	i := New([]*cloud.List{ice.Licenses, excluded}).(*inventory)
	if diff := cmp.Diff([]string{"ice_airtc_licenses"}, names(i.sources)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if text := i.schema().MarkdownDescription; !strings.HasSuffix(text, " It leaves out `entitlements_more_seats`. Seats are not bought.") {
		t.Error(text)
	}
}

// TestColumns checks that what is written is what the schema has.
func TestColumns(t *testing.T) {
	attributes := New([]*cloud.List{ice.Licenses}).(*inventory).columnAttributes()
	var written []string
	for _, column := range partColumns {
		written = append(written, column.name)
	}
	for _, column := range columns {
		written = append(written, column.name)
	}
	slices.Sort(written)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(attributes)), written); diff != "" {
		t.Errorf("(-schema +written):\n%s", diff)
	}
}
