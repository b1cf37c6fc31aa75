package inventory_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	inventorysource "github.com/cloud-entitlements/terraform-provider-entitlements/internal/inventory"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// credentials are a key, or what is said if there is none.
type credentials struct {
	key     credential.Key
	missing error
}

func (c credentials) Retrieve(context.Context) (credential.Key, error) { return c.key, c.missing }
func (c credentials) Invalidate(credential.Key) bool                   { return false }
func (c credentials) Accepted(credential.Key)                          {}
func (c credentials) Region() string                                   { return "" }
func (c credentials) ProjectID() string                                { return "" }
func (c credentials) Missing() error                                   { return c.missing }
func (c credentials) Identity(context.Context) (credential.Identity, error) {
	return credential.Identity{}, errors.New("nobody asks")
}

// withoutBlocks returns the clients of a provider without a block, whose
// environment has the credentials of some clouds. Without a block, no setting moves
// the endpoints, so that a whole provider would call the real clouds.
func withoutBlocks(t *testing.T, clouds *acctest.Clouds, with ...string) *accounts.Clients {
	t.Helper()
	endpoint, err := transport.ParseEndpoint(clouds.URL)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]accounts.Access{}
	for name, title := range map[string]string{"alicloud": "Alibaba Cloud", "huaweicloud": "Huawei Cloud"} {
		found := credentials{missing: errors.New("nothing was found for " + name)}
		for _, cloudName := range with {
			if cloudName == name {
				found = credentials{key: credential.Key{ID: acctest.Account.AccessKeyID, Secret: acctest.Account.SecretKey, Source: "the environment"}}
			}
		}
		endpoints := map[string]transport.Endpoint{}
		for _, service := range catalog.Lists.Services(name) {
			endpoints[service.Name] = endpoint
		}
		client := cloud.New(
			cloud.Settings{Name: title, Block: name, UserAgent: "test", Credentials: found, Endpoints: endpoints, Concurrency: 2},
			transport.New(transport.Options{Cloud: title, Timeout: 30 * time.Second, Concurrency: 2}),
		)
		own[name] = accounts.Access{Client: func() *cloud.Client { return client }}
	}
	return &accounts.Clients{Accounts: map[string]map[string]accounts.Access{accounts.Default: own}}
}

// readWith reads the inventory with some clients and the given sources, or all.
func readWith(t *testing.T, clients *accounts.Clients, sources ...string) (read []string, _ diag.Diagnostics) {
	t.Helper()
	ctx := t.Context()
	source := inventorysource.New(catalog.Lists).(datasource.DataSourceWithConfigure)
	var described datasource.SchemaResponse
	source.Schema(ctx, datasource.SchemaRequest{}, &described)
	source.Configure(ctx, datasource.ConfigureRequest{ProviderData: clients}, &datasource.ConfigureResponse{})
	config := tfsdk.Config{Schema: described.Schema, Raw: configuration(ctx, described.Schema, sources)}
	null := tftypes.NewValue(described.Schema.Type().TerraformType(ctx), nil)
	resp := datasource.ReadResponse{State: tfsdk.State{Schema: described.Schema, Raw: null}}
	source.Read(ctx, datasource.ReadRequest{Config: config}, &resp)
	if !resp.State.Raw.IsNull() {
		var attributes map[string]tftypes.Value
		var names []tftypes.Value
		if err := errors.Join(resp.State.Raw.As(&attributes), attributes["sources_read"].As(&names)); err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			var text string
			if err := name.As(&text); err != nil {
				t.Fatal(err)
			}
			read = append(read, text)
		}
	}
	return read, resp.Diagnostics
}

func configuration(ctx context.Context, described schema.Schema, sources []string) tftypes.Value {
	object := described.Type().TerraformType(ctx).(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, of := range object.AttributeTypes {
		values[name] = tftypes.NewValue(of, nil)
	}
	if sources != nil {
		var names []tftypes.Value
		for _, source := range sources {
			names = append(names, tftypes.NewValue(tftypes.String, source))
		}
		values["sources"] = tftypes.NewValue(object.AttributeTypes["sources"], names)
	}
	return tftypes.NewValue(object, values)
}

// TestInventoryWithoutBlocks checks that without a block, of a cloud or an account,
// the clouds are read that have credentials, and that the others are named.
func TestInventoryWithoutBlocks(t *testing.T) {
	t.Parallel()
	const ali, hw = "alicloud", "huaweicloud"
	advice := "\n\nWhat to do: Add the block of each cloud that is to be read to the provider: an empty one is enough, and missing credentials are an error then. Or name in sources what is to be read."
	const why = "The provider block has no block of a cloud, so that every cloud is read which has credentials, and no other.\n\n"
	tests := map[string]struct {
		with, sources, read []string
		want                string // severity, summary and detail, or the beginning of them
	}{
		"both":           {[]string{ali, hw}, nil, acctest.Names(ali, hw), ""},
		"one":            {[]string{ali}, nil, acctest.Names(ali), "Warning: entitlements_inventory: not read for lack of credentials: Huawei Cloud\n" + why + "Huawei Cloud: nothing was found for huaweicloud" + advice},
		"the other":      {[]string{hw}, nil, acctest.Names(hw), "Warning: entitlements_inventory: not read for lack of credentials: Alibaba Cloud\n" + why + "Alibaba Cloud: nothing was found for alicloud" + advice},
		"none":           {nil, nil, nil, "Error: entitlements_inventory: no credentials\nNo cloud has credentials, so that there is nothing to read.\n\nAlibaba Cloud: nothing was found for alicloud\n\nHuawei Cloud: nothing was found for huaweicloud\n\nWhat to do: Set the credentials of at least one cloud, in the provider block or in the environment."},
		"a named source": {[]string{ali}, []string{"ice_airtc_licenses"}, []string{"ice_airtc_licenses"}, ""},
		"a named source that cannot": {[]string{ali}, []string{"ice_airtc_licenses", "codearts_ide_licenses"}, nil,
			"Error: codearts_ide_licenses: CheckActivationCodeList: "},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds := acctest.Start(t, simulator.Config{})
			read, diagnostics := readWith(t, withoutBlocks(t, clouds, test.with...), test.sources...)
			got := ""
			for _, d := range diagnostics {
				got += d.Severity().String() + ": " + d.Summary() + "\n" + d.Detail()
			}
			if diff := cmp.Diff(test.read, read); diff != "" || (got == "") != (test.want == "") || !strings.HasPrefix(got, test.want) {
				t.Errorf("read (-want +got):\n%s\n%s\ninstead of\n%s", diff, got, test.want)
			}
			if test.read == nil && len(clouds.Requests()) > 0 {
				t.Errorf("%d requests were sent", len(clouds.Requests()))
			}
		})
	}
}

// TestInventoryRefused checks that credentials that are there and cannot be used
// are no reason to leave a cloud out.
func TestInventoryRefused(t *testing.T) {
	t.Parallel()
	clouds := acctest.Start(t, simulator.Config{Huaweicloud: []simulator.Account{{AccessKeyID: "ANOTHER", SecretKey: "key"}}})
	read, diagnostics := readWith(t, withoutBlocks(t, clouds, "alicloud", "huaweicloud"),
		append(acctest.Names("alicloud"), "codearts_ide_licenses")...)
	if len(diagnostics) != 1 || diagnostics[0].Summary() != "codearts_ide_licenses: CheckActivationCodeList: the access key was refused" || read != nil {
		t.Errorf("%v %v", read, diagnostics)
	}
	// The list and its words are asked for side by side, but not with a key that may
	// be no good: five such calls would lock it.
	refused := 0
	for _, request := range clouds.Requests() {
		if request.API == lists.CodeArtsIDE {
			refused++
		}
	}
	if refused != 1 {
		t.Errorf("%d calls were refused", refused)
	}
}
