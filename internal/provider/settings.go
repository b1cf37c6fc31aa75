package provider

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
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
	clouds         map[string]cloudSettings // by the attribute of the block
}

// cloudSettings are the settings of one cloud.
type cloudSettings struct {
	cloud.Settings

	// credentials returns where credentials are looked for.
	credentials func(signin.Settings) *credential.Chain

	// metadata is where the cloud's servers find their metadata service.
	metadata transport.Endpoint
}

// readSettings reads the provider block and, where it is silent, the
// environment. Everything that is wrong is reported at once, each on its own
// attribute. Values that are not known yet are returned as paths.
//
// Credentials are not looked for here: a cloud that no data source uses may have
// a broken environment, and one that is used reports it then.
func readSettings(ctx context.Context, config tfsdk.Config, services Services) (*settings, path.Paths, diag.Diagnostics) {
	r := &reader{ctx: ctx, config: config}
	s := &settings{
		requestTimeout: r.duration(path.Root("request_timeout"), defaultRequestTimeout),
		maxRetries:     int(r.integer(path.Root("max_retries"), defaultMaxRetries, 0, maxMaxRetries)),
		maxConcurrency: int(r.integer(path.Root("max_concurrency"), defaultMaxConcurrency, 1, maxMaxConcurrency)),
		clouds: map[string]cloudSettings{
			alicloud.Attribute:    r.alicloud(services),
			huaweicloud.Attribute: r.huaweicloud(services),
		},
	}
	return s, r.unknown, r.diagnostics
}

// clients returns a client for each cloud. Nothing is sent. The warnings say
// which credentials in the environment do not count.
func (s *settings) clients(userAgent string) (datasource.Clients, diag.Diagnostics) {
	clients := datasource.Clients{}
	var warnings diag.Diagnostics
	for name, settings := range s.clouds {
		options := transport.Options{
			Cloud:       settings.Name,
			Timeout:     s.requestTimeout,
			Retries:     s.maxRetries,
			Concurrency: s.maxConcurrency,
			Observe:     logExchange,
		}
		settings.UserAgent = userAgent
		settings.Concurrency = s.maxConcurrency
		settings.Credentials = settings.credentials(signin.Settings{Options: options, UserAgent: userAgent, Metadata: settings.metadata})
		clients[name] = cloud.New(settings.Settings, transport.New(options))
		warnings.Append(hiddenCredentials(settings)...)
	}
	return clients, warnings
}

// reader reads the attributes of a configuration and collects what is wrong
// with them.
type reader struct {
	ctx         context.Context
	config      tfsdk.Config
	unknown     path.Paths
	diagnostics diag.Diagnostics
}

// region reads the region of a cloud, and the environment's.
func (r *reader) region(block path.Path, variables []string) (region, implied string) {
	at := block.AtName("region")
	region, set := r.text(at)
	if set && !transport.IsHostLabel(region) {
		r.wrong(at, "A region has letters, digits and hyphens only, such as \"cn-shanghai\".")
	}
	implied, _ = credential.FirstSet(os.Getenv, variables...)
	return region, implied
}

// endpoints reads the endpoints of a cloud's APIs.
func (r *reader) endpoints(block path.Path) map[string]transport.Endpoint {
	endpoints := map[string]transport.Endpoint{}
	for _, api := range apis {
		name := api.Declaration().Endpoint
		if path.Root(api.Cloud()).Equal(block) {
			if endpoint := r.endpoint(block, name); endpoint != (transport.Endpoint{}) {
				endpoints[name] = endpoint
			}
		}
	}
	return endpoints
}

// endpoint reads one endpoint of a cloud. It is empty where it is not set.
func (r *reader) endpoint(block path.Path, name string) transport.Endpoint {
	at := block.AtName("endpoints").AtName(name)
	text, set := r.text(at)
	if !set {
		return transport.Endpoint{}
	}
	endpoint, err := transport.ParseEndpoint(text)
	if err != nil {
		r.wrong(at, fmt.Sprintf("The endpoint cannot be used: %s. Write https://host[:port] or a bare host.", err))
	}
	return endpoint
}

// projectID reads the project, and the environment's.
func (r *reader) projectID() (id, implied string) {
	at := path.Root(huaweicloud.Attribute).AtName("project_id")
	id, set := r.text(at)
	if set && !credential.Printable(id) {
		r.wrong(at, "A project id has no spaces or line breaks.")
	}
	implied, _ = credential.FirstSet(os.Getenv, huaweicloud.ProjectVariables...)
	return id, implied
}

func (r *reader) duration(at path.Path, fallback time.Duration) time.Duration {
	text, set := r.text(at)
	if !set {
		return fallback
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration <= 0 {
		r.wrong(at, fmt.Sprintf("%q is no duration above zero. Write it as Go does, such as \"30s\" or \"1m30s\".", text))
	}
	return duration
}

func (r *reader) integer(at path.Path, fallback, low, high int64) int64 {
	var value types.Int64
	if !r.known(at, &value) || value.IsNull() {
		return fallback
	}
	if n := value.ValueInt64(); n < low || n > high {
		r.wrong(at, fmt.Sprintf("%d is outside the range from %d to %d.", n, low, high))
	}
	return value.ValueInt64()
}

// text reads a string. It tells whether one is set; an empty one is an error.
func (r *reader) text(at path.Path) (string, bool) {
	var value types.String
	if !r.known(at, &value) || value.IsNull() {
		return "", false
	}
	if value.ValueString() == "" {
		r.wrong(at, "An empty text is no value. Set the attribute, or leave it out or null.")
		return "", false
	}
	return value.ValueString(), true
}

// known reads an attribute into a framework value, and tells whether that is
// known. Where an attribute above it is unknown, that one is to be named.
func (r *reader) known(at path.Path, value interface{ IsUnknown() bool }) bool {
	for _, step := range parents(at) {
		var object types.Object
		if r.config.GetAttribute(r.ctx, step, &object).HasError() {
			return false
		}
		if object.IsUnknown() {
			if !r.unknown.Contains(step) {
				r.unknown.Append(step)
			}
			return false
		}
		if object.IsNull() {
			return false
		}
	}
	if diags := r.config.GetAttribute(r.ctx, at, value); diags.HasError() {
		r.diagnostics.Append(diags...)
		return false
	}
	if value.IsUnknown() {
		r.unknown.Append(at)
		return false
	}
	return true
}

// parents returns the paths above a path, the root's attribute first.
func parents(at path.Path) []path.Path {
	var above []path.Path
	for at = at.ParentPath(); len(at.Steps()) > 0; at = at.ParentPath() {
		above = append([]path.Path{at}, above...)
	}
	return above
}

func (r *reader) wrong(at path.Path, detail string) {
	r.diagnostics.AddAttributeError(at, "Invalid provider setting", detail)
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
