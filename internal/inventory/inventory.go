// Package inventory is the data source that reads every list into one: the same
// row for all that is owned, whatever cloud it was bought from. What a row of a
// list is in the inventory is declared by the list.
package inventory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// New returns the inventory of some lists, but for those that are excluded.
func New(lists []*cloud.List) datasource.DataSource {
	i := &inventory{now: time.Now}
	for _, list := range lists {
		if list.Excluded != "" {
			i.excluded = append(i.excluded, list)
			continue
		}
		i.sources = append(i.sources, newSource(list))
	}
	slices.SortFunc(i.sources, func(a, b *source) int {
		return cmp.Or(strings.Compare(a.list.Cloud(), b.list.Cloud()), strings.Compare(a.list.Name, b.list.Name))
	})
	return i
}

type inventory struct {
	sources    []*source // by cloud, then by name
	excluded   []*cloud.List
	configured *accounts.Clients
	now        func() time.Time
}

// defaultTimeout bounds a read if the user sets no timeouts.read.
const defaultTimeout = 30 * time.Minute

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

func (i *inventory) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	resp.Diagnostics.Append(i.readArguments(req.Config.Raw).Found.Mistakes...)
}

func (i *inventory) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if i.configured == nil {
		resp.Diagnostics.AddError("The provider is not configured", "The data source was read before the provider was configured.")
		return
	}
	arguments := i.readArguments(req.Config.Raw)
	resp.Diagnostics.Append(arguments.Found.Mistakes...)
	if resp.Diagnostics.HasError() {
		return
	}
	chosen, possible := i.choose(ctx, arguments, req, resp)
	if !possible {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, arguments.limits.all)
	defer cancel()

	kept, all, diagnostics := i.read(ctx, chosen, arguments)
	resp.Diagnostics.Append(diagnostics...)
	if resp.Diagnostics.HasError() {
		return
	}
	state, err := encodeState(req.Config.Raw, chosen, kept, countUnjudged(all))
	if err == nil {
		err = protocol.PutState(ctx, resp, state)
	}
	if err != nil {
		resp.Diagnostics.AddError("The state cannot be written", err.Error()+"\n\nPlease report this.")
	}
}

// readLimits returns how long a read may take. What the user sets bounds each list
// too.
func readLimits(arguments *config.Block) limits {
	if all := accounts.ReadTimeout(arguments, 0); all != 0 {
		return limits{all: all, list: all}
	}
	return limits{all: defaultTimeout, list: accounts.DefaultTimeout}
}

// read reads what was chosen, and returns what the filters keep of it, all of it,
// and either errors or warnings.
func (i *inventory) read(ctx context.Context, chosen *scope, arguments *arguments) (kept []*entry, all []entry, _ diag.Diagnostics) {
	limits := arguments.limits
	if failed := chosen.checkCredentials(ctx, limits); failed != nil {
		return nil, nil, diag.Diagnostics{failed}
	}
	warnings, failed := chosen.identify(ctx, limits.all)
	if failed != nil {
		return nil, nil, diag.Diagnostics{failed}
	}
	all, failed = chosen.readAll(ctx, arguments, i.now())
	if failed != nil {
		return nil, nil, diag.Diagnostics{failed}
	}
	kept, diagnostics := arguments.filter(all)
	if diagnostics.HasError() {
		return nil, nil, diagnostics
	}
	return kept, all, slices.Concat(chosen.warnOfClouds(), warnings, warnOfZones(all))
}

// warnOfZones names the lists that have times which are not known for lack of a
// time zone: no rule about time finds these rows.
func warnOfZones(all []entry) diag.Diagnostics {
	rows := map[*source]int{}
	for i := range all {
		if e := &all[i]; e.unzoned != 0 {
			rows[e.source]++
		}
	}
	var warnings diag.Diagnostics
	for _, source := range slices.SortedFunc(maps.Keys(rows), func(a, b *source) int { return strings.Compare(a.list.Name, b.list.Name) }) {
		argument := source.zoneArgument()
		warnings.AddAttributeWarning(path.Root(argument), fmt.Sprintf("entitlements_inventory: %s is not set", argument), fmt.Sprintf(
			"The API of %s writes times without a time zone, so starts_at and expires_at are null in %s. No rule about expiry finds these rows.\n\n"+
				"What to do: Set %s, such as \"Asia/Shanghai\".", source.list.Name, plural(rows[source], "row"), argument))
	}
	return warnings
}
