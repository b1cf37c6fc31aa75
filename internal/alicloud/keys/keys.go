// Package keys finds the access key that signs requests to Alibaba Cloud, where
// users of the alicloud provider and of aliyun-cli have their credentials
// already. What those two take for a credential, under which name and in which
// file, is said at https://github.com/aliyun/terraform-provider-alicloud and
// https://github.com/aliyun/aliyun-cli.
package keys

import (
	"errors"
	"slices"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/signin"
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

// stsRegionVariables is the variable of the vendor's SDK that says in which
// region to sign in.
var stsRegionVariables = []string{"ALIBABA_CLOUD_STS_REGION"}

// Settings are what the provider block says of credentials. What it leaves out
// is empty.
type Settings struct {
	signin.Settings

	// Key is the access key in the block.
	Key credential.Key

	Profile, ProfilesFile, CredentialsURI, ECSRoleName string

	// OIDC is the role that is assumed with a token in place of a key, and
	// AssumeRole one that is assumed on top of whatever signs in.
	OIDC       *OIDC
	AssumeRole *Role

	// Region is the region that is read, or empty where that is the profile's.
	Region string

	// STS overrides where the Security Token Service is.
	STS transport.Endpoint

	// OAuth is where aliyun-cli's OAuth mode signs in, by the site that a
	// profile names.
	OAuth map[string]transport.Endpoint

	// Getenv reads the environment.
	Getenv func(string) string
}

// OAuthSites are where aliyun-cli's OAuth mode signs in.
var OAuthSites = map[string]transport.Endpoint{
	"CN":   transport.HTTPS("oauth.aliyun.com"),
	"INTL": transport.HTTPS("oauth.alibabacloud.com"),
}

// Metadata is where Alibaba Cloud's servers find their metadata service:
// https://www.alibabacloud.com/help/en/ecs/user-guide/view-instance-metadata
var Metadata = transport.Endpoint{Scheme: "http", Host: "100.100.100.200"}

// Chain returns where credentials are looked for, in order. Before it is asked,
// nothing is read but the environment.
func (s Settings) Chain() *credential.Chain {
	f := finder{s}
	return credential.NewChain([]credential.Place{
		credential.KeyInBlock(alicloud.Attribute+".access_key", s.Key),
		credential.InBlock(alicloud.Attribute+".profile", "profile", s.Profile != "" || s.ProfilesFile != "", f.namedProfile),
		credential.InBlock(alicloud.Attribute+".credentials_uri", "credentials URI", s.CredentialsURI != "", func() (*credential.Opened, error) { return f.uri(s.CredentialsURI) }),
		credential.InBlock(alicloud.Attribute+".ecs_role_name", "ECS role", s.ECSRoleName != "", func() (*credential.Opened, error) { return f.ecsRole(s.ECSRoleName) }),
		credential.InBlock(alicloud.Attribute+".assume_role_with_oidc", "OIDC role", s.OIDC != nil, func() (*credential.Opened, error) { return f.oidcRole(*s.OIDC) }),
		credential.KeyInEnvironment(s.Getenv, alicloud.KeyVariables),
		credential.InEnvironment(s.Getenv, "profile", slices.Concat(ProfileVariables, FileVariables), f.namedProfile),
		credential.InEnvironment(s.Getenv, "credentials URI", URIVariables, func() (*credential.Opened, error) { return f.uri(f.first(URIVariables)) }),
		credential.InEnvironment(s.Getenv, "ECS role", ECSRoleVariables, func() (*credential.Opened, error) { return f.ecsRole(f.first(ECSRoleVariables)) }),
		credential.InEnvironment(s.Getenv, "OIDC role", oidcVariables(), func() (*credential.Opened, error) { return f.oidcRole(OIDC{}) }),
		{Setting: defaultFile, Kind: "profile", Origin: credential.Implied, Open: f.currentProfile},
	}, f.onTop())
}

// finder opens the places where credentials may be.
type finder struct{ Settings }

// first returns the value of the first variable that is set.
func (f finder) first(variables []string) string {
	value, _ := credential.FirstSet(f.Getenv, variables...)
	return value
}

// sts returns where the Security Token Service is: in the first region that is
// given, else in that of the environment, else in that which is read, and where
// no region is known at its central address.
func (f finder) sts(regions ...string) (cloud.Target, error) {
	target := cloud.Target{UserAgent: f.UserAgent}
	for _, region := range append(regions, f.first(stsRegionVariables), f.Region) {
		if target.Region == "" {
			target.Region = region
		}
	}
	switch {
	case f.STS != transport.Endpoint{}:
		target.Endpoint = f.STS
	case target.Region == "":
		target.Endpoint = transport.HTTPS("sts.aliyuncs.com")
	case transport.IsHostLabel(target.Region):
		target.Endpoint = transport.HTTPS("sts." + target.Region + ".aliyuncs.com")
	default:
		return target, errors.New("the region in which to sign in cannot be part of a host name")
	}
	return target, nil
}
