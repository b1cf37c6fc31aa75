package listapi

import "slices"

// State is what a status means, in one word for all clouds.
type State string

// The states.
const (
	// Active may be used.
	Active State = "active"
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
var States = []State{Active, Expired, Frozen, Unpaid, Deleted, Unknown}

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
	// What is not among them is Unknown. Where the API has no status, Listed
	// is what a row is because it is listed.
	Status string
	States map[string]State
	Listed State

	// Total and Remaining count the same unit. A column that counts another
	// one is neither.
	Total, Remaining string

	// StartsAt and ExpiresAt are written in the shape that Times names, one of
	// the presets of package arithmetic.
	StartsAt, ExpiresAt string
	Times               string
}

// Position returns the position of a column, or -1 for the empty name.
func (l *List) Position(column string) int {
	return slices.IndexFunc(l.Columns, func(c Column) bool { return c.Name == column })
}
