package acctest

import (
	"cmp"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// Source is the record of one list: what users and tests rely on of its data
// source. It is written down from the documents, and not derived from the
// provider, so that tests hold the provider against it. Each record has a file of
// its own, named for the data source.
//
// Every field is set, or is named in Lacks. TestSources checks that.
type Source struct {
	// Name is the data source's type, such as "entitlements_ice_airtc_licenses".
	Name string

	// Cloud is the name of the cloud's block in the provider, and Endpoint the
	// name of the setting that moves the list to another host.
	Cloud, Endpoint string

	// API is the list in the simulator.
	API simulator.API

	// Operation names the API in errors, and Permission is the action to allow.
	Operation, Permission string

	// Region is the region that is read if no setting names one, and Regions says
	// whether the provider's region is read instead. Hosts are the documented
	// hosts, by region.
	Region  string
	Regions Regions
	Hosts   map[string]string

	// Project is the header that carries the project that a list belongs to.
	Project string

	// Rows is the attribute that holds the rows, and Identifier the attribute
	// of a row that identifies it.
	Rows, Identifier string

	// Identifiers says whether rows may share an identifier.
	Identifiers Identifiers

	// Arguments are the data source's own arguments.
	Arguments []Argument

	// Order says how the API is asked to order the rows.
	Order *Order

	// Fields are the attributes of a row in the order by which rows are sorted
	// behind the identifier.
	Fields []Field

	// Integer and Text are attributes of these types that take any value: they
	// identify nothing and no argument selects by them.
	Integer, Text string

	// Changing are the attributes that change by use while the row stays the
	// same. They matter if rows may share an identifier.
	Changing []string

	// Counting says what the parameter Page counts, and Size is the parameter for
	// the page size. PageSize is the size that the provider asks for.
	Counting   Counting
	Page, Size string
	PageSize   int

	// Within is the field of an answer that holds the list's fields. List and
	// Total hold the rows and the number of all rows, Before the number of rows
	// before the page, Echo the page size that the answer was made for, and Token
	// what asks for the next page in a second way of paging.
	Within, List, Total, Before, Echo, Token string

	// Success is the field of an answer that says whether the call succeeded.
	// Code and Message explain a failure.
	Success, Code, Message string

	// SampleTotal is the number of rows that the documented sample answer says
	// there are. It has one row. SampleLacks are the fields which that row lacks.
	SampleTotal int
	SampleLacks []string

	// Entitlement is what a row is in the inventory.
	Entitlement Entitlement

	// Lacks names the fields of this record that the API has nothing for.
	Lacks []string
}

// Regions says which regions a list can be read in.
type Regions int

// The kinds of regions.
const (
	// AnyRegion means that the provider's region is read.
	AnyRegion Regions = iota + 1
	// OneRegion means that the list exists in one region only, which the
	// provider's region does not change.
	OneRegion
)

// Identifiers says whether rows may share an identifier.
type Identifiers int

// The kinds of identifiers.
const (
	UniqueIdentifiers Identifiers = iota + 1
	SharedIdentifiers
)

// Counting says what the paging parameter counts.
type Counting int

// The ways of counting.
const (
	// PageNumbers count pages from 1.
	PageNumbers Counting = iota + 1
	// RowOffsets count the rows before the page.
	RowOffsets
)

// Field is an attribute of a row and the API's field that it comes from.
type Field struct {
	Attribute, Field string
	Type             FieldType
}

// FieldType says how an attribute is made of the API's field.
type FieldType int

// The types of fields.
const (
	// String is text, also if the API wrote a number.
	String FieldType = iota + 1
	// Int64 is a whole number.
	Int64
	// Bool is true or false.
	Bool
	// StringMap is a map of texts, which the API writes as a list of objects with
	// Key and Value.
	StringMap
	// EpochMilliseconds is text: an RFC 3339 time, which the API writes as a
	// number of milliseconds since 1970.
	EpochMilliseconds
)

// Argument is an argument of a data source.
type Argument struct {
	// Name is the name in a configuration, and Parameter that of the API, as its
	// documents write it.
	Name, Parameter string

	// Samples are values to try, at least one. All first samples can be set
	// together.
	Samples []Sample

	// Allowed are the only values that may be written. Documented are those that
	// the API documents and may add to: any other gets a warning.
	Allowed, Documented []any

	// Characters says which characters the API takes, and Refused is a value that
	// has others.
	Characters, Refused string

	// Requires is the argument without which this one is an error.
	Requires string

	// Matches is the attribute that every row must match, or empty if the documents
	// do not say which rows come back.
	Matches string
}

// Sample is a value of an argument: a string, an int64 or an Object of strings.
type Sample struct {
	Value any

	// Sent are the parameters that the API must receive for it.
	Sent map[string]string

	// Selects returns the rows that come back, of all rows. It is nil for an
	// argument that orders them.
	Selects func([]simulator.Row) []simulator.Row
}

// Order says how an API is asked to order its rows.
type Order struct {
	// Argument takes Value, which orders the rows by Attribute, an integer.
	Argument, Value, Attribute string

	// Direction takes Ascending or Descending. Unless it is set, the order is
	// descending.
	Direction, Ascending, Descending string
}

// Entitlement is what users rely on of a row in the inventory.
type Entitlement struct {
	// Attributes has the attribute of the data source for each attribute of the
	// inventory that is filled from one. It is empty if the API has none.
	Attributes map[string]string

	// Kinds has words for the values of kind, if the API writes numbers.
	Kinds map[string]string

	// States has the state for each status, by the text of the status. If
	// StateArgument is set, it has the state for each value of that argument, for
	// which the API returns the rows. Listed is the state of every row if the API has
	// neither.
	States        map[string]string
	StateArgument string
	Listed        string

	// Times is the layout of starts_at and expires_at, as package time writes
	// it. One without a time zone needs the inventory's aicontent_time_zone.
	Times string
}

// EntitlementAttributes are the attributes of a row in the inventory that are
// filled from an attribute of the data source.
var EntitlementAttributes = []string{
	"id", "parent_id", "name", "kind", "status", "unit", "total", "remaining", "assignee", "auto_renew", "starts_at", "expires_at", "tags",
}

// Sources are the records of all lists, sorted by name.
var Sources []Source

// record adds a record to Sources. Package variables of the records' files call
// it, so that a record is one file and nothing else.
func record(source Source) Source { //nolint:unparam // a variable needs a value
	at, _ := slices.BinarySearchFunc(Sources, source.Name, func(s Source, name string) int { return strings.Compare(s.Name, name) })
	Sources = slices.Insert(Sources, at, source)
	return source
}

// OfCloud returns the records of the lists of a cloud.
func OfCloud(cloud string) []Source {
	return slices.DeleteFunc(slices.Clone(Sources), func(s Source) bool { return s.Cloud != cloud })
}

// Entitlements returns the records of the lists that are in the inventory.
func Entitlements() []Source {
	return slices.DeleteFunc(slices.Clone(Sources), func(s Source) bool { return slices.Contains(s.Lacks, "Entitlement") })
}

// Find returns the record of a list, by the name of its data source without the
// provider's prefix.
func Find(shortName string) Source {
	for _, source := range Sources {
		if source.ShortName() == shortName {
			return source
		}
	}
	panic("there is no record of " + shortName)
}

// OneOf returns the record of one list of a cloud, for tests that need any: one
// that belongs to a project, whose identifiers are unique and that can be read in
// any region, as far as the cloud has such a list.
func OneOf(cloud string) Source {
	return slices.MinFunc(OfCloud(cloud), func(a, b Source) int {
		return cmp.Or(strings.Compare(b.Project, a.Project), cmp.Compare(a.Identifiers, b.Identifiers), cmp.Compare(a.Regions, b.Regions))
	})
}

// Names returns the names of the lists in the inventory of some clouds, as the
// inventory has them, sorted.
func Names(clouds ...string) []string {
	var names []string
	for _, source := range Entitlements() {
		if slices.Contains(clouds, source.Cloud) {
			names = append(names, source.ShortName())
		}
	}
	slices.Sort(names)
	return names
}

// CloudNames returns the names of the clouds' blocks in the provider, sorted.
func CloudNames() []string {
	names := map[string]bool{}
	for _, source := range Sources {
		names[source.Cloud] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// ShortName returns the data source's type without the provider's prefix.
func (s Source) ShortName() string { return strings.TrimPrefix(s.Name, "entitlements_") }

// FieldOf returns the API's field of an attribute.
func (s Source) FieldOf(attribute string) string {
	for _, field := range s.Fields {
		if field.Attribute == attribute {
			return field.Field
		}
	}
	panic(fmt.Sprintf("the record of %s has no attribute %q", s.Name, attribute))
}

// Argument returns one of the arguments.
func (s Source) Argument(name string) Argument {
	for _, argument := range s.Arguments {
		if argument.Name == name {
			return argument
		}
	}
	panic(fmt.Sprintf("the record of %s has no argument %q", s.Name, name))
}

// Check returns what is missing in a record or contradicts itself, one sentence
// for each field.
func (s Source) Check() []string {
	var wrong []string
	report := func(field, format string, values ...any) {
		wrong = append(wrong, fmt.Sprintf("the record of %s: %s ", s.Name, field)+fmt.Sprintf(format, values...))
	}
	fields := reflect.ValueOf(s)
	for i := range fields.NumField() {
		name := fields.Type().Field(i).Name
		switch lacks := slices.Contains(s.Lacks, name); {
		case name == "Lacks":
		case lacks && !fields.Field(i).IsZero():
			report(name, "is set although Lacks names it")
		case !lacks && fields.Field(i).IsZero():
			report(name, "is missing: set it, or name it in Lacks if the API has nothing for it")
		}
	}
	for _, name := range s.Lacks {
		if !slices.Contains([]string{"Order", "Integer", "Changing", "Within", "Before", "Echo", "Token", "SampleLacks", "Arguments",
			"Entitlement", "Success", "Project"}, name) {
			report("Lacks", "names %s, which every list has", name)
		}
	}

	types := map[string]FieldType{}
	known := map[string]bool{}
	for _, field := range s.Fields {
		if _, twice := types[field.Attribute]; twice || field.Attribute == "" || field.Field == "" || field.Type == 0 {
			report("Fields", "has %+v, which comes twice or lacks something", field)
		}
		types[field.Attribute], known[field.Field] = field.Type, true
	}
	attribute := func(path, name string, of ...FieldType) {
		if is, there := types[name]; name != "" && (!there || !slices.Contains(of, is)) {
			report(path, "is %q, which is not an attribute of the right type", name)
		}
	}
	attribute("Identifier", s.Identifier, String)
	attribute("Integer", s.Integer, Int64)
	attribute("Text", s.Text, String)
	if s.Hosts[s.Region] == "" {
		report("Hosts", "has none for %q, which is the Region", s.Region)
	}
	if s.Text == s.Identifier {
		report("Text", "is the identifier")
	}
	for _, name := range s.Changing {
		attribute("Changing", name, String, Int64)
	}
	for _, field := range s.SampleLacks {
		if !known[field] {
			report("SampleLacks", "has %q, which is not an API field of a row", field)
		}
	}
	s.checkArguments(report)
	s.checkEntitlement(report, attribute)
	return wrong
}

func (s Source) checkArguments(report func(field, format string, values ...any)) {
	has := func(name string) bool {
		return slices.ContainsFunc(s.Arguments, func(a Argument) bool { return a.Name == name })
	}
	for _, argument := range s.Arguments {
		path := "Arguments " + argument.Name
		switch {
		case argument.Name == "" || argument.Parameter == "" || len(argument.Samples) == 0:
			report(path, "lacks Name, Parameter or Samples")
		case argument.Requires != "" && !has(argument.Requires):
			report(path, "requires %q, which is not an argument", argument.Requires)
		case argument.Matches != "" && !slices.ContainsFunc(s.Fields, func(f Field) bool { return f.Attribute == argument.Matches }):
			report(path, "matches %q, which is not an attribute", argument.Matches)
		case (argument.Characters == "") != (argument.Refused == ""):
			report(path, "has only one of Characters and Refused")
		case argument.Allowed != nil && argument.Documented != nil:
			report(path, "has both Allowed and Documented")
		}
		for _, sample := range argument.Samples {
			if sample.Value == nil || sample.Sent == nil {
				report(path, "has a sample without Value or Sent")
			}
			orders := s.Order != nil && (argument.Name == s.Order.Argument || argument.Name == s.Order.Direction)
			if orders != (sample.Selects == nil) {
				report(path, "has a sample whose Selects is missing, or is set although the argument orders rows")
			}
		}
	}
	if s.Order != nil {
		if !has(s.Order.Argument) || !has(s.Order.Direction) || s.Order.Value == "" || s.Order.Attribute == "" ||
			s.Order.Ascending == "" || s.Order.Descending == "" {
			report("Order", "lacks something or names no argument: %+v", *s.Order)
		}
	}
}

func (s Source) checkEntitlement(report func(field, format string, values ...any), attribute func(path, name string, of ...FieldType)) {
	e := s.Entitlement
	if slices.Contains(s.Lacks, "Entitlement") {
		return // it is not in the inventory
	}
	if got := slices.Sorted(maps.Keys(e.Attributes)); !slices.Equal(got, slices.Sorted(slices.Values(EntitlementAttributes))) {
		report("Entitlement.Attributes", "has %v; it needs each of %v, with \"\" if the API has none", got, EntitlementAttributes)
	}
	for name, of := range e.Attributes {
		types := map[string][]FieldType{
			"total": {Int64}, "remaining": {Int64}, "auto_renew": {Bool}, "tags": {StringMap}, "kind": {String, Int64}, "status": {String, Int64},
		}[name]
		if types == nil {
			types = []FieldType{String}
		}
		attribute("Entitlement.Attributes."+name, of, types...)
	}
	if (e.Attributes["status"] == "") != (e.Listed != "") || (e.Attributes["status"] == "") != (e.States == nil) {
		report("Entitlement", "needs States if there is a status, and Listed if there is none")
	}
	if e.StateArgument != "" && !slices.ContainsFunc(s.Arguments, func(a Argument) bool { return a.Name == e.StateArgument }) {
		report("Entitlement", "has the StateArgument %q, which is not an argument", e.StateArgument)
	}
	if (e.Attributes["starts_at"] == "" && e.Attributes["expires_at"] == "") != (e.Times == "") {
		report("Entitlement", "needs Times if it has starts_at or expires_at, and only then")
	}
}

// Expect returns the rows that the data source is to have for rows of the API,
// in its order.
func (s Source) Expect(t testing.TB, rows []simulator.Row) []any {
	t.Helper()
	expected := make([]Object, len(rows))
	for i, row := range rows {
		expected[i] = Object{}
		for _, field := range s.Fields {
			expected[i][field.Attribute] = field.expect(t, row[field.Field])
		}
	}
	slices.SortStableFunc(expected, func(a, b Object) int {
		if by := compareValues(a[s.Identifier], b[s.Identifier]); by != 0 {
			return by
		}
		for _, field := range s.Fields {
			if by := compareValues(a[field.Attribute], b[field.Attribute]); by != 0 {
				return by
			}
		}
		return 0
	})
	list := make([]any, len(expected))
	for i, row := range expected {
		list[i] = row
	}
	return list
}

// State returns the state that the data source is to have without arguments for
// rows of the API.
func (s Source) State(t testing.TB, rows []simulator.Row) Object {
	t.Helper()
	expected := s.Expect(t, rows)
	state := Object{"account": "default", "region": s.Region, "timeouts": nil, "ids": s.IDs(expected), s.Rows: expected}
	for _, argument := range s.Arguments {
		state[argument.Name] = nil
	}
	return state
}

// IDs returns the identifiers that the data source is to have for its rows.
func (s Source) IDs(rows []any) []any {
	ids := []any{}
	for _, row := range rows {
		if id := row.(Object)[s.Identifier]; id != nil && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (f Field) expect(t testing.TB, value any) any {
	t.Helper()
	if n, ok := value.(int); ok {
		value = int64(n)
	}
	if value == nil {
		return nil
	}
	switch f.Type {
	case String:
		switch value.(type) {
		case string, int64:
			return fmt.Sprint(value)
		}
	case Int64:
		if _, ok := value.(int64); ok {
			return value
		}
	case Bool:
		if _, ok := value.(bool); ok {
			return value
		}
	case EpochMilliseconds:
		if milliseconds, ok := value.(int64); ok {
			return time.UnixMilli(milliseconds).UTC().Format(time.RFC3339Nano)
		}
	case StringMap:
		tags := Object{}
		for _, element := range value.([]any) {
			tag := pair(t, element)
			tags[tag["Key"].(string)] = tag["Value"]
		}
		return tags
	}
	t.Fatalf("%s: a row of the simulator has a %T", f.Attribute, value)
	return nil
}

// Heal changes rows of the API so that no policy finds fault with them: all are
// active, end at a time, have everything left, tags, and an assignee but for the
// first.
func (s Source) Heal(rows []simulator.Row, end time.Time) {
	set := func(row simulator.Row, attribute string, value any) {
		if of := s.Entitlement.Attributes[attribute]; of != "" {
			row[s.FieldOf(of)] = value
		}
	}
	for i, row := range rows {
		set(row, "expires_at", end.Format(s.Entitlement.Times))
		set(row, "tags", []any{map[string]any{"Key": "env", "Value": "prod"}, map[string]any{"Key": "department", "Value": "sales"}})
		set(row, "assignee", "user1")
		if i == 0 {
			set(row, "assignee", nil)
		}
		if total := s.Entitlement.Attributes["total"]; total != "" {
			set(row, "remaining", row[s.FieldOf(total)])
		}
		for _, status := range slices.Sorted(maps.Keys(s.Entitlement.States)) {
			if s.Entitlement.States[status] != "active" {
				continue
			}
			if s.Entitlement.StateArgument != "" {
				row[HiddenState] = status
			} else if number, err := strconv.ParseInt(status, 10, 64); err == nil {
				set(row, "status", number)
			} else {
				set(row, "status", status)
			}
			break
		}
	}
}

// HiddenState is where a row of the simulator has the word by which a filter finds
// it, if the API does not write that word into the row.
const HiddenState = "_state"

func pair(t testing.TB, element any) map[string]any {
	t.Helper()
	switch pair := element.(type) {
	case map[string]any:
		return pair
	case simulator.Row:
		return pair
	}
	t.Fatalf("a tag of the simulator is a %T", element)
	return nil
}

// compareValues orders two values of one attribute, null first.
func compareValues(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return cmp.Compare(a, b.(string))
	case bool:
		if a == b.(bool) {
			return 0
		} else if b.(bool) {
			return -1
		}
		return 1
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) // maps, which fmt prints sorted by key
}

// everyRow selects all rows, and noRow none.
func everyRow(rows []simulator.Row) []simulator.Row { return rows }
func noRow([]simulator.Row) []simulator.Row         { return nil }

// where selects the rows for which a condition holds.
func where(holds func(simulator.Row) bool) func([]simulator.Row) []simulator.Row {
	return func(rows []simulator.Row) []simulator.Row {
		return slices.DeleteFunc(slices.Clone(rows), func(row simulator.Row) bool { return !holds(row) })
	}
}

// equal selects the rows whose field has a value.
func equal(field string, value any) func([]simulator.Row) []simulator.Row {
	return where(func(row simulator.Row) bool { return row[field] == value })
}

// firstOfEach selects the first row of each value of a field.
func firstOfEach(field string) func([]simulator.Row) []simulator.Row {
	return func(rows []simulator.Row) []simulator.Row {
		seen := map[any]bool{}
		return where(func(row simulator.Row) bool {
			first := !seen[row[field]]
			seen[row[field]] = true
			return first
		})(rows)
	}
}
