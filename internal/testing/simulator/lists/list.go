// Package lists declares the list APIs that the simulator answers, each in a file of its own: which parameters an API
// documents, which rows they select, which page of them is sent, and how its documented sample answer is filled.
//
// A new list is one new file with a [List], its documented answer as samples/API.json, and a line in [All].
package lists

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"time"
)

// All is every list that the simulator knows: one line each. The settings of a provider block are in this order.
var All = []*List{
	&ice,
	&aiContent,
	&outboundBot,
	&codeArtsIDE,
}

// Billing is the lists of the billing centers, and of the enterprise projects that a list there is made of. The server answers them
// as it does the others. The provider has no data sources for them yet: a list that gets one moves to [All].
var Billing = []*List{
	&alicloudBillingInstances,
	&alicloudBillingResourcePackages,
	&alicloudBillingSavingsPlans,
	&huaweicloudBillingResources,
	&huaweicloudBillingResourcePackages,
	&enterpriseProjects,
}

// Known returns every list that the server answers.
func Known() []*List { return slices.Concat(All, Billing) }

// API names one list API. It is also the name of the file under samples/.
type API string

// Cloud names a cloud, as the provider block does.
type Cloud string

// The two clouds.
const (
	Alicloud    Cloud = "alicloud"
	Huaweicloud Cloud = "huaweicloud"
)

// Service is what several lists may share: the service of a cloud that answers them.
type Service struct {
	Cloud Cloud
	// Endpoint is the provider's setting for where the service is.
	Endpoint string
	// Product and Version are how the gateway of Alibaba Cloud knows the service.
	Product, Version string
	// Sites are the sites of a cloud that the documented hosts belong to, if the service has sites.
	Sites map[string]Site
	// Codes are the error codes of the service behind the gateway of Huawei Cloud.
	Codes Codes
}

// Site is a part of a cloud that has accounts of its own.
type Site string

// The sites. An account is on one of them.
const (
	Domestic      Site = "Domestic"
	International Site = "International"
	Europe        Site = "Europe"
)

// Codes are the error codes of a service for a missing permission, a bad parameter and a mistake of its own.
type Codes struct {
	Denied, Invalid, Broken string
	// Nested says that errors are in a member "error" of the answer.
	Nested bool
}

// List declares one list API. The server does everything that they share: who calls, whether they may, and which page.
type List struct {
	API     API
	Service *Service

	// Action is the name of the operation at Alibaba Cloud.
	Action string
	// Method and Path are how the operation is addressed; both are empty in the RPC style, which has the action alone.
	Method, Path string

	// Parameters are the documented ones; family matches those that are documented as a pattern.
	Parameters []string
	family     *regexp.Regexp
	// Body are the members of a JSON body, which has all parameters then; Headers are the parameters that are in headers.
	Body    map[string]Member
	Headers []string
	// NeedsDomain says that a request must name the caller's account in X-Domain-Id.
	NeedsDomain bool

	// Denied is the error code of a missing permission, if a cloud has more than one.
	Denied string

	// Paging is how a page is asked for.
	Paging Paging
	// Rows and Total lead to the rows and to their number in an answer, Identifier is the field that says which row one is.
	Rows, Total []string
	Identifier  string
	// IdentifierRepeats says that several rows may have the same identifier.
	IdentifierRepeats bool
	// find returns the rows that the other parameters select, in the order that they ask for.
	find func(p *Parameters, rows []Row) []Row
	// scope, if set, leaves out the rows that another setting of the server hides.
	scope func(p *Parameters, s Settings, rows []Row) []Row
	// fill writes the rest of a page into the documented sample answer, which has the rows and their number already.
	fill func(body map[string]any, p page)

	// generate makes the i-th row of a generated list.
	generate func(i int, r *rand.Rand) Row
	// demo makes the rows of the demonstration, 60 to 120 of them. Without it they are generated ones.
	demo func(now time.Time, r *rand.Rand) []Row
}

// Of returns the list of an API, or nil if there is none.
func Of(api API) *List {
	if at := slices.IndexFunc(Known(), func(l *List) bool { return l.API == api }); at >= 0 {
		return Known()[at]
	}
	return nil
}

// Services returns the services that have lists, each once.
func Services() []*Service {
	var services []*Service
	for _, l := range All {
		if !slices.Contains(services, l.Service) {
			services = append(services, l.Service)
		}
	}
	return services
}

// Settings select how a list answers if its documents leave room, or where it is reported to differ from them.
type Settings struct {
	// PageLimit, if it is not 0, takes the place of the list's own.
	PageLimit int64
	// OffsetCountsPages makes an offset count pages.
	OffsetCountsPages bool
	// IgnoresPaging sends all rows, whatever page is asked for.
	IgnoresPaging bool
	// TotalMissing leaves the total out of the answer.
	TotalMissing bool
	// TableSpelling answers as the table of a document says, not as its example does.
	TableSpelling bool
	// AllProjects lists the packages of all enterprise projects if none is named.
	AllProjects bool
}

// Knows reports whether the API documents a parameter of this name. Names are case-sensitive.
func (l *List) Knows(parameter string) bool {
	_, inBody := l.Body[parameter]
	return inBody || slices.Contains(l.Headers, parameter) || slices.Contains(l.Parameters, parameter) ||
		l.family != nil && l.family.MatchString(parameter)
}

// Page returns the number of the page that is asked for, counted from 1; 0 if the paging parameters make no sense.
func (l *List) Page(values map[string]string, s Settings) int {
	p := &Parameters{Values: values}
	w := l.Paging.window(p, l.settings(s))
	if p.Bad() != "" {
		return 0
	}
	return int(w.index)
}

// Answer returns the body with the page of these rows that the parameters ask for. It is of no use if the parameters turn out
// to be bad.
func (l *List) Answer(p *Parameters, s Settings, rows []Row) map[string]any {
	s = l.settings(s)
	w := l.Paging.window(p, s)
	if l.scope != nil {
		rows = l.scope(p, s, rows)
	}
	found := l.find(p, rows)
	answered := page{Settings: s, window: w, parameters: p, total: len(found)}
	if s.IgnoresPaging {
		answered.offset = 0
		answered.rows = visible(found)
	} else {
		answered.rows = visible(w.cut(found))
	}
	body := sampleBody(l.API)
	put(body, l.Rows, answered.rows)
	if s.TotalMissing {
		remove(body, l.Total)
	} else {
		put(body, l.Total, answered.total)
	}
	if l.fill != nil {
		l.fill(body, answered)
	}
	return body
}

func (l *List) settings(s Settings) Settings {
	if s.PageLimit <= 0 {
		s.PageLimit = l.Paging.Limit
	}
	return s
}

// page is one page of a result, and what its answer must say about the rest.
type page struct {
	Settings
	window
	parameters *Parameters
	rows       []Row
	total      int
}

// member returns the object that a path leads to, and the last name of the path.
func member(body map[string]any, path []string) (object map[string]any, name string) {
	object = body
	for _, name := range path[:len(path)-1] {
		object, _ = object[name].(map[string]any)
	}
	return object, path[len(path)-1]
}

func put(body map[string]any, path []string, value any) {
	if object, name := member(body, path); object != nil {
		object[name] = value
	}
}

func remove(body map[string]any, path []string) {
	object, name := member(body, path)
	delete(object, name)
}
