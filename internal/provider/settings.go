package provider

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/datasource"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/signin"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

const (
	defaultRequestTimeout = 30 * time.Second
	defaultMaxRetries     = 5
	defaultMaxConcurrency = 8

	maxMaxRetries     = 100
	maxMaxConcurrency = 256
)

// settings are what the provider block and the environment say.
type settings struct {
	requestTimeout time.Duration
	maxRetries     int
	maxConcurrency int

	// unknown are the settings that are not known yet and that every read needs,
	// and unknownAccounts those without which it is not known which accounts
	// there are. Then none of accounts is there but the default one.
	unknown, unknownAccounts []string

	// accounts are the settings of each cloud, by the attribute of its block, of
	// each account, by its name.
	accounts map[string]map[string]*cloudSettings
}

// cloudSettings are the settings of one cloud in one account.
type cloudSettings struct {
	cloud.Settings

	// unknown are the settings that are not known yet and that a read needs, and
	// unknownBase those of them that are needed to sign in without the role of
	// the block.
	unknown, unknownBase []string

	// onlyRole is set if the block of an account has a role and no credentials
	// of its own: the role is assumed with the provider's.
	onlyRole bool

	// chain returns where credentials are looked for. Base are those of the
	// provider, if onlyRole is set.
	chain func(common signin.Settings, base *credential.Chain) *credential.Chain

	// metadata is where the cloud's servers find their metadata service.
	metadata transport.Endpoint
}

// readSettings reads the provider block and, if it is silent, the environment.
// Everything that is wrong is reported at once, each on its own attribute. What
// is not known yet is kept by name: it is in the way of the reads that need it.
//
// Credentials are not looked for here: a cloud that no data source uses may have
// a broken environment, and one that is used reports it then.
func readSettings(config tftypes.Value, services Services) (*settings, diag.Diagnostics) {
	var diagnostics diag.Diagnostics
	found := func() *findings { return &findings{diagnostics: &diagnostics} }
	root := newBlock("", path.Empty(), config, found())
	s := &settings{
		requestTimeout: root.duration("request_timeout", defaultRequestTimeout),
		maxRetries:     int(root.integer("max_retries", defaultMaxRetries, 0, maxMaxRetries)),
		maxConcurrency: int(root.integer("max_concurrency", defaultMaxConcurrency, 1, maxMaxConcurrency)),
	}
	s.unknown = root.found.unknown

	own := map[string]*block{}
	for name := range clouds {
		own[name] = newBlock(name, path.Root(name), root.values[name], found())
	}
	s.accounts = map[string]map[string]*cloudSettings{datasource.DefaultAccount: {}}
	for name, read := range clouds {
		s.accounts[datasource.DefaultAccount][name] = read(own[name], services)
	}
	s.readAccounts(newBlock("", path.Empty(), config, found()), own, services)
	return s, diagnostics
}

// clouds read the block of a cloud, by its name.
var clouds = map[string]func(*block, Services) *cloudSettings{
	alicloud.Attribute:    readAlicloud,
	huaweicloud.Attribute: readHuaweicloud,
}

// readAccounts reads the account blocks. Own are the blocks of the provider
// itself, from which accounts inherit.
func (s *settings) readAccounts(root *block, own map[string]*block, services Services) {
	const attribute = "account"
	list := root.values[attribute]
	if !list.IsKnown() {
		s.unknownAccounts = []string{attribute}
		return
	}
	var elements []tftypes.Value
	if !list.IsNull() && list.As(&elements) != nil {
		return
	}
	read := map[string]map[string]*cloudSettings{}
	for i, element := range elements {
		at := path.Root(attribute).AtListIndex(i)
		account := newBlock(fmt.Sprintf("%s[%d]", attribute, i), at, element, root.found)
		name, named := account.text("name")
		switch {
		case !named: // which the framework reports if it is null
			continue
		case name == datasource.DefaultAccount:
			account.wrong("name", fmt.Sprintf("= %q is the name of the provider's own credentials. Choose another name.", name))
		case read[name] != nil:
			account.wrong("name", fmt.Sprintf("= %q is the name of another account too. Names are unique.", name))
		}
		read[name] = map[string]*cloudSettings{}
		for cloudName, readCloud := range clouds {
			value, there := account.values[cloudName]
			if !there || value.IsKnown() && value.IsNull() {
				continue
			}
			b := newBlock(fmt.Sprintf("account %q: %s", name, cloudName), at.AtName(cloudName), value, &findings{diagnostics: root.found.diagnostics})
			b.account, b.from = name, own[cloudName]
			read[name][cloudName] = readCloud(b, services)
		}
	}
	if s.unknownAccounts = root.found.unknown; len(s.unknownAccounts) == 0 {
		for name, clouds := range read {
			if name != datasource.DefaultAccount {
				s.accounts[name] = clouds
			}
		}
	}
}

// clients returns the clients of each account. Nothing is sent. The warnings say
// which credentials do not count beside others.
func (s *settings) clients(userAgent string) (*datasource.Clients, diag.Diagnostics) {
	clients := &datasource.Clients{Accounts: map[string]map[string]datasource.Access{}, Unknown: s.unknownAccounts}
	var warnings diag.Diagnostics
	own := s.accounts[datasource.DefaultAccount]
	bases := map[string]*credential.Chain{}
	for name, settings := range own {
		bases[name] = settings.signIn(s, userAgent, nil)
	}
	for account, of := range s.accounts {
		clients.Accounts[account] = map[string]datasource.Access{}
		for name, settings := range of {
			unknown := slices.Concat(s.unknown, settings.unknown)
			switch {
			case account == datasource.DefaultAccount:
			case settings.onlyRole:
				unknown = append(unknown, own[name].unknownBase...)
				settings.signIn(s, userAgent, bases[name].WithoutRole())
			default:
				settings.signIn(s, userAgent, nil)
			}
			if len(unknown) == 0 {
				warnings.Append(hiddenCredentials(settings)...)
			}
			clients.Accounts[account][name] = datasource.Access{
				Client:  sync.OnceValue(func() *cloud.Client { return cloud.New(settings.Settings, transport.New(s.options(settings.Name))) }),
				Unknown: unknown,
			}
		}
	}
	return clients, warnings
}

// options are how calls are sent to a cloud.
func (s *settings) options(cloud string) transport.Options {
	return transport.Options{
		Cloud: cloud, Timeout: s.requestTimeout, Retries: s.maxRetries, Concurrency: s.maxConcurrency, Observe: logExchange,
	}
}

// signIn completes the settings with where the credentials come from, which it
// returns: nothing is looked at before the first of them is needed.
func (c *cloudSettings) signIn(s *settings, userAgent string, base *credential.Chain) *credential.Chain {
	c.UserAgent, c.Concurrency = userAgent, s.maxConcurrency
	c.Credentials = c.chain(signin.Settings{Options: s.options(c.Name), UserAgent: userAgent, Metadata: c.metadata}, base)
	return c.Credentials
}

// userAgent names the provider and Terraform, and what TF_APPEND_USER_AGENT
// adds, as far as a header can hold it.
func userAgent(version, terraform string) string {
	agent := "terraform-provider-entitlements/" + version + " Terraform/" + terraform
	added := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return -1
		}
		return r
	}, os.Getenv("TF_APPEND_USER_AGENT"))
	return strings.TrimSpace(agent + " " + strings.TrimSpace(added))
}

// requestLog is the subsystem under which requests are logged. Its level is set
// by TF_LOG_PROVIDER_ENTITLEMENTS_REQUESTS, or else that of the provider.
const requestLog = "requests"

// logExchange logs what may be known of a request and its answer. No other
// field is ever logged.
func logExchange(ctx context.Context, exchange transport.Exchange) {
	ctx = tflog.NewSubsystem(ctx, requestLog, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_ENTITLEMENTS", requestLog))
	tflog.SubsystemDebug(ctx, requestLog, "request", map[string]any{
		"cloud":      exchange.Cloud,
		"operation":  exchange.Operation,
		"page":       exchange.Page,
		"try":        exchange.Try,
		"status":     exchange.Status,
		"request_id": exchange.RequestID,
		"ms":         exchange.Duration.Milliseconds(),
	})
}
