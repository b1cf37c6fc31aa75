package accounts_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
)

// outcome is what Find returns: whether there is an access, errors by their summary and
// the beginning of their detail, and whether the read is deferred.
type outcome struct {
	Found, Deferred bool
	Errors          []string
}

func find(t *testing.T, clients accounts.Clients, account, cloud string, deferral bool) outcome {
	t.Helper()
	req := datasource.ReadRequest{ClientCapabilities: datasource.ReadClientCapabilities{DeferralAllowed: deferral}}
	attributes := map[string]schema.Attribute{"account": accounts.Attribute()}
	resp := &datasource.ReadResponse{State: tfsdk.State{Schema: schema.Schema{Attributes: attributes}}}
	_, found := clients.Find(t.Context(), account, cloud, req, resp)
	got := outcome{Found: found, Deferred: resp.Deferred != nil}
	for _, diagnostic := range resp.Diagnostics {
		first, _, _ := strings.Cut(diagnostic.Detail(), ". ")
		got.Errors = append(got.Errors, diagnostic.Summary()+": "+first)
	}
	if got.Deferred && resp.State.Raw.IsKnown() {
		t.Error("a read that is deferred has a state")
	}
	return got
}

// TestFind finds clouds of accounts that can be read, and of accounts that cannot.
func TestFind(t *testing.T) {
	mistakes := diag.Diagnostics{diag.NewAttributeErrorDiagnostic(path.Root("alicloud").AtName("region"), "Invalid provider setting",
		"alicloud.region is wrong. Fix it.")}
	clients := accounts.Clients{Accounts: map[string]map[string]accounts.Access{
		accounts.Default: {"one": {}, "mistaken": {Mistakes: mistakes, Unknown: []string{"x"}}, "unknown": {Unknown: []string{"unknown.region"}}},
		"prod":           {"one": {Unknown: []string{"request_timeout", `account "prod": one.region`}}, "two": {}},
	}}
	noBlocks := clients
	noBlocks.Unknown = []string{accounts.Blocks}
	noName := clients
	noName.Unknown = []string{"account[0].name"}
	const notKnown = "A setting of the provider is not known yet: "
	for name, test := range map[string]struct {
		clients        accounts.Clients
		account, cloud string
		want           outcome
		deferred       bool // if Terraform can put reads off
	}{
		"found":              {clients, accounts.Default, "one", outcome{Found: true}, false},
		"of an account":      {clients, "prod", "two", outcome{Found: true}, false},
		"found all the same": {noBlocks, accounts.Default, "one", outcome{Found: true}, false},
		"mistakes": {clients, accounts.Default, "mistaken",
			outcome{Errors: []string{"Invalid provider setting: alicloud.region is wrong"}}, false},
		"not known":        {clients, accounts.Default, "unknown", outcome{Errors: []string{notKnown + "Reading unknown needs unknown.region, which is not known yet"}}, true},
		"two not known":    {clients, "prod", "one", outcome{Errors: []string{notKnown + `Reading one of the account "prod" needs request_timeout, account "prod": one.region, which are not known yet`}}, true},
		"no such account":  {clients, "test", "one", outcome{Errors: []string{`Unknown account: account = "test" is not the name of an account block in the provider`}}, false},
		"no such cloud":    {clients, "prod", "three", outcome{Errors: []string{`The account does not have the cloud: The account "prod" has no block three, which reading it needs`}}, false},
		"accounts unknown": {noBlocks, "test", "one", outcome{Errors: []string{notKnown + `The list of account blocks is not known yet, so only account = "default" can be read`}}, true},
		"a name unknown":   {noName, "test", "one", outcome{Errors: []string{notKnown + `Reading one of the account "test" needs account[0].name, which is not known yet`}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, find(t, test.clients, test.account, test.cloud, false)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			want := test.want
			if test.deferred {
				want = outcome{Deferred: true}
			}
			if diff := cmp.Diff(want, find(t, test.clients, test.account, test.cloud, true)); diff != "" {
				t.Errorf("if reads can be deferred (-want +got):\n%s", diff)
			}
		})
	}
}

// TestConfigured checks what a data source is given before and after the provider is
// configured.
func TestConfigured(t *testing.T) {
	clients := &accounts.Clients{}
	for _, test := range []struct {
		data   any
		want   *accounts.Clients
		errors int
	}{{nil, nil, 0}, {clients, clients, 0}, {"x", nil, 1}} {
		resp := &datasource.ConfigureResponse{}
		if got := accounts.Configured(datasource.ConfigureRequest{ProviderData: test.data}, resp); got != test.want ||
			resp.Diagnostics.ErrorsCount() != test.errors {
			t.Errorf("%v: %v, %v", test.data, got, resp.Diagnostics)
		}
	}
}

// TestReadTimeout reads how long a read may take.
func TestReadTimeout(t *testing.T) {
	of := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"read": tftypes.String}}
	timeouts := func(read any) tftypes.Value {
		return tftypes.NewValue(of, map[string]tftypes.Value{"read": tftypes.NewValue(tftypes.String, read)})
	}
	for name, test := range map[string]struct {
		timeouts tftypes.Value
		want     time.Duration
		mistake  string
	}{
		"no block":  {tftypes.NewValue(of, nil), accounts.DefaultTimeout, ""},
		"not set":   {timeouts(nil), accounts.DefaultTimeout, ""},
		"not known": {timeouts(tftypes.UnknownValue), accounts.DefaultTimeout, ""},
		"set":       {timeouts("90s"), 90 * time.Second, ""},
		"wrong":     {timeouts("-5s"), accounts.DefaultTimeout, `timeouts.read = "-5s" is not a duration above zero: write a number and a unit, such as "15m".`},
	} {
		arguments := config.Arguments(tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"timeouts": of}},
			map[string]tftypes.Value{"timeouts": test.timeouts}))
		got, mistake := accounts.ReadTimeout(arguments, accounts.DefaultTimeout), ""
		for _, diagnostic := range arguments.Found.Mistakes {
			mistake += diagnostic.Detail()
		}
		if got != test.want || mistake != test.mistake {
			t.Errorf("%s: %s, want %s; %s", name, got, test.want, mistake)
		}
	}
}
