// Package cloud reads lists from one cloud: it chooses the region and the
// endpoint, calls the API for each page and turns the answers into rows. How
// requests are signed, and what errors mean, is in the dialect of the cloud.
package cloud

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listing"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Settings are what a Client needs to know of its cloud.
type Settings struct {
	// Name is the cloud's name in errors.
	Name string

	// Block is how errors name the block that configures the cloud: "alicloud",
	// or that of an account, such as account "prod": alicloud.
	Block string

	// Region is the region that the provider block names, or empty, and
	// ImpliedRegion that of the environment, or empty for that of the profile
	// which holds the credentials.
	Region, ImpliedRegion string

	// ProjectID is the project that the provider block names on clouds that have
	// projects, or empty. It is always sent.
	ProjectID string

	// ImpliedProjectID is the environment's project, and ImpliedProjectRegion
	// the region that the environment names beside it; each may be empty. A
	// profile may have another pair.
	ImpliedProjectID, ImpliedProjectRegion string

	// ImpliedProjectVariable is the variable that ImpliedProjectID is from.
	ImpliedProjectVariable string

	// UserAgent is sent with each request.
	UserAgent string

	// Credentials are where the access key comes from. They are not asked for
	// it before the first call.
	Credentials Credentials

	// Endpoints override where APIs are served, by Service.Name.
	Endpoints map[string]transport.Endpoint

	// Concurrency bounds the pages of one list that are fetched at once.
	Concurrency int
}

// Credentials are where the access key comes from. They are safe for concurrent
// use, and only Retrieve and Identity send anything.
type Credentials interface {
	// Retrieve returns the key to sign with, after signing in if that is necessary.
	Retrieve(ctx context.Context) (credential.Key, error)

	// Invalidate says that the cloud refused a key, and reports whether Retrieve
	// may return another one. Accepted says that the cloud accepted a key.
	Invalidate(key credential.Key) bool
	Accepted(key credential.Key)

	// Identity returns whose the key is.
	Identity(ctx context.Context) (credential.Identity, error)

	// Region and ProjectID are what a profile sets beside its credentials, or
	// empty.
	Region() string
	ProjectID() string

	// Missing returns why there is nothing to sign in with, or nil. Credentials
	// that are configured and cannot be used are not missing.
	Missing() error
}

// Client reads lists from one cloud. It is safe for concurrent use.
type Client struct {
	settings  Settings
	transport *transport.Client
}

// New returns a client. It sends nothing.
func New(settings Settings, transport *transport.Client) *Client {
	return &Client{settings: settings, transport: transport}
}

// Name returns the cloud's name for errors.
func (c *Client) Name() string { return c.settings.Name }

// Block returns how errors name the block that configures the cloud.
func (c *Client) Block() string { return c.settings.Block }

// Region returns the region of a list that is read, given the one that a data
// source names or an empty text.
func (c *Client) Region(list *List, own string) string {
	return list.Service.Regions.Choose(Named{
		Own:     own,
		Block:   c.settings.Region,
		Implied: cmp.Or(c.settings.ImpliedRegion, c.settings.Credentials.Region()),
	})
}

// Project says which project of a region is read.
type Project struct {
	// ID is the project that is sent, or empty.
	ID string

	// Dropped says where a project comes from that is not sent because it was
	// set beside another region, or is empty.
	Dropped string
}

// Project returns the project that is read of a region, or nil if what is listed
// belongs to none. A project belongs to one region: one that was set beside
// another region is not sent, unless the configuration names it.
func (c *Client) Project(list *List, region string) *Project {
	if !list.ByProject {
		return nil
	}
	if c.settings.ProjectID != "" {
		return &Project{ID: c.settings.ProjectID}
	}
	project := &Project{}
	for _, implied := range []struct{ from, id, region string }{
		{"the environment", c.settings.ImpliedProjectID, c.settings.ImpliedProjectRegion},
		{"the profile", c.settings.Credentials.ProjectID(), c.settings.Credentials.Region()},
	} {
		switch {
		case implied.id == "":
		case implied.region == "" || implied.region == region:
			return &Project{ID: implied.id}
		case project.Dropped == "":
			project.Dropped = implied.from
		}
	}
	return project
}

// badProject is the problem of a project that no header can hold. That of the
// configuration was checked when it was read.
func (c *Client) badProject(id string) error {
	from := "the project id of the profile"
	if id == c.settings.ImpliedProjectID {
		from = "the environment variable " + c.settings.ImpliedProjectVariable
	}
	return &credential.Problem{
		Title:  "the project id is malformed",
		Advice: fmt.Sprintf("Fix %s, or set %s.project_id.", from, c.settings.Block),
		Err:    fmt.Errorf("%s is not a project id, which has no spaces or line breaks", from),
	}
}

// MissingCredentials returns why there is nothing to sign in to the cloud with,
// or nil; see Credentials.Missing. It sends nothing.
func (c *Client) MissingCredentials() error { return c.settings.Credentials.Missing() }

// Result is a list that was read.
type Result struct {
	// Rows are all rows that the arguments select.
	Rows []listapi.Row
}

// Read returns every row of a list in a region. The errors are those of
// listapi.List.Read; inside a listing.PageError is a *transport.Failure, or a
// *listapi.FilterError.
func (c *Client) Read(ctx context.Context, list *List, region string, arguments listapi.Arguments) (Result, error) {
	credentials := c.settings.Credentials
	target := transport.Target{Region: region, UserAgent: c.settings.UserAgent}
	if project := c.Project(list, region); project != nil {
		if !credential.Printable(project.ID) {
			return Result{}, &transport.Failure{
				Kind: transport.NoCredentials, Cloud: c.settings.Name, Operation: list.Operation, Region: region, Err: c.badProject(project.ID),
			}
		}
		target.ProjectID = project.ID
	}
	if endpoint, overridden := c.settings.Endpoints[list.Service.Name]; overridden {
		target.Endpoint = endpoint
	} else if transport.IsHostLabel(region) {
		target.Endpoint = transport.HTTPS(list.Service.Regions.Host(region))
	} else {
		// Regions are checked when a configuration is read. This check is here so that
		// a host name is never built from anything else.
		return Result{}, &transport.Failure{Kind: transport.Unresolved, Cloud: c.settings.Name, Operation: list.Operation, Region: region,
			Err: errors.New("the region cannot be part of a host name")}
	}
	fetch := func(ctx context.Context, parameters listapi.Parameters, number int) (listing.Page[listapi.Row], error) {
		var key credential.Key
		page, err := transport.Do(ctx, c.transport, transport.Call{
			Operation:  list.Operation,
			Region:     region,
			Page:       number,
			Permission: strings.Join(list.Permissions(), " or "),
			Host:       target.Endpoint.Host,
			Build: func(ctx context.Context) (_ *transport.Request, err error) {
				if key, err = credentials.Retrieve(ctx); err != nil {
					return nil, err
				}
				return list.Service.Dialect.Sign(ctx, list.call(parameters), key, target)
			},
			Renew: func() bool { return credentials.Invalidate(key) },
		}, decoder(ctx, list))
		if err != nil {
			return page, err
		}
		credentials.Accepted(key)
		return page, checkFilters(list, arguments, page.Rows, key)
	}
	rows, err := list.Read(ctx, arguments, c.settings.Concurrency, fetch)
	return Result{Rows: rows}, err
}

// checkFilters checks the rows of a page against what was asked for; see
// listapi.List.CheckFilters. The error quotes a row, which a server may have
// filled with what it was sent.
func checkFilters(list *List, arguments listapi.Arguments, rows []listapi.Row, key credential.Key) error {
	err := list.CheckFilters(arguments, rows)
	var ignored *listapi.FilterError
	if errors.As(err, &ignored) {
		for _, secret := range []string{key.Secret, key.Token} {
			if secret != "" {
				ignored.Row, ignored.Found = strings.ReplaceAll(ignored.Row, secret, "***"), strings.ReplaceAll(ignored.Found, secret, "***")
			}
		}
	}
	return err
}

// decoder decodes the answers for one page of a list.
func decoder(ctx context.Context, list *List) transport.Decoder[listing.Page[listapi.Row]] {
	watch := watching(ctx)
	return transport.Decoder[listing.Page[listapi.Row]]{
		Decode: func(body []byte) (listing.Page[listapi.Row], error) {
			page, err := list.DecodePage(ctx, body, func(fields map[string]jsontext.Value) error {
				if failure := list.Service.Dialect.Failed(fields); failure != nil {
					return failure
				}
				return nil
			})
			if err != nil && ctx.Err() != nil {
				return page, &transport.Failure{Kind: transport.Stopped, Err: context.Cause(ctx)}
			}
			watch(body, page, err)
			return page, err
		},
		Explain: list.Service.Dialect.Explain.Body,
	}
}
