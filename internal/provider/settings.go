package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/config"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
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

	// found is what prevents every read, and foundAccounts what prevents the provider
	// from knowing which accounts there are. If there is anything in it, accounts has
	// only the default one.
	found, foundAccounts config.Findings

	// mistakes are all errors, each once: an account inherits what is wrong with
	// the provider's own block.
	mistakes diag.Diagnostics

	// accounts are the settings of each cloud, by the attribute of its block, of
	// each account, by its name.
	accounts map[string]map[string]*cloudSettings
}

// cloudSettings are the settings of one cloud in one account.
type cloudSettings struct {
	cloud.Settings

	// declared is set if the cloud has a block, which may be empty.
	declared bool

	// found is what prevents a read, and foundBase what prevents
	// signing in without the role of the block.
	found, foundBase config.Findings

	// onlyRole is set if the block of an account has a role and no credentials
	// of its own: the role is assumed with the provider's.
	onlyRole bool

	// chain returns where credentials are looked for. Base is that of the provider,
	// if onlyRole is set.
	chain func(options auth.Options, base *auth.Chain) *auth.Chain

	// credentials are what chain returned, once signIn was called.
	credentials *auth.Chain
}

// readSettings reads the provider block and, for what it does not set, the environment.
// What is wrong, each on its own attribute, and the names of what is not known yet
// are kept where they were found: they prevent the reads that need them.
//
// Credentials are not looked for here: a cloud that no data source uses may have
// a broken environment, and one that is used reports it then.
func readSettings(configuration tftypes.Value, services Services) *settings {
	root := newBlock("", path.Empty(), configuration, &config.Findings{})
	s := &settings{
		requestTimeout: root.Duration("request_timeout", defaultRequestTimeout),
		maxRetries:     int(root.IntegerBetween("max_retries", defaultMaxRetries, 0, maxMaxRetries)),
		maxConcurrency: int(root.IntegerBetween("max_concurrency", defaultMaxConcurrency, 1, maxMaxConcurrency)),
	}
	s.found = *root.Found

	own := map[string]*block{}
	for name := range clouds {
		own[name] = newBlock(name, path.Root(name), root.Values[name], &config.Findings{})
	}
	s.accounts = map[string]map[string]*cloudSettings{accounts.Default: {}}
	for name, read := range clouds {
		settings := read(own[name], services)
		settings.declared = root.Has(name)
		s.accounts[accounts.Default][name] = settings
		s.mistakes.Append(settings.found.Mistakes...)
	}
	s.readAccounts(newBlock("", path.Empty(), configuration, &config.Findings{}), own, services)
	s.mistakes.Append(s.found.Mistakes...)
	s.mistakes.Append(s.foundAccounts.Mistakes...)
	return s
}

// clouds read the block of a cloud, by its name.
var clouds = map[string]func(*block, Services) *cloudSettings{
	alicloud.Attribute:    readAlicloud,
	huaweicloud.Attribute: readHuaweicloud,
}

// readAccounts reads the account blocks. Own are the blocks of the provider
// itself, from which accounts inherit.
func (s *settings) readAccounts(root *block, own map[string]*block, services Services) {
	const attribute = accounts.Blocks
	list := root.Values[attribute]
	if !list.IsKnown() {
		s.foundAccounts.Note(attribute)
		return
	}
	var elements []tftypes.Value
	if !list.IsNull() && list.As(&elements) != nil {
		return
	}
	read := map[string]map[string]*cloudSettings{}
	for i, element := range elements {
		at := path.Root(attribute).AtListIndex(i)
		account := newBlock(fmt.Sprintf("%s[%d]", attribute, i), at, element, root.Found)
		name, named := account.Text("name")
		switch {
		case !named: // which the framework reports if it is null
			continue
		case name == accounts.Default:
			account.Wrong("name", fmt.Sprintf("= %q is the name of the provider's own credentials. Choose another name.", name))
		case read[name] != nil:
			account.Wrong("name", fmt.Sprintf("= %q is the name of another account too. Names are unique.", name))
		}
		read[name] = map[string]*cloudSettings{}
		for cloudName, readCloud := range clouds {
			value, there := account.Values[cloudName]
			if !there || value.IsKnown() && value.IsNull() {
				continue
			}
			b := newBlock(fmt.Sprintf("account %q: %s", name, cloudName), at.AtName(cloudName), value, &config.Findings{})
			b.account, b.from = name, own[cloudName]
			settings := readCloud(b, services)
			settings.declared = true
			read[name][cloudName] = settings
			s.mistakes.Append(settings.found.Mistakes...)
		}
	}
	if s.foundAccounts = *root.Found; len(s.foundAccounts.Unknown) == 0 {
		for name, clouds := range read {
			if name != accounts.Default {
				s.accounts[name] = clouds
			}
		}
	}
}

// clients returns the clients of each account. Nothing is sent. The warnings say
// which credentials do not count beside others.
func (s *settings) clients(userAgent string) (*accounts.Clients, diag.Diagnostics) {
	clients := &accounts.Clients{Accounts: map[string]map[string]accounts.Access{}, Unknown: s.foundAccounts.Unknown}
	var warnings diag.Diagnostics
	own := s.accounts[accounts.Default]
	bases := map[string]*auth.Chain{}
	for name, settings := range own {
		bases[name] = settings.signIn(s, userAgent, nil)
	}
	for account, of := range s.accounts {
		clients.Accounts[account] = map[string]accounts.Access{}
		for name, settings := range of {
			found := together(s.found, settings.found)
			switch {
			case account == accounts.Default:
			case settings.onlyRole:
				found = together(found, own[name].foundBase)
				settings.signIn(s, userAgent, bases[name].WithoutRole())
			default:
				settings.signIn(s, userAgent, nil)
			}
			if len(found.Unknown) == 0 && !found.Mistakes.HasError() {
				warnings.Append(ignoredCredentials(settings)...)
			}
			clients.Accounts[account][name] = accounts.Access{
				Client:   sync.OnceValue(func() *cloud.Client { return cloud.New(settings.Settings, transport.New(s.options(settings.Name))) }),
				Declared: settings.declared,
				Unknown:  found.Unknown,
				Mistakes: found.Mistakes,
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
func (c *cloudSettings) signIn(s *settings, userAgent string, base *auth.Chain) *auth.Chain {
	c.UserAgent, c.Concurrency = userAgent, s.maxConcurrency
	c.credentials = c.chain(auth.Options{Transport: s.options(c.Name), UserAgent: userAgent}, base)
	c.Credentials = c.credentials
	return c.credentials
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
