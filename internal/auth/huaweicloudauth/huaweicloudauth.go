// Package huaweicloudauth finds the access key that signs requests to Huawei Cloud
// in the files, the variables and the services that users of the huaweicloud
// provider, of KooCLI and of the vendor's SDK already use. What those accept as a
// credential, and under which name, is documented at https://github.com/huaweicloud/terraform-provider-huaweicloud,
// https://support.huaweicloud.com/intl/en-us/usermanual-hcli/hcli_03_003_03.html
// and https://github.com/huaweicloud/huaweicloud-sdk-go-v3. Nothing is ever
// written.
package huaweicloudauth

import (
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// The environment variables that name credentials: those of the huaweicloud
// provider, and that of the vendor's SDK.
var (
	ProfileVariables  = []string{"HW_PROFILE"}
	FileVariables     = []string{"HW_SHARED_CONFIG_FILE"}
	SDKFileVariables  = []string{"HUAWEICLOUD_SDK_CREDENTIALS_FILE"}
	AgencyVariables   = []string{"HW_ASSUME_ROLE_AGENCY_NAME"}
	DomainVariables   = []string{"HW_ASSUME_ROLE_DOMAIN_NAME"}
	DomainIDVariables = []string{"HW_ASSUME_ROLE_DOMAIN_ID"}
	DurationVariables = []string{"HW_ASSUME_ROLE_DURATION"}
)

// UnreadVariables may be taken for ones that count, because the huaweicloud
// provider reads them, and do not: nobody can sign in here with a password or with
// a token of the identity service.
var UnreadVariables = []string{"HW_USER_PASSWORD", "HW_AUTH_TOKEN", "OS_PASSWORD", "OS_AUTH_TOKEN"}

// KeyVariables are the environment variables that hold an access key: those of
// the huaweicloud provider first, in its order, and those of the SDK after
// them.
var KeyVariables = []auth.KeyVariables{
	{ID: "HW_ACCESS_KEY", Secret: "HW_SECRET_KEY", Token: "HW_SECURITY_TOKEN"},
	{ID: "OS_ACCESS_KEY", Secret: "OS_SECRET_KEY"},
	{ID: "HUAWEICLOUD_SDK_AK", Secret: "HUAWEICLOUD_SDK_SK", Token: "HUAWEICLOUD_SDK_SECURITY_TOKEN"},
}

// Config is what the provider block says of credentials. What it leaves out is
// empty.
type Config struct {
	// Options are how requests to sign in are sent.
	Options auth.Options

	// Path is how errors name the block: "huaweicloud", which is also what an
	// empty one means, or that of an account, such as account "prod":
	// huaweicloud. Only the provider's own block reads what nobody names.
	Path string

	// Base, if set, is the credentials that AssumeRole is assumed with: those of
	// an account which has only a role.
	Base *auth.Chain

	// AllowedAccountIDs are the accounts that may be read, or empty for any.
	AllowedAccountIDs []string

	// AccountType is Domestic, International, Europe or empty.
	AccountType string

	// Key is the access key in the block.
	Key credential.Key

	Profile, ProfilesFile string

	// ECSAgency is set if the agency of the server on which this runs is used.
	ECSAgency bool

	// AssumeRoleWithOIDC is the agency that is assumed with a token in place of a
	// key, and AssumeRole one that is assumed with whatever credentials are used.
	AssumeRoleWithOIDC *OIDCAgency
	AssumeRole         *Agency

	// Region is the region that the block names or inherits, or empty.
	Region string

	// IAM overrides where Identity and Access Management is, and STS where the
	// Security Token Service is.
	IAM, STS transport.Endpoint

	// Getenv reads the variables that complete the block. In the block of an
	// account it returns nothing.
	Getenv func(string) string
}

// Metadata is where Huawei Cloud's servers find their metadata service:
// https://support.huaweicloud.com/intl/en-us/usermanual-ecs/ecs_03_0166.html
var Metadata = transport.Endpoint{Scheme: "http", Host: "169.254.169.254"}

// Chain returns where credentials are looked for, in order. Until it is asked, only
// the environment is read. As in the huaweicloud provider, a profile
// counts before a key.
func (c Config) Chain() *auth.Chain {
	if c.Path == "" {
		c.Path = huaweicloud.Attribute
	}
	ecsAgency := func() (*auth.Credentials, error) { return c.ecsAgency(), nil }
	blockOIDC := func() (*auth.Credentials, error) { return c.assumeAgencyWithOIDC(*c.AssumeRoleWithOIDC) }
	sdkFile := func() (*auth.Credentials, error) {
		return loadSDKFile(environment.Chosen("", "", c.Getenv, SDKFileVariables))
	}
	oidc := func() (*auth.Credentials, error) { return c.assumeAgencyWithOIDC(OIDCAgency{}) }
	return auth.NewChain(auth.ChainConfig{
		Path: c.Path,
		Sources: []auth.Source{
			auth.BlockSource(c.Path+".profile", auth.ProfileFile, c.Profile != "" || c.ProfilesFile != "", c.namedProfile),
			auth.BlockKey(c.Path+".access_key", c.Key),
			auth.BlockSource(c.Path+".ecs_agency", auth.ECSAgency, c.ECSAgency, ecsAgency),
			auth.BlockSource(c.Path+".assume_role_with_oidc", auth.OIDCAgency, c.AssumeRoleWithOIDC != nil, blockOIDC),
			auth.EnvironmentSource(c.Getenv, auth.ProfileFile, slices.Concat(ProfileVariables, FileVariables), c.namedProfile),
			auth.EnvironmentKey(c.Getenv, KeyVariables),
			auth.EnvironmentSource(c.Getenv, auth.SDKCredentialsFile, SDKFileVariables, sdkFile),
			auth.EnvironmentSource(c.Getenv, auth.OIDCAgency, oidcVariables(), oidc),
			auth.DefaultSource(tool.File, auth.ProfileFile, c.currentProfile),
			auth.DefaultSource(defaultSDKFile, auth.SDKCredentialsFile, loadDefaultSDKFile),
		},
		BlockOnly:         c.Path != huaweicloud.Attribute,
		Base:              c.Base,
		AssumeRole:        c.blockAgency(),
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
