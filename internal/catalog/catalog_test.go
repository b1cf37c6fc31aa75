package catalog_test

import (
	"context"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestServices checks that lists of one service share it, and that each cloud has
// its own services in the order of their first lists.
func TestServices(t *testing.T) {
	service := func(block, name string) *cloud.Service {
		return &cloud.Service{Dialect: &dialect.Dialect{Block: block}, Name: name}
	}
	billing, seats, other := service("one", "billing"), service("one", "seats"), service("another", "billing")
	list := func(service *cloud.Service, name string) *cloud.List {
		return &cloud.List{Service: service, List: listapi.List{Name: name}}
	}
	lists := catalog.Catalog{list(billing, "instances"), list(other, "orders"), list(seats, "seats"), list(billing, "packages")}

	if diff := cmp.Diff([]string{"another", "one"}, lists.Clouds()); diff != "" {
		t.Errorf("clouds (-want +got):\n%s", diff)
	}
	type named struct {
		Service string
		Lists   []string
	}
	for block, want := range map[string][]named{
		"one":     {{"billing", []string{"instances", "packages"}}, {"seats", []string{"seats"}}},
		"another": {{"billing", []string{"orders"}}},
		"none":    nil,
	} {
		var got []named
		for _, service := range lists.Services(block) {
			got = append(got, named{service.Name, lists.Names(service)})
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", block, diff)
		}
	}
}

// TestDeclarations checks each declaration whole.
func TestDeclarations(t *testing.T) {
	for _, problem := range checkAll(catalog.Lists) {
		t.Error(problem)
	}
}

// sound returns a declaration in which nothing is wrong and everything is used.
func sound() *cloud.List {
	return &cloud.List{
		Service: &cloud.Service{
			Dialect: &dialect.Dialect{
				Block: "cloud", Name: "Cloud",
				Sign: func(context.Context, dialect.Call, credential.Key, transport.Target) (*transport.Request, error) {
					return nil, nil
				},
				Failed:  func(map[string]jsontext.Value) *transport.Failure { return nil },
				Explain: func(map[string]jsontext.Value, int) *transport.Failure { return nil },
			},
			Name: "seats", Version: "1",
			Regions: cloud.Regions{Home: "here", Documented: []string{"here", "there"},
				Host: func(region string) string { return region + ".example" }},
		},
		Operation: "ListSeats", Method: "GET", Permission: "seats:ListSeats",
		List: listapi.List{
			Name: "seats", Description: "Seats.", RowsName: "seats", RowsDescription: "The seats.",
			Arguments: []listapi.Argument{
				{Name: "number", Parameter: "Number", Description: "A number.", Type: listapi.Int64, Documented: []string{"1"}, Matches: "number"},
				{Name: "key", Parameter: "Key", Description: "A key.", Type: listapi.String, Characters: "ab", CharactersText: "a and b"},
				{Name: "labels", Parameter: "Label.N.Key, Label.N.Value", Description: "Labels.", Type: listapi.StringMap, Encode: alicloud.Tags("Label"), Matches: "labels"},
				{Name: "order", Parameter: "Order", Description: "The order.", Type: listapi.String, Allowed: []string{"up"}, Arranges: true},
				{Name: "direction", Parameter: "Direction", Description: "A direction.", Type: listapi.String, Requires: "order", Arranges: true},
				{Name: "phase", Parameter: "Phase", Description: "A phase.", Type: listapi.String, Documented: []string{"ON", "OFF"}},
				{Name: "lot", Parameter: "Lot", Description: "A lot.", Type: listapi.String},
			},
			OrderArgument: "order",
			Columns: []listapi.Column{
				{Name: "id", Field: "Id", Description: "An id.", Type: listapi.String},
				{Name: "number", Field: "Number", Description: "A number.", Type: listapi.Int64},
				{Name: "flag", Field: "Flag", Description: "A flag.", Type: listapi.Bool},
				{Name: "labels", Field: "Labels", Description: "Labels.", Type: listapi.StringMap, Decode: listapi.Pairs("Key", "Value")},
				{Name: "end", Field: "End", Description: "The end.", Type: listapi.String, Changes: true},
				{Name: "parts", Field: "Parts", Description: "Parts.", Type: listapi.Objects, Columns: []listapi.Column{
					{Name: "part_id", Field: "Id", Description: "An id.", Type: listapi.String},
					{Name: "left", Field: "Left", Description: "What is left.", Type: listapi.Decimal},
				}},
			},
			Identifier: "id", Unique: true,
			Entitlement: listapi.Entitlement{
				ID: "id", ParentID: "id", Name: "id", Assignee: "id", Tags: "labels", Kind: "number", Kinds: map[string]string{"1": "one"},
				Status: "number", States: map[string]listapi.State{"1": listapi.Active},
				OnlyNamed: true, Arguments: listapi.Arguments{"lot": listapi.TextCell("a")},
				Items: "parts", Whole: "id", Region: "end", KindElse: "end",
				UsedUpAtZero: true, RemainingUnit: "id", Units: map[string]string{"1": "GB"}, AutoRenew: "number", Renews: map[string]bool{"1": true},
				Total: "number", Remaining: "parts.left", Unit: "id", StartsAt: "end", ExpiresAt: "end", Times: arithmetic.RFC3339,
			},
			Paging: listapi.Paging{Scheme: listing.Scheme{Counting: listing.Offsets, PageSize: 50},
				PositionParameter: "Offset", SizeParameter: "Limit"},
			Layout: listapi.Layout{Rows: []string{"Result.Items"}, Total: []string{"Result.Total", "Count"},
				Before: []string{"Result.Before"}, Size: "Result.Size"},
		},
	}
}

// phases is a filter by words, and byPhase lets the states be known by it.
func phases(argument string, words ...string) *listapi.StateFilter {
	filter := &listapi.StateFilter{Argument: argument, States: map[string]listapi.State{}}
	for _, word := range words {
		filter.States[word] = listapi.Active
	}
	return filter
}

func byPhase(filter *listapi.StateFilter) func(*cloud.List) {
	return func(l *cloud.List) { l.Entitlement.States, l.Entitlement.StateFilter = nil, filter }
}

// TestCheck breaks a sound declaration in every way, and checks what is said of it:
// the list, the field, and what to do.
func TestCheck(t *testing.T) {
	excluded := sound()
	excluded.Name, excluded.Entitlement, excluded.Excluded = "chairs", listapi.Entitlement{}, "Chairs are not bought."
	excluded.Service.Name = "chairs"
	if problems := checkAll(catalog.Catalog{sound(), excluded}); problems != nil {
		t.Fatal(problems)
	}
	const (
		texts   = "Name one of id, end."
		numbers = "Name one of number."
		either  = "Name one of id, number, end."
		states  = "goes with States or StateFilter, and Listed with neither. Say what the values of a status or of a filter mean, or what a row is because it is listed."
		times   = "goes with StartsAt and ExpiresAt. Declare times and how they are written, or neither."
	)
	filtered := sound()
	byPhase(phases("phase", "OFF", "ON"))(filtered)
	if problems := checkAll(catalog.Catalog{filtered}); problems != nil {
		t.Fatal(problems)
	}
	tests := []struct {
		breakIt func(*cloud.List)
		want    string
	}{
		{func(l *cloud.List) { l.Name = "Seats" }, `Seats: Name = "Seats" is not in snake_case. Write lower case letters, digits and single underscores.`},
		{func(l *cloud.List) { l.Name = "inventory" }, `inventory: Name is that of a data source that is not a list. Choose another name.`},
		{func(l *cloud.List) { l.Description = "Seats" }, `seats: Description does not end with a period. Write whole sentences.`},
		{func(l *cloud.List) { l.RowsName = "all__seats" }, `seats: RowsName = "all__seats" is not in snake_case. Write lower case letters, digits and single underscores.`},
		{func(l *cloud.List) { l.RowsName = "ids" }, `seats: RowsName = "ids" is taken. Choose another name.`},
		{func(l *cloud.List) { l.RowsDescription = "" }, `seats: RowsDescription does not end with a period. Write whole sentences.`},
		{func(l *cloud.List) { l.Permission = "ListSeats" }, `seats: Permission = "ListSeats" is not of the form service:action. Write it as policies of the cloud do.`},
		{func(l *cloud.List) { l.Operation = "" }, `seats: Operation is empty. Name the operation as the API's documents do.`},
		{func(l *cloud.List) { l.Method = "" }, `seats: Method = "" is neither GET nor POST. Set the method that the vendor's SDK sends.`},
		{func(l *cloud.List) { l.Path = "v1" }, `seats: Path = "v1" does not begin with a slash. Write it as the API's documents do.`},
		{func(l *cloud.List) { l.Service.Version = "" }, `seats: Path is empty, and so is the version of the service. Set one of the two.`},
		{func(l *cloud.List) { l.Paging.Counting = 7 }, `seats: Paging.Counting = 7 is not known. Use one of package listing.`},
		{func(l *cloud.List) { l.Paging.PageSize = 0 }, `seats: Paging.PageSize = 0 is not above zero. Set the largest size that the API takes.`},
		{func(l *cloud.List) { l.Paging.SizeParameter = "" }, `seats: Paging has no PositionParameter or no SizeParameter. Set both.`},
		{func(l *cloud.List) { l.Paging.PositionParameter = "Limit" }, `seats: Paging has one parameter, Limit, for the position and the size. Set two.`},
		{func(l *cloud.List) { l.Layout.Rows = nil }, `seats: Layout.Rows is empty. Name the field that holds the rows.`},
		{func(l *cloud.List) { l.Layout.Total = nil }, `seats: Layout.Total is empty. Name the field that holds the number of all rows.`},
		{func(l *cloud.List) { l.Layout.Total = []string{""} }, `seats: Layout has an empty name. Leave it out.`},
		{func(l *cloud.List) { l.Layout.Size = "Result" }, `seats: Layout has the field Result, and fields in it. Let a field be read in one way.`},
		{func(l *cloud.List) { l.Identity = []string{"nothing"} }, `seats: Identity = "nothing" is not a column. Name one of id, number, end.`},
		{func(l *cloud.List) { l.Identity, l.Unique = []string{"id"}, false }, `seats: Identity is set, and Unique is not. Set both, or neither.`},
		{func(l *cloud.List) { l.Columns[2].Type = listapi.Objects }, `seats: column flag: Columns are empty. Declare the attributes of an element.`},
		{func(l *cloud.List) {
			l.Columns[2].Type = listapi.Objects
			l.Columns[2].Columns = []listapi.Column{{Name: "part", Field: "Part", Description: "A part.", Type: listapi.Objects}}
		}, `seats: column flag: attribute part: Type = Objects or Field = "Part" is not one that an element's attribute has. Use String, Int64, Bool or Decimal.`},
		{func(l *cloud.List) {
			l.Columns[2].Type = listapi.Objects
			part := listapi.Column{Name: "part", Field: "Part", Description: "A part."}
			l.Columns[2].Columns = []listapi.Column{part, part}
		}, `seats: column flag: attribute part: Name is that of another attribute. Choose another name.`},
		{func(l *cloud.List) { l.Layout.Size = "Count" }, `seats: Layout has the field Count twice. Let a field mean one thing.`},

		{func(l *cloud.List) { l.Columns[2].Name = "Flag" }, `seats: column Flag: Name = "Flag" is not in snake_case. Write lower case letters, digits and single underscores.`},
		{func(l *cloud.List) { l.Columns[2].Description = "" }, `seats: column flag: Description does not end with a period. Write whole sentences.`},
		{func(l *cloud.List) { l.Columns[2].Name = "id" }, `seats: column id: Name is that of another column. Choose another name.`},
		{func(l *cloud.List) { l.Columns[2].Field = "" }, `seats: column flag: Field is empty. Name the field of the API.`},
		{func(l *cloud.List) { l.Columns[3].Decode = nil }, `seats: column labels: Decode is nil. A StringMap needs one, such as listapi.Pairs.`},
		{func(l *cloud.List) { l.Columns[2].Type = 99 }, `seats: column flag: Type = 99 is not known. Use one of package listapi.`},
		{func(l *cloud.List) { l.Identifier = "ids" }, `seats: Identifier = "ids" is not a column. ` + texts},
		{func(l *cloud.List) { l.Identifier = "" }, `seats: Identifier = "" is not a column. ` + texts},
		{func(l *cloud.List) { l.Identifier = "number" }, `seats: Identifier = "number" names a column of the type Int64. Name one of the type String.`},
		{func(l *cloud.List) { l.Identifier = "end" }, `seats: Identifier = "end" names a column that changes. Choose one that stays.`},

		{func(l *cloud.List) {
			l.Columns = append(l.Columns, listapi.Column{Name: "code", Field: "Code", Description: "A code.", Sensitive: true})
			l.Identifier = "code"
		},
			`seats: Identifier = "code" names a sensitive column, and errors name rows by it. Choose one that can be shown.`},
		{func(l *cloud.List) {
			l.Columns[2].Sensitive, l.Columns[2].Type = true, listapi.String
			l.Entitlement.Name = "flag"
		},
			`seats: Entitlement.Name = "flag" names a sensitive column, which the inventory would show. Leave it out.`},

		{func(l *cloud.List) { l.Arguments[1].Name = "the-key" }, `seats: argument the-key: Name = "the-key" is not in snake_case. Write lower case letters, digits and single underscores.`},
		{func(l *cloud.List) { l.Arguments[1].Description = "Key" }, `seats: argument key: Description does not end with a period. Write whole sentences.`},
		{func(l *cloud.List) { l.Arguments[1].Name = "number" }, `seats: argument number: Name is taken. Choose another name.`},
		{func(l *cloud.List) { l.Arguments[1].Name = "region" }, `seats: argument region: Name is taken. Choose another name.`},
		{func(l *cloud.List) { l.Arguments[1].Name = "seats" }, `seats: argument seats: Name is taken. Choose another name.`},
		{func(l *cloud.List) { l.Arguments[1].Parameter = "" }, `seats: argument key: Parameter is empty. Name the parameter of the API.`},
		{func(l *cloud.List) { l.Arguments[1].Parameter = "Limit" }, `seats: argument key: Parameter = "Limit" is sent for something else. Let a parameter have one argument.`},
		{func(l *cloud.List) {
			l.Arguments[1].Type = 99
			l.Arguments[1].Characters, l.Arguments[1].CharactersText = "", ""
		}, `seats: argument key: Type = 99 is not one that arguments have. Use another of package listapi.`},
		{func(l *cloud.List) { l.Arguments[1].Encode = alicloud.Tags("Key") }, `seats: argument key: Encode is set. Only a StringMap has one.`},
		{func(l *cloud.List) { l.Arguments[2].Encode = nil }, `seats: argument labels: Encode is nil. A StringMap needs one.`},
		{func(l *cloud.List) { l.InBody = true }, `seats: argument labels: Type = StringMap is not one that a JSON body has. Declare how it is sent first.`},
		{func(l *cloud.List) { l.Arguments[1].AsNumber = true }, `seats: argument key: AsNumber is set. Only a Bool has it.`},
		{func(l *cloud.List) { l.Arguments[1].Most = 1 }, `seats: argument key: Most is set. Only a set has it.`},
		{func(l *cloud.List) { l.Arguments[0].InHeader = true }, `seats: argument number: InHeader is set. Only a String has it.`},
		{func(l *cloud.List) { l.Arguments[1].Default = listapi.NumberCell(1) }, `seats: argument key: Default is not of the argument's type. Set one that is.`},
		{func(l *cloud.List) { l.Arguments[0].Allowed = []string{"1"} }, `seats: argument number: Allowed is set, and Documented too. Set Allowed if others are an error, and Documented if they are a warning.`},
		{func(l *cloud.List) { l.Arguments[0].Documented = []string{"one"} }, `seats: argument number: Allowed or Documented has "one", which is not an integer, and the argument is an Int64.`},
		{func(l *cloud.List) { l.Arguments[1].Documented = []string{"abc"} }, `seats: argument key: Characters do not have those of "abc". Add them.`},
		{func(l *cloud.List) { l.Arguments[1].CharactersText = "" }, `seats: argument key: CharactersText goes with Characters. Set both, or neither.`},
		{func(l *cloud.List) { l.Arguments[2].Documented = []string{"a"} }, `seats: argument labels: Characters or its values are checked for a String only. Leave them out.`},
		{func(l *cloud.List) { l.Arguments[4].Requires = "orders" }, `seats: argument direction: Requires = "orders" is not another argument. Name one of Arguments.`},
		{func(l *cloud.List) { l.Arguments[4].Requires = "direction" }, `seats: argument direction: Requires = "direction" is not another argument. Name one of Arguments.`},
		{func(l *cloud.List) { l.Arguments[0].Matches = "numbers" }, `seats: argument number: Matches = "numbers" is not a column. ` + numbers},
		{func(l *cloud.List) { l.Arguments[0].Matches = "id" }, `seats: argument number: Matches = "id" names a column of the type String. Name one of the type Int64.`},
		{func(l *cloud.List) { l.Arguments[0].Arranges = true }, `seats: argument number: Arranges is set, and Matches too. An argument that orders the rows excludes none: set one of the two.`},
		{func(l *cloud.List) { l.OrderArgument = "number" }, `seats: OrderArgument = "number" is not an argument with Arranges. Name one of order, direction.`},

		{func(l *cloud.List) { l.Entitlement.ID = "ids" }, `seats: Entitlement.ID = "ids" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.ID = "" }, `seats: Entitlement is empty, and Excluded too. Say what the rows are in the inventory, or why they are not in it.`},
		{func(l *cloud.List) { l.Excluded = "They are no goods." }, `seats: Excluded is set, and Entitlement too. Say what the rows are in the inventory, or why they are not in it.`},
		{func(l *cloud.List) { l.Entitlement, l.Excluded = listapi.Entitlement{}, "No goods" }, `seats: Excluded does not end with a period. Write whole sentences.`},
		{func(l *cloud.List) { l.Entitlement.ParentID = "owner" }, `seats: Entitlement.ParentID = "owner" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.Name = "title" }, `seats: Entitlement.Name = "title" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.Assignee = "user" }, `seats: Entitlement.Assignee = "user" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.Tags = "label" }, `seats: Entitlement.Tags = "label" is not a column. Name one of labels.`},
		{func(l *cloud.List) { l.Entitlement.Kind = "sort" }, `seats: Entitlement.Kind = "sort" is not a column. ` + either},
		{func(l *cloud.List) { l.Entitlement.Kind, l.Entitlement.KindElse = "", "" }, `seats: Entitlement.Kinds is set, and Kind is not. Name the column.`},
		{func(l *cloud.List) { l.Entitlement.Status = "state" }, `seats: Entitlement.Status = "state" is not a column. ` + either},
		{func(l *cloud.List) { l.Entitlement.Status = "flag" }, `seats: Entitlement.Status = "flag" names a column of the type Bool. Name one of the type String or Int64.`},
		{func(l *cloud.List) { l.Entitlement.Total = "labels" }, `seats: Entitlement.Total = "labels" names a column of the type StringMap. Name one of the type Int64 or Decimal.`},
		{func(l *cloud.List) { l.Entitlement.Remaining = "id" }, `seats: Entitlement.Remaining = "id" names a column of the type String. Name one of the type Int64 or Decimal.`},
		{func(l *cloud.List) { l.Entitlement.StartsAt = "begin" }, `seats: Entitlement.StartsAt = "begin" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.ExpiresAt = "expiry" }, `seats: Entitlement.ExpiresAt = "expiry" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.Status = "" }, `seats: Entitlement.Status ` + states},
		{func(l *cloud.List) { l.Entitlement.States = nil }, `seats: Entitlement.Status ` + states},
		{func(l *cloud.List) { l.Entitlement.Listed = listapi.Active }, `seats: Entitlement.Status ` + states},
		{func(l *cloud.List) { l.Entitlement.Status, l.Entitlement.States = "", nil }, `seats: Entitlement.Status ` + states},
		{func(l *cloud.List) { l.Entitlement.States["1"] = "ACTIVE" }, `seats: Entitlement.States or Listed has "ACTIVE". Use one of listapi.States.`},
		{func(l *cloud.List) { l.Entitlement.Unit = "flag" }, `seats: Entitlement.Unit = "flag" names a column of the type Bool. Name one of the type String or Int64.`},
		{func(l *cloud.List) { l.Entitlement.AutoRenew = "labels" }, `seats: Entitlement.AutoRenew = "labels" names a column of the type StringMap. Name one of the type Bool or String or Int64.`},
		{func(l *cloud.List) { l.Entitlement.AutoRenew = "flag" }, `seats: Entitlement.Renews goes with an AutoRenew that is not a Bool. Say what its values mean.`},
		{func(l *cloud.List) { l.Entitlement.Renews = nil }, `seats: Entitlement.Renews goes with an AutoRenew that is not a Bool. Say what its values mean.`},
		{func(l *cloud.List) { l.Entitlement.Whole = "" }, `seats: Entitlement.Whole goes with Items. Name the column that identifies a row without items, or neither.`},
		{func(l *cloud.List) { l.Entitlement.Items, l.Entitlement.Remaining = "id", "number" }, `seats: Entitlement.Items = "id" names a column of the type String. Name one of the type Objects.`},
		{func(l *cloud.List) { l.Entitlement.Remaining = "labels.left" }, `seats: Entitlement.Remaining = "labels.left" is not an attribute of Items. Name one, or a column.`},
		{func(l *cloud.List) { l.Entitlement.Remaining = "parts.right" }, `seats: Entitlement.Remaining = "right" is not a column. Name one of left.`},
		{func(l *cloud.List) { l.Columns[5].Columns[1].Sensitive = true }, `seats: Entitlement.Remaining = "left" names a sensitive column, which the inventory would show. Leave it out.`},
		{func(l *cloud.List) { l.Entitlement.Region = "place" }, `seats: Entitlement.Region = "place" is not a column. ` + texts},
		{func(l *cloud.List) { l.Entitlement.Kind, l.Entitlement.Kinds = "", nil }, `seats: Entitlement.KindElse is set, and Kind is not. Set Kind.`},
		{func(l *cloud.List) { l.Entitlement.Unit, l.Entitlement.Units = "", nil }, `seats: Entitlement.RemainingUnit is set, and Unit or Remaining is not. Set all, or let Unit be that of both.`},
		{func(l *cloud.List) { l.Entitlement.Unit, l.Entitlement.RemainingUnit = "", "" }, `seats: Entitlement.Units is set, and Unit is not. Name the column.`},
		{func(l *cloud.List) { l.Entitlement.States["2"] = listapi.UsedUp }, `seats: Entitlement.UsedUpAtZero is set, and Remaining is not, or a status says it. Leave it out.`},
		{func(l *cloud.List) { l.Entitlement.Remaining, l.Entitlement.RemainingUnit = "", "" }, `seats: Entitlement.UsedUpAtZero is set, and Remaining is not, or a status says it. Leave it out.`},
		{func(l *cloud.List) { l.Entitlement.Arguments = listapi.Arguments{"plot": listapi.TextCell("a")} }, `seats: Entitlement.Arguments has "plot", which is not an argument. Name one of Arguments.`},
		{func(l *cloud.List) { l.Entitlement.Arguments["lot"] = listapi.NumberCell(1) }, `seats: Entitlement.Arguments has a value of "lot" that is not of its type. Set one that is.`},
		{func(l *cloud.List) {
			byPhase(phases("phase", "ON", "OFF"))(l)
			l.Entitlement.Arguments = listapi.Arguments{"phase": listapi.TextCell("ON")}
		}, `seats: Entitlement.Arguments has "phase", which is that of StateFilter. Leave it out.`},
		{func(l *cloud.List) { l.Entitlement.StateFilter = phases("phase", "ON", "OFF") }, `seats: Entitlement.Status ` + states},
		{byPhase(phases("phases", "ON", "OFF")), `seats: Entitlement.StateFilter has "phases", which is not an argument of the type String. Name one.`},
		{byPhase(phases("number", "ON", "OFF")), `seats: Entitlement.StateFilter has "number", which is not an argument of the type String. Name one.`},
		{byPhase(phases("phase", "ON")), `seats: Entitlement.StateFilter has the words ON, which are not the documented ones of phase. Say what each of those means.`},
		{byPhase(phases("phase", "OFF", "ON", "HALF")), `seats: Entitlement.StateFilter has the words HALF, OFF, ON, which are not the documented ones of phase. Say what each of those means.`},
		{func(l *cloud.List) {
			byPhase(phases("phase", "ON", "OFF"))(l)
			l.Unique = false
		}, `seats: Entitlement.StateFilter is set, and Unique is not. A state is that of an identifier.`},
		{func(l *cloud.List) {
			byPhase(phases("phase", "ON", "OFF"))(l)
			l.Entitlement.StateFilter.States["ON"] = "on"
		}, `seats: Entitlement.States or Listed has "on". Use one of listapi.States.`},
		{func(l *cloud.List) { l.Entitlement.Times = "" }, `seats: Entitlement.Times ` + times},
		{func(l *cloud.List) { l.Entitlement.StartsAt, l.Entitlement.ExpiresAt = "", "" }, `seats: Entitlement.Times ` + times},
		{func(l *cloud.List) { l.Entitlement.Times = "2006-01-02" }, `seats: Entitlement.Times = "2006-01-02" is not a preset. Use one of ` + strings.Join(arithmetic.Presets(), ", ") + "."},

		{func(l *cloud.List) { l.Service.Name = "Seats" }, `service Seats: Name = "Seats" is not in snake_case. Write lower case letters, digits and single underscores.`},
		{func(l *cloud.List) { l.Service.Name = "sts" }, `service sts: Name is that of an endpoint for signing in. Choose another name.`},
		{func(l *cloud.List) { l.Service.Dialect.Failed = nil }, `service seats: Dialect is incomplete. Use that of the cloud's package.`},
		{func(l *cloud.List) { l.Service.Regions.Home = "nowhere" }, `service seats: Regions.Home = "nowhere" is not one of Documented. Name a region whose host is documented.`},
		{func(l *cloud.List) { l.Service.Regions.Only = true }, `service seats: Regions.Only is set, and Documented has other regions than Home. Leave one of the two out.`},
		{func(l *cloud.List) { l.Service.Regions.Host = nil }, `service seats: Regions.Host is nil. Say which host serves a region.`},
		{func(l *cloud.List) { l.Service.Regions.Documented = []string{"here", "here"} }, `service seats: Regions.Documented has here twice. Leave one out.`},
		{func(l *cloud.List) { l.Service.Regions.Documented = []string{"here", "a.b"} }, `service seats: Regions.Documented has "a.b", which cannot be part of a host name. Write it as the cloud does.`},
		{func(l *cloud.List) {
			l.Service.Regions.Documented = []string{"here"}
			l.Service.Regions.Host = func(string) string { return "https://here.example" }
		},
			`service seats: Regions.Host returns "https://here.example" for here, which is not a host. Return a host name without a scheme.`},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			list := sound()
			test.breakIt(list)
			if diff := cmp.Diff([]string{test.want}, checkAll(catalog.Catalog{list})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestCheckTogether checks what is said of two declarations of which each is sound.
func TestCheckTogether(t *testing.T) {
	twice, twin := sound(), sound()
	twin.Name = "chairs"
	twin.Service.Dialect = twice.Service.Dialect
	shared := sound()
	shared.Name, shared.Service = "stools", twice.Service
	tests := []struct {
		lists catalog.Catalog
		want  []string
	}{
		{catalog.Catalog{twice, shared}, nil},
		{catalog.Catalog{twice, twice}, []string{"seats: Name is that of another list. Choose another name."}},
		{catalog.Catalog{twice, twin}, []string{"service seats: Name is that of another service of cloud. Let the lists refer to one Service, or choose another name."}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, checkAll(test.lists)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}
