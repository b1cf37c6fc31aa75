package listapi

import "slices"

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

// Position returns the position of a column, or -1 for the empty name.
func (l *List) Position(column string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == column })
}
