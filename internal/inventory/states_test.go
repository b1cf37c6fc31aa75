package inventory_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// TestInventoryStatesByFilter checks the states of licenses whose rows have numbers
// that mean nothing: each is that of the word for which the API returns the row. It
// checks what was asked for, and what is said if the answers do not fit.
func TestInventoryStatesByFilter(t *testing.T) {
	t.Parallel()
	// The ids of the licenses, by the word that selects them; "" is the list.
	fine := map[string][]string{"": {"a", "b", "c", "d"}, "NORMAL": {"a"}, "FREEZE": {"b"}, "UNPAID": {"c"}, "DELETED": {}}
	with := func(word string, ids ...string) map[string][]string {
		changed := maps.Clone(fine)
		changed[word] = ids
		return changed
	}
	all := fine[""]
	ignoring := map[string][]string{"": all, "NORMAL": all, "FREEZE": all, "UNPAID": all, "DELETED": all}
	known := []string{"a active", "b frozen", "c unpaid", "d unknown"}
	unknown := func(note string) []string {
		var rows []string
		for _, id := range all {
			rows = append(rows, id+" unknown "+note)
		}
		return rows
	}
	refusing := func(word string, status int, code string) map[string]http.HandlerFunc {
		return map[string]http.HandlerFunc{word: simulator.ErrorAnswer(lists.CodeArtsIDE, status, code, "No.")}
	}
	const moved = "ERROR: codearts_ide_licenses: CheckActivationCodeList: the list changed while it was read\n"
	failed := func(word, summary string) string {
		return fmt.Sprintf("ERROR: codearts_ide_licenses: CheckActivationCodeList: %s\nThe source codearts_ide_licenses failed when it was asked for the rows with status = %q, which says their state, and with it the inventory: ", summary, word)
	}
	tests := map[string]struct {
		answers []map[string][]string // of one round after the other; the last is that of all others
		faults  map[string]http.HandlerFunc
		rows    []string
		rounds  int
		want    []string // in the error
	}{
		"as documented":                  {[]map[string][]string{fine}, nil, known, 1, nil},
		"nothing is owned":               {[]map[string][]string{{}}, nil, nil, 1, nil},
		"one row":                        {[]map[string][]string{{"": {"a"}, "DELETED": {"a"}}}, nil, []string{"a deleted"}, 1, nil},
		"a row in two answers, once":     {[]map[string][]string{with("FREEZE", "a", "b"), fine}, nil, known, 2, nil},
		"a row in one answer only, once": {[]map[string][]string{with("UNPAID", "c", "x"), fine}, nil, known, 2, nil},
		"a deleted row, in one only":     {[]map[string][]string{with("DELETED", "x")}, nil, known, 3, nil},
		"two rounds do not fit":          {[]map[string][]string{with("FREEZE", "a", "b"), with("UNPAID", "x"), fine}, nil, known, 3, nil},
		"two words have the same rows":   {[]map[string][]string{{"": all, "NORMAL": {"a", "b"}, "FREEZE": {"a", "b"}}}, nil, unknown(`state: the API ignored the filter status: "FREEZE" and "NORMAL" have the same rows`), 1, nil},
		"the filter is ignored":          {[]map[string][]string{ignoring}, nil, unknown(`state: the API ignored the filter status: "DELETED" and "FREEZE" have the same rows`), 1, nil},
		"a word is refused":              {[]map[string][]string{fine}, refusing("UNPAID", 400, "IDE.00000097"), []string{"a active", "b frozen", `c unknown state: the API refused the filter status = "UNPAID"`, `d unknown state: the API refused the filter status = "UNPAID"`}, 1, nil},
		"a row is always in two answers": {[]map[string][]string{with("FREEZE", "a", "b")}, nil, nil, 3,
			[]string{moved, `1. status = "FREEZE" and "NORMAL" both have the row "a"`, `3. status = "FREEZE" and "NORMAL" both have the row "a"`}},
		"a row is always in one only": {[]map[string][]string{with("NORMAL", "a", "x")}, nil, nil, 3, []string{moved, `3. status = "NORMAL" has the row "x", which the whole list does not have`}},
		"a long id in one only": {[]map[string][]string{with("NORMAL", "a", strings.Repeat("x", 3000))}, nil, nil, 3,
			[]string{moved, `3. status = "NORMAL" has the row "` + strings.Repeat("x", 80) + `", which the whole list does not have`}},
		"the list is refused": {[]map[string][]string{fine}, refusing("", 400, "IDE.00000097"), nil, 1, []string{"ERROR: codearts_ide_licenses: CheckActivationCodeList: a parameter was refused\nThe source codearts_ide_licenses failed, and with it the inventory: "}},
		"a word may not be asked for": {[]map[string][]string{fine}, refusing("FREEZE", 403, "common.01010003"), nil, 1,
			[]string{failed("FREEZE", "no permission"), "Allow the action CodeArtsIDE:license:list"}},
		"a word fails":                    {[]map[string][]string{fine}, refusing("FREEZE", 404, "APIGW.0101"), nil, 0, []string{failed("FREEZE", "")[:len("ERROR: codearts_ide_licenses: CheckActivationCodeList: ")], `failed when it was asked for the rows with status = "FREEZE"`}},
		"the list and a word may not be":  {[]map[string][]string{fine}, map[string]http.HandlerFunc{"": simulator.ErrorAnswer(lists.CodeArtsIDE, 403, "common.01010003", "No."), "FREEZE": simulator.ErrorAnswer(lists.CodeArtsIDE, 403, "common.01010003", "No.")}, nil, 1, []string{"ERROR: codearts_ide_licenses: CheckActivationCodeList: no permission\nThe source codearts_ide_licenses failed, and with it the inventory: "}},
		"the list may not and a word can": {[]map[string][]string{fine}, refusing("", 403, "common.01010003"), nil, 1, []string{"ERROR: codearts_ide_licenses: CheckActivationCodeList: no permission\nThe source codearts_ide_licenses failed, and with it the inventory: "}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds := acctest.Start(t, simulator.Config{
				Rows: map[simulator.API][]simulator.Row{lists.CodeArtsIDE: {simulator.SampleRow(lists.CodeArtsIDE)}},
				Fault: func(r simulator.Request) http.HandlerFunc {
					return test.faults[r.Parameters["status"]]
				},
				Alter: func(r simulator.Request, body map[string]any) {
					round := min(r.Attempt, len(test.answers)) - 1
					rows := []simulator.Row{}
					for _, id := range test.answers[round][r.Parameters["status"]] {
						row := simulator.SampleRow(lists.CodeArtsIDE)
						row["id"], row["status"] = id, 2
						rows = append(rows, row)
					}
					result := body["result"].(map[string]any)
					result["items"], result["size"], result["total_items_count"], result["empty"] = rows, len(rows), len(rows), len(rows) == 0
				},
			})
			got, diagnostics := clouds.Configured(t, object{"max_retries": int64(0)}).Read(t.Context(), t, inventory,
				object{"sources": []any{"codearts_ide_licenses"}})
			text := acctest.Text(diagnostics)
			if test.want != nil {
				if got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, test.want[0]) || !containsAll(text, test.want...) {
					t.Errorf("%v\n%s", got["entitlements"], text)
				}
			} else {
				var rows []string
				for _, row := range got["entitlements"].([]any) {
					row := row.(object)
					line := fmt.Sprint(row["id"], " ", row["state"])
					for _, note := range row["notes"].([]any) {
						line += fmt.Sprint(" ", note)
					}
					if row["status"] != "2" {
						t.Errorf("status is %v", row["status"])
					}
					rows = append(rows, line)
				}
				if diff := cmp.Diff(test.rows, rows); diff != "" || text != "" {
					t.Errorf("(-want +got):\n%s%s", diff, text)
				}
				unjudged := int64(len(slices.DeleteFunc(rows, func(row string) bool { return !strings.Contains(row, "unknown") })))
				if got := got["summary"].(object)["unjudged"]; got != unjudged {
					t.Errorf("%v are unjudged of %v", got, rows)
				}
			}
			if test.rounds == 0 {
				return // the others are stopped
			}
			asked := map[string]int{}
			for _, request := range clouds.Requests() {
				asked[request.Parameters["status"]]++
			}
			want := map[string]int{"": test.rounds, "NORMAL": test.rounds, "FREEZE": test.rounds, "UNPAID": test.rounds, "DELETED": test.rounds}
			if diff := cmp.Diff(want, asked); diff != "" {
				t.Errorf("asked for (-want +got):\n%s", diff)
			}
		})
	}
}

// TestInventoryDeniedWord checks that an error that names several lists says which
// rows of them were refused.
func TestInventoryDeniedWord(t *testing.T) {
	t.Parallel()
	clouds := acctest.Start(t, simulator.Config{Fault: func(r simulator.Request) http.HandlerFunc {
		switch {
		case r.API == lists.ICE:
			return simulator.ErrorAnswer(lists.ICE, http.StatusForbidden, "NoPermission", "No.")
		case r.Parameters["status"] == "FREEZE":
			return simulator.ErrorAnswer(lists.CodeArtsIDE, http.StatusForbidden, "common.01010003", "No.")
		}
		return nil
	}})
	sources := object{"sources": []any{"ice_airtc_licenses", "codearts_ide_licenses"}}
	got, diagnostics := clouds.Configured(t, nil).Read(t.Context(), t, inventory, sources)
	const head = "ERROR: entitlements_inventory: no permission for 2 lists\n"
	const word = "\n\ncodearts_ide_licenses: CheckActivationCodeList: no permission " +
		"when it was asked for the rows with status = \"FREEZE\", which says their state\n\n"
	if text := acctest.Text(diagnostics); got["entitlements"] != nil || len(diagnostics) != 1 || !strings.HasPrefix(text, head) ||
		!strings.Contains(text, word) {
		t.Errorf("%v\n%s", got["entitlements"], text)
	}
}
