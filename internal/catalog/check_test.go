package catalog_test

import (
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/arithmetic"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/msgpack"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

var (
	// snakeCase is the form of the names that users write.
	snakeCase = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

	// action is the form of a permission: <service>:<action> or
	// <service>:<resource>:<action>.
	action = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*(:[A-Za-z][A-Za-z0-9]*){1,2}$`)

	// attributes are the names that every data source of a list has or Terraform
	// keeps for itself.
	attributes = []string{
		"account", "ids", "region", "site", "timeouts",
		"connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner",
	}

	// encodings are how values of arguments are encoded, by the argument's type.
	encodings = map[listapi.Type]msgpack.Kind{
		listapi.String: msgpack.IsText, listapi.Time: msgpack.IsText, listapi.Int64: msgpack.IsNumber, listapi.Bool: msgpack.IsTruth,
		listapi.StringMap: msgpack.IsMap, listapi.StringSet: msgpack.IsList, listapi.Int64Set: msgpack.IsList,
	}

	// dataSources are those that are not lists.
	dataSources = []string{"caller_identity", "inventory"}

	// signIn are the endpoints for signing in, which are no lists' services.
	signIn = []string{"iam", "sts"}
)

// checkAll returns what is wrong with the declarations of a catalog. Each problem
// names the list or the service, the field, and what to do.
func checkAll(lists catalog.Catalog) []string {
	var problems []string
	names := map[string]bool{}
	for _, list := range lists {
		c := &checker{of: list.Name}
		switch {
		case names[list.Name]:
			c.wrong("Name", "is that of another list. Choose another name.")
		case slices.Contains(dataSources, list.Name):
			c.wrong("Name", "is that of a data source that is not a list. Choose another name.")
		}
		names[list.Name] = true
		c.list(list)
		problems = append(problems, c.problems...)
	}
	for _, block := range lists.Clouds() {
		names := map[string]bool{}
		for _, service := range lists.Services(block) {
			c := &checker{of: "service " + service.Name}
			if names[service.Name] {
				c.wrong("Name", "is that of another service of %s. Let the lists refer to one Service, or choose another name.", block)
			}
			names[service.Name] = true
			c.service(service)
			problems = append(problems, c.problems...)
		}
	}
	return problems
}

// checker collects what is wrong with one declaration.
type checker struct {
	of       string
	problems []string
}

func (c *checker) wrong(field, problem string, values ...any) {
	c.problems = append(c.problems, fmt.Sprintf("%s: %s %s", c.of, field, fmt.Sprintf(problem, values...)))
}

func (c *checker) list(list *cloud.List) {
	c.name("Name", list.Name)
	c.sentence("Description", list.Description)
	c.name("RowsName", list.RowsName)
	c.sentence("RowsDescription", list.RowsDescription)
	if slices.Contains(attributes, list.RowsName) {
		c.wrong("RowsName", "= %q is taken. Choose another name.", list.RowsName)
	}
	for _, permission := range list.Permissions() {
		if !action.MatchString(permission) {
			c.wrong("Permission", "= %q is not of the form service:action. Write it as policies of the cloud do.", permission)
		}
	}
	if list.Operation == "" {
		c.wrong("Operation", "is empty. Name the operation as the API's documents do.")
	}
	if !slices.Contains([]string{http.MethodGet, http.MethodPost}, list.Method) {
		c.wrong("Method", "= %q is neither GET nor POST. Set the method that the vendor's SDK sends.", list.Method)
	}
	if list.Path != "" && !strings.HasPrefix(list.Path, "/") {
		c.wrong("Path", "= %q does not begin with a slash. Write it as the API's documents do.", list.Path)
	}
	if list.Path == "" && list.Service.Version == "" {
		c.wrong("Path", "is empty, and so is the version of the service. Set one of the two.")
	}
	c.paging(list)
	c.layout(list.Layout)
	c.columns(list)
	c.arguments(list)
	c.entitlement(&list.List)
}

func (c *checker) paging(list *cloud.List) {
	paging := list.Paging
	if !slices.Contains([]listing.Counting{listing.PageNumbers, listing.Offsets}, paging.Counting) {
		c.wrong("Paging.Counting", "= %d is not known. Use one of package listing.", paging.Counting)
	}
	if paging.PageSize < 1 {
		c.wrong("Paging.PageSize", "= %d is not above zero. Set the largest size that the API takes.", paging.PageSize)
	}
	switch {
	case paging.PositionParameter == "" || paging.SizeParameter == "":
		c.wrong("Paging", "has no PositionParameter or no SizeParameter. Set both.")
	case paging.PositionParameter == paging.SizeParameter:
		c.wrong("Paging", "has one parameter, %s, for the position and the size. Set two.", paging.SizeParameter)
	}
}

func (c *checker) layout(layout listapi.Layout) {
	if len(layout.Rows) == 0 {
		c.wrong("Layout.Rows", "is empty. Name the field that holds the rows.")
	}
	if len(layout.Total) == 0 {
		c.wrong("Layout.Total", "is empty. Name the field that holds the number of all rows.")
	}
	seen := map[string]bool{}
	names := slices.Concat(layout.Rows, layout.Total, layout.Before)
	if layout.Size != "" {
		names = append(names, layout.Size)
	}
	for _, name := range names {
		switch {
		case name == "":
			c.wrong("Layout", "has an empty name. Leave it out.")
		case seen[name]:
			c.wrong("Layout", "has the field %s twice. Let a field mean one thing.", name)
		case slices.ContainsFunc(names, func(other string) bool { return strings.HasPrefix(other, name+".") }):
			c.wrong("Layout", "has the field %s, and fields in it. Let a field be read in one way.", name)
		}
		seen[name] = true
	}
}

func (c *checker) columns(list *cloud.List) {
	seen := map[string]bool{}
	for _, column := range list.Columns {
		field := "column " + column.Name + ":"
		c.name(field+" Name", column.Name)
		c.sentence(field+" Description", column.Description)
		if seen[column.Name] {
			c.wrong(field+" Name", "is that of another column. Choose another name.")
		}
		seen[column.Name] = true
		if column.Field == "" {
			c.wrong(field+" Field", "is empty. Name the field of the API.")
		}
		switch column.Type {
		case listapi.String, listapi.Int64, listapi.Bool, listapi.Decimal, listapi.StringList:
		case listapi.Objects:
			if len(column.Columns) == 0 {
				c.wrong(field+" Columns", "are empty. Declare the attributes of an element.")
			}
			attributes := map[string]bool{}
			for _, attribute := range column.Columns {
				of := field + " attribute " + attribute.Name + ":"
				if attributes[attribute.Name] {
					c.wrong(of+" Name", "is that of another attribute. Choose another name.")
				}
				attributes[attribute.Name] = true
				c.name(of+" Name", attribute.Name)
				c.sentence(of+" Description", attribute.Description)
				simple := []listapi.Type{listapi.String, listapi.Int64, listapi.Bool, listapi.Decimal}
				if !slices.Contains(simple, attribute.Type) || attribute.Field == "" {
					c.wrong(of+" Type", "= %v or Field = %q is not one that an element's attribute has. Use String, Int64, Bool or Decimal.", attribute.Type, attribute.Field)
				}
			}
		case listapi.StringMap:
			if column.Decode == nil {
				c.wrong(field+" Decode", "is nil. A StringMap needs one, such as listapi.Pairs.")
			}
		default:
			c.wrong(field+" Type", "= %v is not known. Use one of package listapi.", column.Type)
		}
	}
	c.column(&list.List, "Identifier", list.Identifier, listapi.String)
	for _, name := range list.Identity {
		c.column(&list.List, "Identity", name, listapi.String, listapi.Int64)
	}
	if list.Identity != nil && !list.Unique {
		c.wrong("Identity", "is set, and Unique is not. Set both, or neither.")
	}
	if at := list.Position(list.Identifier); at >= 0 && list.Columns[at].Changes {
		c.wrong("Identifier", "= %q names a column that changes. Choose one that stays.", list.Identifier)
	} else if at >= 0 && list.Columns[at].Sensitive {
		c.wrong("Identifier", "= %q names a sensitive column, and errors name rows by it. Choose one that can be shown.", list.Identifier)
	}
}

func (c *checker) arguments(list *cloud.List) {
	parameters := map[string]bool{list.Paging.PositionParameter: true, list.Paging.SizeParameter: true}
	seen := map[string]bool{list.RowsName: true}
	var arranging []string
	for _, argument := range list.Arguments {
		field := "argument " + argument.Name + ":"
		c.name(field+" Name", argument.Name)
		c.sentence(field+" Description", argument.Description)
		if seen[argument.Name] || slices.Contains(attributes, argument.Name) {
			c.wrong(field+" Name", "is taken. Choose another name.")
		}
		seen[argument.Name] = true
		switch {
		case argument.Parameter == "":
			c.wrong(field+" Parameter", "is empty. Name the parameter of the API.")
		case parameters[argument.Parameter]:
			c.wrong(field+" Parameter", "= %q is sent for something else. Let a parameter have one argument.", argument.Parameter)
		}
		parameters[argument.Parameter] = true
		c.argumentType(list, field, argument)
		c.argumentValues(field, argument)
		if argument.Arranges {
			arranging = append(arranging, argument.Name)
		}
		if argument.Requires == argument.Name && argument.Name != "" ||
			argument.Requires != "" && !slices.ContainsFunc(list.Arguments, func(a listapi.Argument) bool { return a.Name == argument.Requires }) {
			c.wrong(field+" Requires", "= %q is not another argument. Name one of Arguments.", argument.Requires)
		}
		if argument.Matches != "" {
			of := map[listapi.Type]listapi.Type{listapi.StringSet: listapi.String, listapi.Int64Set: listapi.Int64}
			if element, isSet := of[argument.Type]; isSet {
				c.column(&list.List, field+" Matches", argument.Matches, element)
			} else {
				c.column(&list.List, field+" Matches", argument.Matches, argument.Type)
			}
			if argument.Arranges {
				c.wrong(field+" Arranges", "is set, and Matches too. An argument that orders the rows excludes none: set one of the two.")
			}
		}
	}
	if list.OrderArgument != "" && !slices.Contains(arranging, list.OrderArgument) {
		c.wrong("OrderArgument", "= %q is not an argument with Arranges. Name one of %s.", list.OrderArgument, strings.Join(arranging, ", "))
	}
}

// argumentType checks what the type of an argument needs.
func (c *checker) argumentType(list *cloud.List, field string, argument listapi.Argument) {
	encoding, known := encodings[argument.Type]
	isMap := argument.Type == listapi.StringMap
	switch {
	case !known:
		c.wrong(field+" Type", "= %v is not one that arguments have. Use another of package listapi.", argument.Type)
	case isMap && list.InBody:
		c.wrong(field+" Type", "= StringMap is not one that a JSON body has. Declare how it is sent first.")
	case isMap && argument.Encode == nil:
		c.wrong(field+" Encode", "is nil. A StringMap needs one.")
	case !isMap && argument.Encode != nil:
		c.wrong(field+" Encode", "is set. Only a StringMap has one.")
	case argument.AsNumber && argument.Type != listapi.Bool:
		c.wrong(field+" AsNumber", "is set. Only a Bool has it.")
	case argument.Most != 0 && argument.Type != listapi.StringSet && argument.Type != listapi.Int64Set:
		c.wrong(field+" Most", "is set. Only a set has it.")
	case argument.InHeader && argument.Type != listapi.String:
		c.wrong(field+" InHeader", "is set. Only a String has it.")
	case !argument.Default.IsNull() && msgpack.KindOf(string(argument.Default)) != encoding:
		c.wrong(field+" Default", "is not of the argument's type. Set one that is.")
	}
}

// argumentValues checks what is said of the values of an argument.
func (c *checker) argumentValues(field string, argument listapi.Argument) {
	if argument.Allowed != nil && argument.Documented != nil {
		c.wrong(field+" Allowed", "is set, and Documented too. Set Allowed if others are an error, and Documented if they are a warning.")
	}
	for _, value := range slices.Concat(argument.Allowed, argument.Documented) {
		if _, err := strconv.ParseInt(value, 10, 64); argument.Type == listapi.Int64 && err != nil {
			c.wrong(field+" Allowed", "or Documented has %q, which is not an integer, and the argument is an Int64.", value)
		}
		if strings.Trim(value, argument.Characters) != "" && argument.Characters != "" {
			c.wrong(field+" Characters", "do not have those of %q. Add them.", value)
		}
	}
	if (argument.Characters == "") != (argument.CharactersText == "") {
		c.wrong(field+" CharactersText", "goes with Characters. Set both, or neither.")
	}
	if argument.Type != listapi.String && argument.Characters != "" ||
		argument.Type == listapi.StringMap && (argument.Allowed != nil || argument.Documented != nil) {
		c.wrong(field+" Characters", "or its values are checked for a String only. Leave them out.")
	}
}

// entitlement checks what a list says of its rows in the inventory.
func (c *checker) entitlement(list *listapi.List) {
	e := list.Entitlement
	if list.Excluded != "" {
		c.sentence("Excluded", list.Excluded)
		if e.ID != "" {
			c.wrong("Excluded", "is set, and Entitlement too. Say what the rows are in the inventory, or why they are not in it.")
		}
		return
	}
	if e.ID == "" {
		c.wrong("Entitlement", "is empty, and Excluded too. Say what the rows are in the inventory, or why they are not in it.")
		return
	}
	integerOrText := []listapi.Type{listapi.String, listapi.Int64}
	for _, column := range []struct {
		field, name string
		of          []listapi.Type
	}{
		{"Items", e.Items, []listapi.Type{listapi.Objects}},
		{"Whole", e.Whole, []listapi.Type{listapi.String}},
		{"Region", e.Region, []listapi.Type{listapi.String}},
		{"KindElse", e.KindElse, integerOrText},
		{"RemainingUnit", e.RemainingUnit, integerOrText},
		{"ID", e.ID, []listapi.Type{listapi.String}},
		{"ParentID", e.ParentID, []listapi.Type{listapi.String}},
		{"Name", e.Name, []listapi.Type{listapi.String}},
		{"Kind", e.Kind, integerOrText},
		{"Status", e.Status, integerOrText},
		{"Total", e.Total, []listapi.Type{listapi.Int64, listapi.Decimal}},
		{"Remaining", e.Remaining, []listapi.Type{listapi.Int64, listapi.Decimal}},
		{"Unit", e.Unit, integerOrText},
		{"AutoRenew", e.AutoRenew, []listapi.Type{listapi.Bool, listapi.String, listapi.Int64}},
		{"Assignee", e.Assignee, []listapi.Type{listapi.String}},
		{"StartsAt", e.StartsAt, []listapi.Type{listapi.String}},
		{"ExpiresAt", e.ExpiresAt, []listapi.Type{listapi.String}},
		{"Tags", e.Tags, []listapi.Type{listapi.StringMap}},
	} {
		if column.name != "" {
			c.place(list, "Entitlement."+column.field, column.name, column.of...)
		}
	}
	ways := 0
	for _, declared := range []bool{len(e.States) > 0, e.StateFilter != nil, e.Listed != ""} {
		if declared {
			ways++
		}
	}
	if ways != 1 || e.Status == "" && len(e.States) > 0 || e.Status != "" && e.Listed != "" {
		c.wrong("Entitlement.Status", "goes with States or StateFilter, and Listed with neither. Say what the values of a status or of a filter mean, or what a row is because it is listed.")
	}
	states := slices.Concat(slices.Collect(maps.Values(e.States)), []listapi.State{e.Listed})
	if e.StateFilter != nil {
		states = slices.AppendSeq(states, maps.Values(e.StateFilter.States))
		c.stateFilter(list)
	}
	for _, state := range states {
		if state != "" && !slices.Contains(listapi.States, state) {
			c.wrong("Entitlement.States", "or Listed has %q. Use one of listapi.States.", state)
		}
	}
	c.entitlementParts(list)
	if e.Kind == "" && e.Kinds != nil {
		c.wrong("Entitlement.Kinds", "is set, and Kind is not. Name the column.")
	}
	if (e.StartsAt == "" && e.ExpiresAt == "") != (e.Times == "") {
		c.wrong("Entitlement.Times", "goes with StartsAt and ExpiresAt. Declare times and how they are written, or neither.")
	}
	if e.Times != "" && !slices.Contains(arithmetic.Presets(), e.Times) {
		c.wrong("Entitlement.Times", "= %q is not a preset. Use one of %s.", e.Times, strings.Join(arithmetic.Presets(), ", "))
	}
}

// entitlementParts checks the fields that go with others.
func (c *checker) entitlementParts(list *listapi.List) {
	e := list.Entitlement
	if (e.Items == "") != (e.Whole == "") {
		c.wrong("Entitlement.Whole", "goes with Items. Name the column that identifies a row without items, or neither.")
	}
	if e.Kind == "" && e.KindElse != "" {
		c.wrong("Entitlement.KindElse", "is set, and Kind is not. Set Kind.")
	}
	if e.RemainingUnit != "" && (e.Unit == "" || e.Remaining == "") {
		c.wrong("Entitlement.RemainingUnit", "is set, and Unit or Remaining is not. Set all, or let Unit be that of both.")
	}
	if e.Unit == "" && e.Units != nil {
		c.wrong("Entitlement.Units", "is set, and Unit is not. Name the column.")
	}
	if e.UsedUpAtZero && (e.Remaining == "" || slices.Contains(slices.Collect(maps.Values(e.States)), listapi.UsedUp)) {
		c.wrong("Entitlement.UsedUpAtZero", "is set, and Remaining is not, or a status says it. Leave it out.")
	}
	if at := list.Position(e.AutoRenew); at >= 0 && (list.Columns[at].Type == listapi.Bool) != (e.Renews == nil) {
		c.wrong("Entitlement.Renews", "goes with an AutoRenew that is not a Bool. Say what its values mean.")
	}
	for name, value := range e.Arguments {
		at := slices.IndexFunc(list.Arguments, func(a listapi.Argument) bool { return a.Name == name })
		switch {
		case at < 0:
			c.wrong("Entitlement.Arguments", "has %q, which is not an argument. Name one of Arguments.", name)
		case msgpack.KindOf(string(value)) != encodings[list.Arguments[at].Type]:
			c.wrong("Entitlement.Arguments", "has a value of %q that is not of its type. Set one that is.", name)
		case e.StateFilter != nil && e.StateFilter.Argument == name:
			c.wrong("Entitlement.Arguments", "has %q, which is that of StateFilter. Leave it out.", name)
		}
	}
}

// place checks that a field of Entitlement names a column of one of some types, or an
// attribute of an item.
func (c *checker) place(list *listapi.List, field, name string, types ...listapi.Type) {
	column, attribute, isItem := strings.Cut(name, ".")
	of, at := list, list.Position(name)
	if isItem {
		items := list.Position(column)
		if items < 0 || column != list.Entitlement.Items {
			c.wrong(field, "= %q is not an attribute of Items. Name one, or a column.", name)
			return
		}
		of = &listapi.List{Columns: list.Columns[items].Columns}
		name, at = attribute, of.Position(attribute)
	}
	c.column(of, field, name, types...)
	if at >= 0 && of.Columns[at].Sensitive {
		c.wrong(field, "= %q names a sensitive column, which the inventory would show. Leave it out.", name)
	}
}

// stateFilter checks the filter that the states of rows are known by. The rows of a
// word are compared by their identifiers.
func (c *checker) stateFilter(list *listapi.List) {
	filter := list.Entitlement.StateFilter
	words := slices.Sorted(maps.Keys(filter.States))
	i := slices.IndexFunc(list.Arguments, func(a listapi.Argument) bool { return a.Name == filter.Argument })
	switch {
	case i < 0 || list.Arguments[i].Type != listapi.String:
		c.wrong("Entitlement.StateFilter", "has %q, which is not an argument of the type String. Name one.", filter.Argument)
	case !slices.Equal(words, slices.Sorted(slices.Values(list.Arguments[i].Documented))):
		c.wrong("Entitlement.StateFilter", "has the words %s, which are not the documented ones of %s. Say what each of those means.", strings.Join(words, ", "), filter.Argument)
	case !list.Unique:
		c.wrong("Entitlement.StateFilter", "is set, and Unique is not. A state is that of an identifier.")
	}
}

func (c *checker) service(service *cloud.Service) {
	c.name("Name", service.Name)
	if slices.Contains(signIn, service.Name) {
		c.wrong("Name", "is that of an endpoint for signing in. Choose another name.")
	}
	if dialect := service.Dialect; dialect.Name == "" || dialect.Sign == nil || dialect.Failed == nil || dialect.Explain == nil {
		c.wrong("Dialect", "is incomplete. Use that of the cloud's package.")
	}
	regions := service.Regions
	if !slices.Contains(regions.Documented, regions.Home) {
		c.wrong("Regions.Home", "= %q is not one of Documented. Name a region whose host is documented.", regions.Home)
	}
	if regions.Only && len(regions.Documented) != 1 {
		c.wrong("Regions.Only", "is set, and Documented has other regions than Home. Leave one of the two out.")
	}
	if regions.Host == nil {
		c.wrong("Regions.Host", "is nil. Say which host serves a region.")
		return
	}
	for i, region := range regions.Documented {
		host := regions.Host(region)
		endpoint, err := transport.ParseEndpoint(host)
		switch {
		case slices.Contains(regions.Documented[:i], region):
			c.wrong("Regions.Documented", "has %s twice. Leave one out.", region)
		case !transport.IsHostLabel(region):
			c.wrong("Regions.Documented", "has %q, which cannot be part of a host name. Write it as the cloud does.", region)
		case err != nil || endpoint != transport.HTTPS(host):
			c.wrong("Regions.Host", "returns %q for %s, which is not a host. Return a host name without a scheme.", host, region)
		}
	}
}

// name checks a name that users write.
func (c *checker) name(field, name string) {
	if !snakeCase.MatchString(name) {
		c.wrong(field, "= %q is not in snake_case. Write lower case letters, digits and single underscores.", name)
	}
}

// sentence checks a description, to which more is added.
func (c *checker) sentence(field, text string) {
	if !strings.HasSuffix(text, ".") {
		c.wrong(field, "does not end with a period. Write whole sentences.")
	}
}

// column checks that a field of the declaration names a column of one of some
// types.
func (c *checker) column(list *listapi.List, field, name string, types ...listapi.Type) {
	at := list.Position(name)
	if at < 0 {
		var names []string
		for _, column := range list.Columns {
			if slices.Contains(types, column.Type) {
				names = append(names, column.Name)
			}
		}
		c.wrong(field, "= %q is not a column. Name one of %s.", name, strings.Join(names, ", "))
	} else if !slices.Contains(types, list.Columns[at].Type) {
		c.wrong(field, "= %q names a column of the type %v. Name one of the type %s.", name, list.Columns[at].Type, typeNames(types))
	}
}

func typeNames(types []listapi.Type) string {
	var names []string
	for _, t := range types {
		names = append(names, t.String())
	}
	return strings.Join(names, " or ")
}
