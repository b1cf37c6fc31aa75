package listapi

import (
	"errors"
	"fmt"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
)

// State is what a status means, in one word for all clouds.
type State string

// The states.
const (
	// Active may be used.
	Active State = "active"
	// Pending has not begun yet.
	Pending State = "pending"
	// UsedUp has nothing left.
	UsedUp State = "used_up"
	// Expired could be used once.
	Expired State = "expired"
	// Frozen was taken out of use by the cloud or by its owner.
	Frozen State = "frozen"
	// Unpaid waits to be paid for.
	Unpaid State = "unpaid"
	// Deleted is gone and still listed.
	Deleted State = "deleted"
	// Unknown is everything else: nothing is guessed from what no document
	// explains.
	Unknown State = "unknown"
)

// States are all states.
var States = []State{Active, Pending, UsedUp, Expired, Frozen, Unpaid, Deleted, Unknown}

// Ended reports whether nothing can end any more of what is in the state.
func (s State) Ended() bool { return s == Expired || s == Deleted }

// Entitlement declares what the rows of a list are in the inventory of all
// lists. The texts that are not described are names of columns, and empty where
// the API has nothing of the kind: the inventory then has null.
type Entitlement struct {
	ID, ParentID, Name, Assignee, Tags string

	// Kind says what was bought, and Kinds gives words for its values where
	// they are numbers. A value without a word stays what it is.
	Kind  string
	Kinds map[string]string

	// Status is the API's own word or number, and States what its values mean.
	// What is not among them is Unknown. If the API does not document what its
	// values mean, but has a filter by words that it does document, StateFilter
	// says what these mean. If it has neither, Listed is what a row is because it
	// is listed.
	Status      string
	States      map[string]State
	StateFilter *StateFilter
	Listed      State

	// Total and Remaining count the same unit, which Unit names. A column that
	// counts another one is neither.
	Total, Remaining, Unit string

	// AutoRenew says whether the cloud renews what was bought by itself.
	AutoRenew string

	// StartsAt and ExpiresAt are written in the shape that Times names, one of
	// the presets of package arithmetic.
	StartsAt, ExpiresAt string
	Times               string
}

// StateFilter declares an argument of a list by whose values the state of a row is
// known: it is that of the value for which the API returns the row.
type StateFilter struct {
	// Argument is the name of the argument.
	Argument string

	// States are what its documented values mean.
	States map[string]State
}

// stateArgument returns the argument that the list's StateFilter names, and whether
// there is one.
func (l *List) stateArgument() (Argument, bool) {
	i := slices.IndexFunc(l.Arguments, func(a Argument) bool { return a.Name == l.Entitlement.StateFilter.Argument })
	if i < 0 {
		return Argument{}, false
	}
	return l.Arguments[i], true
}

// StateParameters returns the parameters that ask for the rows which a word of the
// list's StateFilter selects.
func (l *List) StateParameters(word string) map[string]string {
	argument, _ := l.stateArgument()
	return map[string]string{argument.Parameter: word}
}

// Position returns the position of a column, or -1 for the empty name.
func (l *List) Position(column string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == column })
}

// CheckEntitlement returns what is wrong with the declaration of what the rows
// are in the inventory, or that there is none.
func (l *List) CheckEntitlement() error {
	e := l.Entitlement
	if e.ID == "" {
		return errors.New("no column is declared to be the id")
	}
	for _, column := range []struct {
		name string
		of   []Type
	}{
		{e.ID, []Type{String}}, {e.ParentID, []Type{String}}, {e.Name, []Type{String}}, {e.Assignee, []Type{String}}, {e.Tags, []Type{StringMap}},
		{e.Kind, []Type{String, Int64}}, {e.Status, []Type{String, Int64}},
		{e.Total, []Type{Int64}}, {e.Remaining, []Type{Int64}}, {e.Unit, []Type{String}}, {e.AutoRenew, []Type{Bool}}, {e.StartsAt, []Type{String}}, {e.ExpiresAt, []Type{String}},
	} {
		if column.name == "" {
			continue
		}
		at := l.Position(column.name)
		if at < 0 {
			return fmt.Errorf("there is no column %s", column.name)
		}
		if !slices.Contains(column.of, l.Columns[at].Type) {
			return fmt.Errorf("the column %s is of the wrong type", column.name)
		}
	}
	if err := l.checkStates(); err != nil {
		return err
	}
	if e.Listed != "" && !slices.Contains(States, e.Listed) {
		return fmt.Errorf("%q is no state", e.Listed)
	}
	if (e.StartsAt == "" && e.ExpiresAt == "") != (e.Times == "") {
		return errors.New("declare times and how they are written, or neither")
	}
	if e.Times != "" && !slices.Contains(arithmetic.Presets(), e.Times) {
		return fmt.Errorf("%q is no shape of times", e.Times)
	}
	return nil
}

// checkStates returns what is wrong with the declaration of how the state of a row
// is known.
func (l *List) checkStates() error {
	e := l.Entitlement
	states := e.States
	ways := 0
	for _, declared := range []bool{len(e.States) > 0, e.StateFilter != nil, e.Listed != ""} {
		if declared {
			ways++
		}
	}
	switch {
	case ways != 1, e.Status == "" && len(e.States) > 0, e.Status != "" && e.Listed != "":
		return errors.New("declare a status and what its values mean, or a filter by words, or what a row is because it is listed")
	case e.StateFilter != nil:
		states = e.StateFilter.States
		argument, found := l.stateArgument()
		if !found || argument.Type != String || len(states) == 0 {
			return fmt.Errorf("the state filter needs an argument that is a string, and its values: %q", e.StateFilter.Argument)
		}
		if !l.Unique {
			return errors.New("the state filter needs identifiers that are unique")
		}
	}
	for status, state := range states {
		if !slices.Contains(States, state) {
			return fmt.Errorf("the status %s means %q, which is no state", status, state)
		}
	}
	return nil
}
