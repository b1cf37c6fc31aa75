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
	clouds         map[string]cloud.Settings // by the attribute of the block
}

// readSettings reads the provider block and, where it is silent, the
// environment. Everything that is wrong is reported at once, each on its own
// attribute. Values that are not known yet are returned as paths.
//
// The environment's keys are not checked here: a cloud that no data source uses
// may have a broken environment, and one that is used reports it then.
func readSettings(ctx context.Context, config tfsdk.Config) (*settings, path.Paths, diag.Diagnostics) {
	r := &reader{ctx: ctx, config: config}
	s := &settings{
		requestTimeout: r.duration(path.Root("request_timeout"), defaultRequestTimeout),
		maxRetries:     r.integer(path.Root("max_retries"), defaultMaxRetries, 0, maxMaxRetries),
		maxConcurrency: r.integer(path.Root("max_concurrency"), defaultMaxConcurrency, 1, maxMaxConcurrency),
		clouds: map[string]cloud.Settings{
			alicloud.Attribute:    r.cloud(alicloud.Attribute, alicloud.Name, alicloud.KeyVariables, alicloud.RegionVariables),
			huaweicloud.Attribute: r.cloud(huaweicloud.Attribute, huaweicloud.Name, huaweicloud.KeyVariables, huaweicloud.RegionVariables),
		},
	}
	huawei := s.clouds[huaweicloud.Attribute]
	huawei.ProjectID = r.projectID()
	s.clouds[huaweicloud.Attribute] = huawei
	return s, r.unknown, r.diagnostics
}

// clients returns a client for each cloud. Nothing is sent.
func (s *settings) clients(userAgent string) datasource.Clients {
	clients := datasource.Clients{}
	for name, settings := range s.clouds {
		settings.UserAgent = userAgent
		settings.Concurrency = s.maxConcurrency
		clients[name] = cloud.New(settings, transport.New(transport.Options{
			Cloud:       settings.Name,
			Timeout:     s.requestTimeout,
			Retries:     s.maxRetries,
			Concurrency: s.maxConcurrency,
			Observe:     logExchange,
		}))
	}
	return clients
}

// reader reads the attributes of a configuration and collects what is wrong
// with them.
type reader struct {
	ctx         context.Context
	config      tfsdk.Config
	unknown     path.Paths
	diagnostics diag.Diagnostics
}

// cloud reads the block of one cloud.
func (r *reader) cloud(attribute, name string, keys []credential.Variables, regions []string) cloud.Settings {
	block := path.Root(attribute)
	region, set := r.text(block.AtName("region"))
	at := block.AtName("region")
	if !set {
		region, _ = credential.FirstSet(os.Getenv, regions...)
	} else if !transport.IsHostLabel(region) {
		r.wrong(at, "A region has letters, digits and hyphens only, such as \"cn-shanghai\".")
	}
	return cloud.Settings{
		Name:      name,
		Region:    region,
		Keys:      r.keys(block, name, keys),
		Endpoints: r.endpoints(attribute),
	}
}

// keys reads an access key: all of it from the block, or all of it from the
// environment.
func (r *reader) keys(block path.Path, name string, variables []credential.Variables) credential.Source {
	key := credential.Key{Source: fmt.Sprintf("the provider block (%s.access_key)", block)}
	idPath, secretPath, tokenPath := block.AtName("access_key"), block.AtName("secret_key"), block.AtName("security_token")
	var hasID, hasSecret, hasToken bool
	unknown := len(r.unknown)
	key.ID, hasID = r.keyPart(idPath)
	key.Secret, hasSecret = r.keyPart(secretPath)
	key.Token, hasToken = r.keyPart(tokenPath)
	switch {
	case len(r.unknown) > unknown:
		return nil
	case hasID && !hasSecret:
		r.wrong(secretPath, "access_key is set and secret_key is not. Set both, or neither: half a key is not completed from the environment.")
	case hasSecret && !hasID:
		r.wrong(idPath, "secret_key is set and access_key is not. Set both, or neither: half a key is not completed from the environment.")
	case hasToken && !hasID:
		r.wrong(tokenPath, "security_token belongs to an access key. Set access_key and secret_key beside it.")
	case hasID:
		return credential.Static(key, nil)
	}
	key, err := credential.FromEnvironment(os.Getenv, variables)
	if err == nil && key.ID == "" {
		err = noKey(block, variables)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return credential.Static(key, err)
}

// noKey says which places were looked at for a key.
func noKey(block path.Path, variables []credential.Variables) error {
	pairs := make([]string, len(variables))
	for i, names := range variables {
		pairs[i] = names.ID + " with " + names.Secret
	}
	return fmt.Errorf("%w: neither %s.access_key with secret_key in the provider block, nor in the environment %s", cloud.ErrNoCredentials, block, strings.Join(pairs, ", "))
}

// keyPart reads a part of an access key. Space around it, such as the line
// break of a file, is no part of it.
func (r *reader) keyPart(at path.Path) (string, bool) {
	text, set := r.text(at)
	if text = strings.TrimSpace(text); set && (text == "" || !credential.Printable(text)) {
		r.wrong(at, "The value is blank, or has characters that no access key has, such as a line break or a space.")
	}
	return text, set
}

// endpoints reads the endpoints of a cloud, of which there is one for each API.
func (r *reader) endpoints(attribute string) map[string]transport.Endpoint {
	endpoints := map[string]transport.Endpoint{}
	for _, api := range apis {
		if api.Cloud() != attribute {
			continue
		}
		name := api.Declaration().Endpoint
		at := path.Root(attribute).AtName("endpoints").AtName(name)
		text, set := r.text(at)
		if !set {
			continue
		}
		endpoint, err := transport.ParseEndpoint(text)
		if err != nil {
			r.wrong(at, fmt.Sprintf("The endpoint cannot be used: %s. Write https://host[:port] or a bare host.", err))
		}
		endpoints[name] = endpoint
	}
	return endpoints
}

func (r *reader) projectID() string {
	at := path.Root(huaweicloud.Attribute).AtName("project_id")
	id, set := r.text(at)
	if !set {
		id, _ = credential.FirstSet(os.Getenv, huaweicloud.ProjectVariables...)
		return id
	}
	if !credential.Printable(id) {
		r.wrong(at, "A project id has no spaces or line breaks.")
	}
	return id
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

func (r *reader) integer(at path.Path, fallback, low, high int64) int {
	var value types.Int64
	if !r.known(at, &value) || value.IsNull() {
		return int(fallback)
	}
	if n := value.ValueInt64(); n < low || n > high {
		r.wrong(at, fmt.Sprintf("%d is outside the range from %d to %d.", n, low, high))
	}
	return int(value.ValueInt64())
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
