// Package listapi declares list APIs: what a user may ask for, what a row
// holds, where an answer keeps its rows and how it is paged. Schemas, requests,
// decoding, order and state all follow from one declaration. It does not depend
// on Terraform, nor on how a call is sent.
package listapi

import (
	"strconv"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
)

// Type is the type of an argument or a column.
type Type int

// Letters and Digits are parts of Argument.Characters.
const (
	Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	Digits  = "0123456789"
)

// The types.
const (
	// String is text, kept as the API wrote it.
	String Type = iota
	// Int64 is an integer, exact to 64 bits.
	Int64
	// Bool is a truth value.
	Bool
	// StringMap maps names to texts.
	StringMap
	// Decimal is a number that is exact to the last digit, StringList a list of texts,
	// and Objects a list of objects. Only columns have these types.
	Decimal
	StringList
	Objects
	// StringSet is a set of texts, and Int64Set one of integers. Only arguments are
	// sets.
	StringSet
	Int64Set
	// Time is a point in time that a configuration writes in RFC 3339, in any zone and
	// to the second, and that is sent in UTC, such as 2026-01-02T15:04:05Z. Only arguments
	// are times: a column keeps what the API wrote.
	Time
)

// String returns the name of the type.
func (t Type) String() string {
	names := []string{"String", "Int64", "Bool", "StringMap", "Decimal", "StringList", "Objects", "StringSet", "Int64Set", "Time"}
	if t >= 0 && int(t) < len(names) {
		return names[t]
	}
	return strconv.Itoa(int(t))
}

// List declares one list API.
type List struct {
	// Name is the data source's name without the provider's prefix.
	Name string

	// Description says in Markdown what the data source reads.
	Description string

	// Arguments are what a user may filter and order by.
	Arguments []Argument

	// RowsName and RowsDescription name and describe the attribute that holds
	// the rows.
	RowsName, RowsDescription string

	// Columns are the attributes of a row. Rows are sorted by the column named
	// in Identifier, then by all columns in this order. Reading the first of them
	// costs least.
	Columns []Column

	// Identifier is the column that identifies what a row is about.
	Identifier string

	// Identity are the columns that together make a row the row that it is, if the
	// identifier alone does not. A row may lack the identifier then.
	Identity []string

	// Unique is set if no two rows may share an identifier, or an identity.
	Unique bool

	// Entitlement says what the rows are in the inventory of all lists. A list that
	// is not in it says why in Excluded instead, such as that another list has what was
	// bought already. Users read the sentence on the pages of the list and of the
	// inventory.
	Entitlement Entitlement
	Excluded    string

	// OrderArgument is the argument that makes the API order the rows, or
	// empty. Where it is set, the API's order is kept.
	OrderArgument string

	// InBody is set if the parameters, those of pages included, are the fields of a
	// JSON object in the body of a request. Otherwise they are in the URL.
	InBody bool

	// Paging says how pages are asked for.
	Paging Paging

	// Layout says where an answer keeps what is read from it.
	Layout Layout
}

// Narrowing returns the names of the arguments that make the list shorter.
func (l *List) Narrowing() []string {
	var names []string
	for _, argument := range l.Arguments {
		if !argument.Arranges {
			names = append(names, argument.Name)
		}
	}
	return names
}

// Paging says how an API is asked for one page of a list.
type Paging struct {
	listing.Scheme

	// PositionParameter and SizeParameter are the names of the API's parameters
	// for the page number or offset, and for the page size or limit.
	PositionParameter, SizeParameter string
}

// Layout names the fields of an answer, each by the names of the objects that it is
// in and its own, with dots between them, such as "Data.Instances.Instance". If the
// documents disagree about a name, each spelling is listed; an answer may have one of
// them.
type Layout struct {
	// Rows is the field that holds the rows.
	Rows []string

	// Total is the field that holds the number of rows of the whole list. An answer may
	// have several, which must agree. One that is zero beside another was not counted.
	Total []string

	// Before is the field that holds the number of rows before this page.
	Before []string

	// Size is the field that holds the page size for which the answer was made,
	// or empty if the API does not document one. See listing.Page.Size.
	Size string
}

// Argument declares one argument of a data source and the API parameter that
// it becomes. An argument that is not set is not sent, unless it has a Default.
type Argument struct {
	// Name is the argument's name in a configuration.
	Name string

	// Parameter is the API parameter's name. For a StringMap it says what Encode
	// makes, as the API's documents write it, such as "Tag.N.Key, Tag.N.Value".
	Parameter string

	// Description says in Markdown what the argument does.
	Description string

	// Type is the type of the argument.
	Type Type

	// Default is what is sent if the argument is not set, or null.
	Default Cell

	// InHeader is set if the parameter is a field of the header.
	InHeader bool

	// AsNumber is set if a Bool is sent as 0 or 1.
	AsNumber bool

	// Most is the largest number of elements that a set may have, or 0 if the API does
	// not document one.
	Most int

	// Allowed are the only values that the API knows. Others are an error.
	Allowed []string

	// Documented are the values that the API documents and may add to. Others
	// are sent with a warning.
	Documented []string

	// Characters are the only ones that a String may have, and CharactersText
	// says which they are.
	Characters, CharactersText string

	// Requires names another argument without which this one means nothing.
	Requires string

	// Arranges is set if the argument orders or groups the rows and does not
	// make them fewer.
	Arranges bool

	// Encode turns a StringMap into API parameters.
	Encode func(map[string]string) map[string]string

	// Matches names the column that every row must match if the argument is
	// set: the column is equal to it or to an element of the set that it is or, if it is
	// a StringMap, has one of its keys. It is empty if the API does not document
	// that a row must match, or how.
	Matches string
}

// Column declares one attribute of a row.
type Column struct {
	// Name is the attribute's name.
	Name string

	// Field is the name of the API's field. If that is within another field, both are
	// named, with a dot between them, such as "enterprise_project.id".
	Field string

	// Description says in Markdown what the attribute holds.
	Description string

	// Type is the attribute's type.
	Type Type

	// Changes is set if the value changes by use while the row stays the same,
	// such as what is left of a package. It is not part of a row's identity in a
	// list whose identifiers are not unique.
	Changes bool

	// Sensitive is set if the value is a secret, such as an activation code. It is
	// in the state, is not shown in plans or errors, and is not in the inventory.
	Sensitive bool

	// Columns are the attributes of an element of a column of Objects.
	Columns []Column

	// Decode reads the field's JSON value if the type alone does not say
	// how. It is not called for null.
	Decode func(value []byte) (Cell, error)
}
