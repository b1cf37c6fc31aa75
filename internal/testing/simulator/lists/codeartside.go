package lists

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"time"
)

// CodeArtsIDE is the list of activation codes of CodeArts IDE, GET /v2/licenses.
//
// https://support.huaweicloud.com/api-codeartside/codeartside_03_0013.html, and for its errors …/codeartside_03_0018.html.
const CodeArtsIDE API = "codeartside"

// stateKey is the member of a row that holds what the query parameter status compares with: the document gives the
// parameter the values below, shows the number 0 in a row, and does not say how the two belong together. Sister services
// contradict each other: 2 is frozen in one and 3 in another. Generated rows therefore have every number with every
// state, so that nothing which maps the one to the other can pass.
const stateKey = "_state"

var (
	licenseStates = []string{"FREEZE", "DELETED", "NORMAL", "UNPAID"}
	licenseID     = regexp.MustCompile(`^[A-Za-z0-9-]+$`)
	iamUserID     = regexp.MustCompile(`^[A-Za-z0-9]+$`)
)

var codeArtsIDEService = Service{Cloud: Huaweicloud, Endpoint: "codearts_ide"}

var codeArtsIDE = List{
	API:        CodeArtsIDE,
	Service:    &codeArtsIDEService,
	Method:     http.MethodGet,
	Path:       "/v2/licenses",
	Parameters: []string{"id", "user_id", "status", "limit", "offset"},
	Paging:     Paging{Offset: "offset", Size: "limit", Default: 15, Limit: 100, Strict: true},
	Rows:       []string{"result", "items"},
	Total:      []string{"result", "total_items_count"},
	Identifier: "id",
	find: func(p *Parameters, rows []Row) []Row {
		id, set := p.Text("id")
		if set && !licenseID.MatchString(id) {
			p.Reject("id")
		}
		rows = equal(rows, "id", id, set)
		user, set := p.Text("user_id")
		if set && !iamUserID.MatchString(user) {
			p.Reject("user_id")
		}
		rows = equal(rows, "user_id", user, set)
		if state, set := p.Text("status"); set {
			if !slices.Contains(licenseStates, state) {
				p.Reject("status")
			}
			rows = where(rows, func(row Row) bool { return stateOf(row) == state })
		}
		return rows
	},
	fill: func(body map[string]any, p page) {
		result, ok := body["result"].(map[string]any)
		if !ok {
			return
		}
		// The entries that came, not those asked for: the example has one and says 1.
		result["size"] = len(p.rows)
		result["empty"] = len(p.rows) == 0
		result["items_before"] = p.offset
		if p.TableSpelling {
			spellLikeTheTable(result, p)
		}
	},
	generate: codeArtsIDERow,
	demo:     codeArtsIDEDemo,
}

// spellLikeTheTable renames the members of a result as the table of the document has them.
func spellLikeTheTable(result map[string]any, p page) {
	rename := func(from, to string, value any) {
		if _, there := result[from]; there {
			delete(result, from)
			result[to] = value
		}
	}
	rename("items", "iterms", p.rows)
	rename("items_before", "iterms_before", p.offset)
	rename("total_items_count", "total_count", fmt.Sprint(p.total))
	delete(result, "empty")
	for _, row := range p.rows {
		if row["status"] != nil {
			row["status"] = fmt.Sprint(row["status"])
		}
	}
}

// stateOf returns the state that a row is found by. One that does not say is normal if it has the number of the
// documented example, which says nothing either.
func stateOf(row Row) string {
	if state, ok := row[stateKey].(string); ok {
		return state
	}
	if row["status"] != nil && fmt.Sprint(row["status"]) == "0" {
		return "NORMAL"
	}
	return ""
}

func codeArtsIDERow(i int, r *rand.Rand) Row {
	state := r.IntN(4)
	row := Row{
		"id":            fmt.Sprintf("%08x-7c1d-4f5a-9a3b-%012d", r.Uint32(), i),
		"order_id":      fmt.Sprintf("CS24012510%06d", i/3),
		"creater_id":    fmt.Sprintf("%032x", 0xdc311a468024a+int64(i%5)),
		"spec_code":     []string{"codeartside.basic", "codeartside.professional"}[r.IntN(2)],
		"user_id":       fmt.Sprintf("user%06d", r.IntN(40)),
		"machine_code":  fmt.Sprintf("%016X", r.Uint64()),
		"status":        int64((state + i) % 4),
		"charging_mode": "prePaid",
		"created_time":  isoTime(generatedEpoch.Add(time.Duration(r.IntN(700*24)) * time.Hour)),
		stateKey:        []string{"NORMAL", "FREEZE", "UNPAID", "DELETED"}[state],
	}
	switch i % 6 {
	case 2: // a code that nobody uses yet has neither user nor machine, as in the documented example
		delete(row, "user_id")
		delete(row, "machine_code")
	case 3:
		row["user_id"] = nil
		row["machine_code"] = nil
	case 4:
		row["user_id"] = ""
		row["order_id"] = ""
	case 5:
		row["charging_mode"] = nil
		delete(row, "created_time")
	}
	return row
}

// codeArtsIDEDemo is the seats of a development team: most taken, some free, a few frozen or not paid for.
func codeArtsIDEDemo(now time.Time, r *rand.Rand) []Row {
	var rows []Row
	for i := range 72 {
		row := Row{
			"id":            fmt.Sprintf("%08x-3e2a-4b77-8d10-0000demo%04d", r.Uint32(), i+1),
			"order_id":      fmt.Sprintf("CS%s%04d", now.Format("060102"), i/12+1),
			"creater_id":    "0dc311a468024a0000000000demo0001",
			"spec_code":     []string{"codeartside.basic", "codeartside.professional"}[i/36],
			"status":        int64(0),
			"charging_mode": "prePaid",
			"created_time":  isoTime(now.AddDate(0, 0, -r.IntN(360)).Truncate(time.Minute)),
			stateKey:        "NORMAL",
		}
		if i%6 != 4 { // the others are free seats
			row["user_id"] = fmt.Sprintf("demouser%04d", i+1)
			row["machine_code"] = fmt.Sprintf("%016X", r.Uint64())
		}
		switch i % 24 {
		case 11:
			row["status"], row[stateKey] = int64(1), "FREEZE"
		case 19:
			row["status"], row[stateKey] = int64(2), "UNPAID"
		}
		rows = append(rows, row)
	}
	return rows
}
