// Package huaweicloudauth finds the access key that signs requests to Huawei Cloud, where
// users of the huaweicloud provider, of KooCLI and of the vendor's SDK have
// their credentials already. What those take for a credential, and under which
// name, is said at https://github.com/huaweicloud/terraform-provider-huaweicloud,
// https://support.huaweicloud.com/intl/en-us/usermanual-hcli/hcli_03_003_03.html
// and https://github.com/huaweicloud/huaweicloud-sdk-go-v3. Nothing is ever
// written.
package huaweicloudauth

import (
	"os"
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
var KeyVariables = []auth.Variables{
	{ID: "HW_ACCESS_KEY", Secret: "HW_SECRET_KEY", Token: "HW_SECURITY_TOKEN"},
	{ID: "OS_ACCESS_KEY", Secret: "OS_SECRET_KEY"},
	{ID: "HUAWEICLOUD_SDK_AK", Secret: "HUAWEICLOUD_SDK_SK", Token: "HUAWEICLOUD_SDK_SECURITY_TOKEN"},
}

// Settings are what the provider block says of credentials. What it leaves out
// is empty.
type Settings struct {
	auth.Settings

	// Path is how errors name the block: "huaweicloud", which is also what an
	// empty one means, or that of an account, such as account "prod":
	// huaweicloud. Places that nobody names are looked at for the provider's own
	// block only.
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

	// ECSAgency is set if the agency of the server is what signs in on which this
	// runs.
	ECSAgency bool

	// OIDC is the agency that is assumed with a token in place of a key, and
	// AssumeRole one that is assumed on top of whatever signs in.
	OIDC       *OIDC
	AssumeRole *Agency

	// Region is the region that the block names or inherits, or empty.
	Region string

	// IAM overrides where Identity and Access Management is, and STS where the
	// Security Token Service is.
	IAM, STS transport.Endpoint

	// Getenv reads the variables that complete the block. In the block of an
	// account it returns nothing.
	Getenv func(string) string

	// Forbids reads the variables that forbid something, which they do
	// everywhere. It is os.Getenv if it is nil.
	Forbids func(string) string
}

// Metadata is where Huawei Cloud's servers find their metadata service:
// https://support.huaweicloud.com/intl/en-us/usermanual-ecs/ecs_03_0166.html
var Metadata = transport.Endpoint{Scheme: "http", Host: "169.254.169.254"}

// Chain returns where credentials are looked for, in order. Before it is asked,
// nothing is read but the environment. As in the huaweicloud provider, a profile
// counts before a key.
func (s Settings) Chain() *auth.Chain {
	if s.Path == "" {
		s.Path = huaweicloud.Attribute
	}
	if s.Forbids == nil {
		s.Forbids = os.Getenv
	}
	f := finder{s}
	server := func() (*auth.Opened, error) { return f.ecsAgency(), nil }
	blockOIDC := func() (*auth.Opened, error) { return f.oidcAgency(*s.OIDC) }
	sdkFile := func() (*auth.Opened, error) {
		return openSDKFile(environment.Chosen("", "", s.Getenv, SDKFileVariables))
	}
	oidc := func() (*auth.Opened, error) { return f.oidcAgency(OIDC{}) }
	places := []auth.Place{
		auth.InBlock(s.Path+".profile", "profile", s.Profile != "" || s.ProfilesFile != "", f.namedProfile),
		auth.KeyInBlock(s.Path+".access_key", s.Key),
		auth.InBlock(s.Path+".ecs_agency", "ECS agency", s.ECSAgency, server),
		auth.InBlock(s.Path+".assume_role_with_oidc", "OIDC agency", s.OIDC != nil, blockOIDC),
		auth.InEnvironment(s.Getenv, "profile", slices.Concat(ProfileVariables, FileVariables), f.namedProfile),
		auth.KeyInEnvironment(s.Getenv, KeyVariables),
		auth.InEnvironment(s.Getenv, "SDK credentials file", SDKFileVariables, sdkFile),
		auth.InEnvironment(s.Getenv, "OIDC agency", oidcVariables(), oidc),
		{Setting: tool.File, Kind: "profile", Origin: auth.Implied, Open: f.currentProfile},
		{Setting: defaultSDKFile, Kind: "SDK credentials file", Origin: auth.Implied, Open: openDefaultSDKFile},
	}
	return auth.NewChain(auth.Config{
		Path: s.Path, Places: places, BlockOnly: s.Path != huaweicloud.Attribute, Base: s.Base, OnTop: f.onTop(),
		Identify: f.identify(), AllowedAccountIDs: s.AllowedAccountIDs, Unread: UnreadVariables, Getenv: s.Getenv,
	})
}

// finder opens the places where credentials may be.
type finder struct{ Settings }

// first returns the value of the first variable that is set.
func (f finder) first(variables []string) string {
	value, _ := environment.FirstSet(f.Getenv, variables...)
	return value
}
