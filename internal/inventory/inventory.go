// Package inventory is the data source that reads every list into one: the same
// row for all that is owned, whatever cloud it was bought from. What a row of a
// list is in the inventory is declared by the list.
package inventory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// New returns the inventory of some lists, but for those that are excluded.
func New(lists []*cloud.List) datasource.DataSource {
	i := &inventory{now: time.Now}
	for _, list := range lists {
		if list.Excluded == "" {
			i.sources = append(i.sources, &source{mapping: newMapping(list), api: list})
		}
	}
	slices.SortFunc(i.sources, func(a, b *source) int {
		return cmp.Or(strings.Compare(a.api.Cloud(), b.api.Cloud()), strings.Compare(a.list.Name, b.list.Name))
	})
	return i
}

type inventory struct {
	sources    []*source // by cloud, then by name
	configured *accounts.Clients
	clients    map[string]*cloud.Client // those of the sources that are read
	now        func() time.Time
}

// source is one list that the inventory reads.
type source struct {
	*mapping
	api *cloud.List
}

var (
	_ datasource.DataSourceWithConfigure      = (*inventory)(nil)
	_ datasource.DataSourceWithValidateConfig = (*inventory)(nil)
)

func (i *inventory) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_inventory"
}

func (i *inventory) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = i.schema()
}

func (i *inventory) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	i.configured = accounts.Configured(req, resp)
}

func (i *inventory) ValidateConfig(ctx context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(i.readArguments(ctx, req.Config).diagnostics...)
	timeouts := config.Arguments(req.Config.Raw)
	accounts.ReadTimeout(timeouts, accounts.DefaultTimeout)
	resp.Diagnostics.Append(timeouts.Found.Mistakes...)
}

func (i *inventory) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if i.configured == nil {
		resp.Diagnostics.AddError("The provider is not configured", "The data source was read before the provider was configured.")
		return
	}
	arguments := i.readArguments(ctx, req.Config)
	resp.Diagnostics.Append(arguments.diagnostics...)
	timeouts := config.Arguments(req.Config.Raw)
	timeout := accounts.ReadTimeout(timeouts, accounts.DefaultTimeout)
	resp.Diagnostics.Append(timeouts.Found.Mistakes...)
	if resp.Diagnostics.HasError() {
		return
	}
	i.clients = map[string]*cloud.Client{}
	for _, source := range i.sources {
		name := source.api.Cloud()
		if i.clients[name] != nil || !arguments.asksFor(source) {
			continue
		}
		access, found := i.configured.Find(ctx, accounts.Default, name, req, resp)
		if !found {
			return
		}
		i.clients[name] = access.Client()
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	sources, failed := i.choose(ctx, arguments, timeout)
	var all []*entitlement
	if failed == nil {
		all, failed = i.readAll(ctx, sources, arguments, timeout)
	}
	var kept []*entitlement
	if failed == nil {
		kept, failed = arguments.filter(all)
	}
	if failed != nil {
		resp.Diagnostics.Append(failed)
		return
	}
	i.warnOfAccounts(arguments, resp)
	state, err := encodeState(req.Config.Raw, sources, kept)
	if err == nil {
		err = protocol.PutState(ctx, resp, state)
	}
	if err != nil {
		resp.Diagnostics.AddError("The state cannot be written", err.Error()+"\n\nPlease report this.")
	}
}

// warnOfAccounts names the accounts of account blocks that were not read, and that
// have a cloud of a source that was asked for: without them, the rest could pass for
// all that is owned. The names are in the summary, because Terraform shows only the
// first of the warnings that have the same one.
func (i *inventory) warnOfAccounts(arguments *arguments, resp *datasource.ReadResponse) {
	var left []string
	for _, account := range slices.Sorted(maps.Keys(i.configured.Accounts)) {
		has := func(source *source) bool {
			_, has := i.configured.Accounts[account][source.api.Cloud()]
			return has && arguments.asksFor(source)
		}
		if account != accounts.Default && slices.ContainsFunc(i.sources, has) {
			left = append(left, strconv.Quote(account))
		}
	}
	summary := "accounts were not read: " + strings.Join(left, ", ")
	switch {
	case len(i.configured.Unknown) > 0:
		summary = "accounts were not read, whose names are not known yet: " + strings.Join(i.configured.Unknown, ", ")
	case len(left) == 0:
		return
	}
	resp.Diagnostics.AddWarning("entitlements_inventory: "+summary, "The inventory reads what the provider's own credentials can see. "+
		"It does not read account blocks yet, so that what these accounts own is not in it.\n\n"+
		"What to do: Read the lists of these accounts with the other data sources, which take the name of an account in account.")
}

// choose returns the sources to read: those that are named, or those of the
// clouds that have credentials. A named one that has none fails as its own data
// source would, before anything is sent.
func (i *inventory) choose(ctx context.Context, arguments *arguments, timeout time.Duration) ([]*source, diag.Diagnostic) {
	var chosen []*source
	var lacking []string
	for _, source := range i.sources {
		if !arguments.asksFor(source) {
			continue
		}
		client := i.clients[source.api.Cloud()]
		missing := client.MissingCredentials()
		switch {
		case missing == nil:
			chosen = append(chosen, source)
		case arguments.sources == nil:
			if lack := client.Name() + ": " + missing.Error(); !slices.Contains(lacking, lack) {
				lacking = append(lacking, lack)
			}
		default:
			region := client.Region(source.list, "")
			_, err := client.Read(ctx, source.api, region, nil) // cannot be signed
			return nil, i.failure(source, region, timeout, err)
		}
	}
	if len(chosen) == 0 {
		return nil, diag.NewErrorDiagnostic("entitlements_inventory: no credentials",
			"No cloud has credentials, so that there is nothing to read.\n\n"+strings.Join(lacking, "\n\n")+
				"\n\nWhat to do: Set the credentials of at least one cloud, in the provider block or in the environment.")
	}
	return chosen, nil
}

// readAll reads sources side by side, and returns what they list in the
// inventory's order: all of it, or the diagnostic of what failed. A missing
// permission does not stop the others, so that all of them are named at once.
// Any other failure does; if several come together, it is the first in the order
// of the sources.
func (i *inventory) readAll(ctx context.Context, sources []*source, arguments *arguments, timeout time.Duration) ([]*entitlement, diag.Diagnostic) {
	now := i.now()
	lists := make([][]*entitlement, len(sources))
	regions := make([]string, len(sources))
	failures := make([]error, len(sources))
	// Not an errgroup: its context ends with the error of the source that failed
	// first, which the others would then report as theirs.
	together, cancel := context.WithCancel(ctx)
	defer cancel()
	var group sync.WaitGroup
	for n, source := range sources {
		client := i.clients[source.api.Cloud()]
		regions[n] = client.Region(source.list, "")
		zone := arguments.zones[source.zoneArgument()]
		group.Go(func() {
			rows, err := client.Read(together, source.api, regions[n], nil)
			if err != nil {
				failures[n] = err
				if reasonOf(err) != denied {
					cancel()
				}
				return
			}
			lists[n] = make([]*entitlement, len(rows))
			for row := range rows {
				lists[n][row] = source.entitlement(rows[row], source.api.Cloud(), regions[n], zone, now)
			}
		})
	}
	group.Wait()
	switch failed := atFault(failures); len(failed) {
	case 0:
	case 1:
		n := failed[0]
		return nil, i.failure(sources[n], regions[n], timeout, failures[n])
	default:
		var names, details []string
		for _, n := range failed {
			own := i.own(sources[n], regions[n], timeout, failures[n])
			names = append(names, sources[n].list.Name)
			details = append(details, fmt.Sprintf("%s: %s\n\n%s", sources[n].list.Name, own.Summary(), own.Detail()))
		}
		return nil, diag.NewErrorDiagnostic(fmt.Sprintf("entitlements_inventory: no permission for %d sources", len(failed)),
			fmt.Sprintf("The sources %s failed, and with them the inventory: without them, the rest could pass for all that is owned.\n\n%s",
				strings.Join(names, ", "), strings.Join(details, "\n\n")))
	}
	all := slices.Concat(lists...)
	slices.SortFunc(all, (*entitlement).compare)
	return all, nil
}

// reason is why a source failed, the foremost first.
type reason int

const (
	failedItself reason = iota
	denied
	outOfTime
	stopped // by the failure of another, or by the user
)

func reasonOf(err error) reason {
	var failure *transport.Failure
	switch {
	case errors.Is(err, context.Canceled):
		return stopped
	case errors.Is(err, context.DeadlineExceeded):
		return outOfTime
	case errors.As(err, &failure) && failure.Kind == transport.Denied:
		return denied
	}
	return failedItself
}

// atFault returns the positions of the failures to report: all missing
// permissions, or the first failure of the foremost reason.
func atFault(failures []error) []int {
	var foremost []int
	for n, err := range failures {
		switch {
		case err == nil:
		case len(foremost) == 0 || reasonOf(err) < reasonOf(failures[foremost[0]]):
			foremost = []int{n}
		case reasonOf(err) == denied && reasonOf(failures[foremost[0]]) == denied:
			foremost = append(foremost, n)
		}
	}
	return foremost
}

// own is the diagnostic of a source's own data source.
func (i *inventory) own(source *source, region string, timeout time.Duration, err error) diag.Diagnostic {
	return diagnose.NewRead(i.clients[source.api.Cloud()], source.api, region, timeout).Error(err)
}

// failure is the diagnostic of a source's own data source, with the source's
// name before it.
func (i *inventory) failure(source *source, region string, timeout time.Duration, err error) diag.Diagnostic {
	own := i.own(source, region, timeout, err)
	return diag.NewErrorDiagnostic(source.list.Name+": "+own.Summary(),
		fmt.Sprintf("The source %s failed, and with it the inventory: without it, the rest could pass for all that is owned.\n\n%s", source.list.Name, own.Detail()))
}
