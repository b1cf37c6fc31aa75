package cloud

import (
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// Service is an API of a cloud with one or several lists.
type Service struct {
	// Dialect is how the APIs of the service's cloud are called.
	Dialect *dialect.Dialect

	// Name is the name of the setting that overrides where the API is served.
	Name string

	// Version is the version of the API, in the API's own spelling. It is empty for
	// an API that has it in its paths.
	Version string

	// Regions are where the API is served.
	Regions Regions
}

// Regions are the regions in which an API is served.
type Regions struct {
	// Home is the region that is read if the user names none.
	Home string

	// Documented are the regions for which the API's documents name a host. Home
	// is one of them.
	Documented []string

	// Host returns the host that serves the API in a region, also in one that is
	// not documented.
	Host func(region string) string

	// Only is set if there is no other region than Home, so that a region that the
	// user sets for the whole cloud does not apply.
	Only bool
}

// Named are the regions that a user names, from the narrowest to the widest.
// Each may be empty.
type Named struct {
	// Own is the data source's, and Block the provider block's.
	Own, Block string

	// Implied is that of the environment or of a profile, which is meant for all
	// that these are used for.
	Implied string
}

// Choose returns the region to read. A region that a configuration names is never
// checked against a list; an implied one counts only if it is documented.
func (r Regions) Choose(named Named) string {
	switch {
	case named.Own != "":
		return named.Own
	case r.Only:
		return r.Home
	case named.Block != "":
		return named.Block
	case slices.Contains(r.Documented, named.Implied):
		return named.Implied
	}
	return r.Home
}

// List is a list of a service: what is read, and what is called for it.
type List struct {
	listapi.List

	// Service is the API of the list.
	Service *Service

	// Operation names the operation as the cloud does.
	Operation string

	// Method is the HTTP method that the vendor's current SDK sends. Path is empty
	// for an operation in the RPC style of Alibaba Cloud, which has none.
	Method, Path string

	// Permission is the action that a caller must be allowed, and OrPermission another
	// one that is enough, or empty.
	Permission, OrPermission string

	// ByProject is set if what is listed belongs to a project of the region.
	ByProject bool
}

// Cloud returns the name of the provider's block that configures the list's cloud.
func (l *List) Cloud() string { return l.Service.Dialect.Block }

// Permissions returns the actions of which a caller must be allowed one.
func (l *List) Permissions() []string {
	if l.OrPermission == "" {
		return []string{l.Permission}
	}
	return []string{l.Permission, l.OrPermission}
}

// call returns what is called with some parameters.
func (l *List) call(parameters listapi.Parameters) dialect.Call {
	call := dialect.Call{
		Name: l.Operation, Version: l.Service.Version, Method: l.Method, Path: l.Path,
		Query: parameters.Query, Header: parameters.Header,
	}
	if parameters.Body != nil { // an interface that holds a nil map is not nil
		call.Body = parameters.Body
	}
	return call
}
