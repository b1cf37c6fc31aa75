package listapi

import (
	"testing"
)

// TestCheckEntitlement breaks a sound declaration in every way.
func TestCheckEntitlement(t *testing.T) {
	sound := func() *List {
		return &List{
			Unique: true, Arguments: []Argument{{Name: "phase", Type: String, Parameter: "Phase"}, {Name: "size", Type: Int64}},
			Columns: []Column{
				{Name: "id", Type: String}, {Name: "number", Type: Int64}, {Name: "flag", Type: Bool}, {Name: "labels", Type: StringMap}, {Name: "end", Type: String},
			},
			Entitlement: Entitlement{
				ID: "id", ParentID: "id", Name: "id", Assignee: "id", Tags: "labels", Kind: "number", Status: "number", States: map[string]State{"1": Active},
				Total: "number", Remaining: "number", Unit: "id", AutoRenew: "flag", StartsAt: "end", ExpiresAt: "end", Times: "rfc3339",
			},
		}
	}
	if err := sound().CheckEntitlement(); err != nil {
		t.Fatal(err)
	}
	tests := map[string]func(*Entitlement){
		"no column is declared to be the id":     func(e *Entitlement) { *e = Entitlement{} },
		"there is no column ids":                 func(e *Entitlement) { e.ID = "ids" },
		"there is no column owner":               func(e *Entitlement) { e.ParentID = "owner" },
		"there is no column title":               func(e *Entitlement) { e.Name = "title" },
		"there is no column user":                func(e *Entitlement) { e.Assignee = "user" },
		"there is no column labeled":             func(e *Entitlement) { e.Tags = "labeled" },
		"there is no column sort":                func(e *Entitlement) { e.Kind = "sort" },
		"there is no column state":               func(e *Entitlement) { e.Status = "state" },
		"there is no column begin":               func(e *Entitlement) { e.StartsAt = "begin" },
		"there is no column expiry":              func(e *Entitlement) { e.ExpiresAt = "expiry" },
		"the column number is of the wrong type": func(e *Entitlement) { e.ID = "number" },
		"the column id is of the wrong type":     func(e *Entitlement) { e.Tags = "id" },
		"the column flag is of the wrong type":   func(e *Entitlement) { e.Kind = "flag" },
		"the column labels is of the wrong type": func(e *Entitlement) { e.Total = "labels" },
		"the column end is of the wrong type":    func(e *Entitlement) { e.Remaining = "end" },
		"declare a status and what its values mean, or a filter by words, or what a row is because it is listed":    func(e *Entitlement) { e.Status = "" },
		"declare a status and what its values mean, or a filter by words, or what a row is because it is listed ":   func(e *Entitlement) { e.States = nil },
		"declare a status and what its values mean, or a filter by words, or what a row is because it is listed  ":  func(e *Entitlement) { e.Listed = Active },
		"declare a status and what its values mean, or a filter by words, or what a row is because it is listed   ": func(e *Entitlement) { e.Status, e.States = "", nil },
		`the status 1 means "ACTIVE", which is no state`:                                                            func(e *Entitlement) { e.States["1"] = "ACTIVE" },
		`"here" is no state`: func(e *Entitlement) { e.Status, e.States, e.Listed = "", nil, "here" },
		"declare times and how they are written, or neither":  func(e *Entitlement) { e.Times = "" },
		"declare times and how they are written, or neither ": func(e *Entitlement) { e.StartsAt, e.ExpiresAt = "", "" },
		`"2006-01-02" is no shape of times`:                   func(e *Entitlement) { e.Times = "2006-01-02" },
	}
	for want, breakIt := range tests {
		list := sound()
		breakIt(&list.Entitlement)
		for len(want) > 0 && want[len(want)-1] == ' ' { // several ways to the same error
			want = want[:len(want)-1]
		}
		if err := list.CheckEntitlement(); err == nil || err.Error() != want {
			t.Errorf("%v instead of %s", err, want)
		}
	}
}
