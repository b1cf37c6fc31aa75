// Package keys finds the access key that signs requests to Huawei Cloud, where
// users of the huaweicloud provider, of KooCLI and of the vendor's SDK have
// their credentials already. What those take for a credential, and under which
// name, is said at https://github.com/huaweicloud/terraform-provider-huaweicloud,
// https://support.huaweicloud.com/intl/en-us/usermanual-hcli/hcli_03_003_03.html
// and https://github.com/huaweicloud/huaweicloud-sdk-go-v3. Nothing is ever
// written.
package keys

import (
	"errors"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/signin"
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

// homeRegion is where IAM is asked where no region is known: the one region in
// which CodeArts IDE exists.
const homeRegion = "cn-north-4"

// Settings are what the provider block says of credentials. What it leaves out
// is empty.
type Settings struct {
	signin.Settings

	// Key is the access key in the block.
	Key credential.Key

	Profile, ProfilesFile string

	// AssumeRole is the agency to assume on top of the credentials.
	AssumeRole *Agency

	// Region is the region that is read, or empty where that is the profile's.
	Region string

	// IAM overrides where Identity and Access Management is.
	IAM transport.Endpoint

	// Getenv reads the environment.
	Getenv func(string) string
}

// Metadata is where Huawei Cloud's servers find their metadata service:
// https://support.huaweicloud.com/intl/en-us/usermanual-ecs/ecs_03_0166.html
var Metadata = transport.Endpoint{Scheme: "http", Host: "169.254.169.254"}

// Chain returns where credentials are looked for, in order. Before it is asked,
// nothing is read but the environment. As in the huaweicloud provider, a profile
// counts before a key.
func (s Settings) Chain() *credential.Chain {
	f := finder{s}
	return credential.NewChain([]credential.Place{
		credential.InBlock(huaweicloud.Attribute+".profile", "profile", s.Profile != "" || s.ProfilesFile != "", f.namedProfile),
		credential.KeyInBlock(huaweicloud.Attribute+".access_key", s.Key),
		credential.InEnvironment(s.Getenv, "profile", slices.Concat(ProfileVariables, FileVariables), f.namedProfile),
		credential.KeyInEnvironment(s.Getenv, huaweicloud.KeyVariables),
		credential.InEnvironment(s.Getenv, "SDK credentials file", SDKFileVariables, func() (*credential.Opened, error) {
			return openSDKFile(f.first(SDKFileVariables))
		}),
		{Setting: defaultFile, Kind: "profile", Origin: credential.Implied, Open: f.currentProfile},
		{Setting: defaultSDKFile, Kind: "SDK credentials file", Origin: credential.Implied, Open: openDefaultSDKFile},
	}, f.onTop())
}

// finder opens the places where credentials may be.
type finder struct{ Settings }

// first returns the value of the first variable that is set.
func (f finder) first(variables []string) string {
	value, _ := credential.FirstSet(f.Getenv, variables...)
	return value
}

// iam returns where Identity and Access Management is: in the region that is
// read, else in the profile's.
func (f finder) iam(profileRegion string) (cloud.Target, error) {
	target := cloud.Target{UserAgent: f.UserAgent, Region: homeRegion}
	for _, region := range []string{profileRegion, f.Region} {
		if region != "" {
			target.Region = region
		}
	}
	switch {
	case f.IAM != transport.Endpoint{}:
		target.Endpoint = f.IAM
	case transport.IsHostLabel(target.Region):
		target.Endpoint = transport.HTTPS("iam." + target.Region + ".myhuaweicloud.com")
	default:
		return target, errors.New("the region in which to sign in cannot be part of a host name")
	}
	return target, nil
}
