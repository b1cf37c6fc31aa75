// Package alicloudauth finds the access key that signs requests to Alibaba Cloud in
// the files, the variables and the services that users of the alicloud provider and
// of aliyun-cli already use. What those two accept as a credential, under which name
// and in which file, is documented at https://github.com/aliyun/terraform-provider-alicloud and
// https://github.com/aliyun/aliyun-cli.
package alicloudauth

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/dialect"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The environment variables that name credentials: those of the alicloud
// provider in its order, and behind them those of aliyun-cli and of the
// vendor's SDK.
var (
	ProfileVariables = []string{"ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE", "ALIBABACLOUD_PROFILE"}
	FileVariables    = []string{"ALICLOUD_SHARED_CREDENTIALS_FILE", "ALIBABA_CLOUD_CREDENTIALS_FILE", "ALIBABA_CLOUD_CONFIG_FILE"}
	URIVariables     = []string{"ALICLOUD_CREDENTIALS_URI", "ALIBABA_CLOUD_CREDENTIALS_URI"}
	ECSRoleVariables = []string{"ALICLOUD_ECS_ROLE_NAME", "ALIBABA_CLOUD_ECS_METADATA"}
)

// UnreadVariables may be taken for ones that count, because aliyun-cli reads them,
// and do not: programs of all kinds use names like these.
var UnreadVariables = []string{"ACCESS_KEY_ID", "ACCESS_KEY_SECRET", "SECURITY_TOKEN", "ALIBABA_CLOUD_BEARER_TOKEN"}

// stsRegionVariables is the variable of the vendor's SDK that says in which
// region to sign in.
var stsRegionVariables = []string{"ALIBABA_CLOUD_STS_REGION"}

// stsEndpointVariables is aliyun-cli's variable that says where to sign in, and
// vpcVariables the SDK's, which says to do so within the cloud's network.
var (
	stsEndpointVariables = []string{"ALIBABA_CLOUD_STS_ENDPOINT"}
	vpcVariables         = []string{"ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED"}
)

// KeyVariables are the environment variables that hold an access key: those of
// the alicloud provider in its order, and behind them one more that aliyun-cli
// reads.
var KeyVariables = []auth.KeyVariables{
	{ID: "ALICLOUD_ACCESS_KEY", Secret: "ALICLOUD_SECRET_KEY", Token: "ALICLOUD_SECURITY_TOKEN"},
	{ID: "ALIBABA_CLOUD_ACCESS_KEY_ID", Secret: "ALIBABA_CLOUD_ACCESS_KEY_SECRET", Token: "ALIBABA_CLOUD_SECURITY_TOKEN"},
	{ID: "ALIBABACLOUD_ACCESS_KEY_ID", Secret: "ALIBABACLOUD_ACCESS_KEY_SECRET", Token: "ALIBABACLOUD_SECURITY_TOKEN"},
	{ID: "ALICLOUD_ACCESS_KEY_ID", Secret: "ALICLOUD_ACCESS_KEY_SECRET", Token: "ALICLOUD_SECURITY_TOKEN"},
}

// Config is what the provider block says of credentials. What it leaves out is
// empty.
type Config struct {
	// Options are how requests to sign in are sent.
	Options auth.Options

	// Path is how errors name the block: "alicloud", which is also what an empty
	// one means, or that of an account, such as account "prod": alicloud. Only the
	// provider's own block reads what nobody names.
	Path string

	// Base, if set, is the credentials that AssumeRole is assumed with: those of
	// an account which has only a role.
	Base *auth.Chain

	// AllowedAccountIDs are the accounts that may be read, or empty for any.
	AllowedAccountIDs []string

	// Key is the access key in the block.
	Key credential.Key

	Profile, ProfilesFile, CredentialsURI, ECSRoleName string

	// AssumeRoleWithOIDC is the role that is assumed with a token in place of a
	// key, and AssumeRole one that is assumed with whatever credentials are used.
	AssumeRoleWithOIDC *OIDCRole
	AssumeRole         *Role

	// Region is the region that the block names or inherits, or empty.
	Region string

	// STS overrides where the Security Token Service is.
	STS transport.Endpoint

	// OAuth is where aliyun-cli's OAuth mode signs in, by the site that a
	// profile names.
	OAuth map[string]transport.Endpoint

	// Getenv reads the variables that complete the block. In the block of an
	// account it returns nothing.
	Getenv func(string) string

	// Forbids reads the variables that forbid something, which they do
	// everywhere. It is os.Getenv if it is nil.
	Forbids func(string) string
}

// OAuthSites are where aliyun-cli's OAuth mode signs in.
var OAuthSites = map[string]transport.Endpoint{
	"CN":   transport.HTTPS("oauth.aliyun.com"),
	"INTL": transport.HTTPS("oauth.alibabacloud.com"),
}

// Metadata is where Alibaba Cloud's servers find their metadata service:
// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
var Metadata = transport.Endpoint{Scheme: "http", Host: "100.100.100.200"}

// Chain returns where credentials are looked for, in order. Until it is asked, only
// the environment is read.
func (c Config) Chain() *auth.Chain {
	if c.Path == "" {
		c.Path = alicloud.Attribute
	}
	if c.Forbids == nil {
		c.Forbids = os.Getenv
	}
	blockURI := func() (*auth.Credentials, error) {
		return c.credentialsURI(environment.Setting{Name: c.Path + ".credentials_uri", Value: c.CredentialsURI})
	}
	blockECSRole := func() (*auth.Credentials, error) { return c.ecsRole(c.ECSRoleName) }
	blockOIDC := func() (*auth.Credentials, error) {
		return c.assumeRoleWithOIDC(*c.AssumeRoleWithOIDC, auth.STS{}, c.Path+".assume_role_with_oidc.oidc_token_file")
	}
	uri := func() (*auth.Credentials, error) {
		return c.credentialsURI(environment.Chosen("", "", c.Getenv, URIVariables))
	}
	ecsRole := func() (*auth.Credentials, error) { return c.ecsRole(c.first(ECSRoleVariables)) }
	oidc := func() (*auth.Credentials, error) { return c.assumeRoleWithOIDC(OIDCRole{}, auth.STS{}, "") }
	return auth.NewChain(auth.ChainConfig{
		Path: c.Path,
		Sources: []auth.Source{
			auth.BlockKey(c.Path+".access_key", c.Key),
			auth.BlockSource(c.Path+".profile", auth.ProfileFile, c.Profile != "" || c.ProfilesFile != "", c.namedProfile),
			auth.BlockSource(c.Path+".credentials_uri", auth.CredentialsURI, c.CredentialsURI != "", blockURI),
			auth.BlockSource(c.Path+".ecs_role_name", auth.ECSRole, c.ECSRoleName != "", blockECSRole),
			auth.BlockSource(c.Path+".assume_role_with_oidc", auth.OIDCRole, c.AssumeRoleWithOIDC != nil, blockOIDC),
			auth.EnvironmentKey(c.Getenv, KeyVariables),
			auth.EnvironmentSource(c.Getenv, auth.ProfileFile, slices.Concat(ProfileVariables, FileVariables), c.namedProfile),
			auth.EnvironmentSource(c.Getenv, auth.CredentialsURI, URIVariables, uri),
			auth.EnvironmentSource(c.Getenv, auth.ECSRole, ECSRoleVariables, ecsRole),
			auth.EnvironmentSource(c.Getenv, auth.OIDCRole, oidcVariables(), oidc),
			auth.DefaultSource(tool.File, auth.ProfileFile, c.currentProfile),
		},
		BlockOnly:         c.Path != alicloud.Attribute,
		Base:              c.Base,
		AssumeRole:        c.blockRole(),
		Identify:          c.identify(),
		AllowedAccountIDs: c.AllowedAccountIDs,
		UnreadVariables:   UnreadVariables,
		Getenv:            c.Getenv,
	})
}

// first returns the value of the first variable that is set.
func (c Config) first(variables []string) string {
	value, _ := environment.FirstSet(c.Getenv, variables...)
	return value
}

// sts returns where the Security Token Service is: at the endpoint that the block,
// the profile or the environment names; else in the region that the profile or the
// environment names for it; else in the block's region; else at its central address.
func (c Config) sts(profile auth.STS) (transport.Target, error) {
	region := environment.Chosen("sts_region", profile.Region, c.Getenv, stsRegionVariables)
	target := transport.Target{UserAgent: c.Options.UserAgent, Endpoint: c.STS, Region: cmp.Or(region.Value, c.Region)}
	if target.Endpoint != (transport.Endpoint{}) {
		return target, nil
	}
	service := "sts"
	if region.Value != "" && (profile.VPC || strings.EqualFold(c.first(vpcVariables), "true")) {
		service = "sts-vpc"
	}
	named := environment.Chosen("sts_endpoint", profile.Endpoint, c.Getenv, stsEndpointVariables)
	switch {
	case named.Value != "":
		// aliyun-cli accepts an address of either scheme and uses https.
		endpoint := strings.TrimSuffix(strings.TrimSpace(named.Value), "/")
		parsed, err := transport.ParseEndpoint(endpoint)
		if bare, plain := strings.CutPrefix(endpoint, "http://"); err != nil && plain {
			parsed, err = transport.ParseEndpoint(bare)
		}
		if err != nil {
			err = fmt.Errorf("the address of the service to sign in with (%s) cannot be used: %w", named.Name, err)
			if profile.Endpoint == "" {
				err = environment.Wrong(named.Name, err)
			}
			return target, err
		}
		target.Endpoint = parsed
	case target.Region == "":
		target.Endpoint = transport.HTTPS("sts.aliyuncs.com")
	case transport.IsHostLabel(target.Region) && credential.Showable(target.Region): // a host is shown in errors
		target.Endpoint = transport.HTTPS(service + "." + target.Region + ".aliyuncs.com")
	default:
		return target, wrongRegion(cmp.Or(region.Name, c.Path+".region"), region.Name != "" && profile.Region == "")
	}
	return target, nil
}

// wrongRegion is why a region in which to sign in cannot be used.
func wrongRegion(setting string, variable bool) error {
	why := reason("the region in which to sign in (" + setting + ") cannot be part of a host name")
	if variable {
		return environment.Wrong(setting, why)
	}
	return why
}

// identify returns what asks whose a key is, which needs no permission:
// https://www.alibabacloud.com/help/en/ram/developer-reference/api-sts-2015-04-01-getcalleridentity
func (c Config) identify() auth.Identify {
	return c.Options.Identify(func(credentials *auth.Credentials) (auth.SignedRequest[credential.Identity], error) {
		target, err := c.sts(credentials.STS)
		call := dialect.Call{Name: "GetCallerIdentity", Version: stsVersion, Method: http.MethodPost}
		return auth.SignedRequest[credential.Identity]{
			Call: transport.Call{Operation: call.Name, Region: target.Region, Host: target.Endpoint.Host},
			Sign: func(ctx context.Context, key credential.Key) (*transport.Request, error) {
				return alicloud.Sign(ctx, call, key, target)
			},
			Decode: func(body []byte, _ string) (identity credential.Identity, err error) {
				var answer struct{ AccountId, Arn, IdentityType, PrincipalId string } //nolint:revive // the API's names
				err = auth.Decode(body, &answer)
				identity.AccountID, identity.ARN = answer.AccountId, answer.Arn
				identity.PrincipalID, identity.Type = answer.PrincipalId, answer.IdentityType
				return identity, err
			},
			Explain: alicloud.Explain,
		}, err
	})
}
