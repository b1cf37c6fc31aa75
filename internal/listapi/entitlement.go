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
	// OnlyNamed is set if the inventory does not read the list unless its argument
	// sources names it, as its rows can be the rows of other lists again.
	OnlyNamed bool

	// Arguments are what the inventory asks the API with. Rows that these leave out are
	// not in it.
	Arguments Arguments

	// Items is a column of Objects, each element of which is an entitlement of its own.
	// Names such as "items.amount" are then those of an attribute of the element. A row
	// without elements is an entitlement too, which has none of these. Its id is in the
	// column Whole.
	Items, Whole string

	ID, ParentID, Name, Assignee, Tags string

	// Region says where it may be used. Without it, that is the region that was read.
	Region string

	// Kind says what was bought, and Kinds gives words for its values where
	// they are numbers. A value without a word stays what it is. If Kind is null or
	// empty, KindElse says it.
	Kind, KindElse string
	Kinds          map[string]string

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
	// counts another one is neither. If the API names the unit of Remaining in a column
	// of its own, RemainingUnit, the inventory has the two only if they are the same.
	// Units gives words for units that are numbers. A unit without a word stays what it
	// is.
	Total, Remaining, Unit, RemainingUnit string
	Units                                 map[string]string

	// UsedUpAtZero is set if what is Active and has nothing remaining is UsedUp, because
	// the API has no status for it.
	UsedUpAtZero bool

	// AutoRenew says whether the cloud renews what was bought by itself. If it is not a
	// Bool, Renews says what its values mean. What is not among them is not known.
	AutoRenew string
	Renews    map[string]bool

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
