package huaweicloudauth_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
)

// source is what is compared of an auth.Source.
type source struct {
	Kind       auth.Kind
	Origin     auth.Origin
	Setting    string
	Configured bool
}

// TestSources compares the sources of the provider's own block, with nothing and
// with everything set, and those of the block of an account, which reads no
// variables and no files that nobody names.
func TestSources(t *testing.T) {
	all := huaweicloudauth.Config{
		Key:                credential.Key{ID: "id", Secret: "secret"},
		ProfilesFile:       "file",
		ECSAgency:          true,
		AssumeRoleWithOIDC: &huaweicloudauth.OIDCAgency{},
		Getenv: authtest.Variables(map[string]string{
			"HW_SHARED_CONFIG_FILE":            "file",
			"OS_SECRET_KEY":                    "secret",
			"HUAWEICLOUD_SDK_CREDENTIALS_FILE": "file",
			"HUAWEICLOUD_SDK_IDP_ID":           "provider",
			"HW_ASSUME_ROLE_ID_TOKEN_FILE":     "file",
		}),
	}
	none := huaweicloudauth.Config{Getenv: authtest.Variables(nil)}
	account, emptyAccount := all, none
	account.Path, emptyAccount.Path = `account "prod": huaweicloud`, `account "prod": huaweicloud`
	tests := map[string]struct {
		config huaweicloudauth.Config
		want   []source
	}{
		"everything": {all, []source{
			{auth.ProfileFile, auth.Block, "huaweicloud.profile", true},
			{auth.AccessKey, auth.Block, "huaweicloud.access_key", true},
			{auth.ECSAgency, auth.Block, "huaweicloud.ecs_agency", true},
			{auth.OIDCAgency, auth.Block, "huaweicloud.assume_role_with_oidc", true},
			{auth.ProfileFile, auth.Environment, "HW_SHARED_CONFIG_FILE", true},
			{auth.AccessKey, auth.Environment, "OS_SECRET_KEY", true},
			{auth.SDKCredentialsFile, auth.Environment, "HUAWEICLOUD_SDK_CREDENTIALS_FILE", true},
			{auth.OIDCAgency, auth.Environment, "HUAWEICLOUD_SDK_IDP_ID", true},
			{auth.ProfileFile, auth.Default, "~/.hcloud/config.json", true},
			{auth.SDKCredentialsFile, auth.Default, "~/.huaweicloud/credentials", true},
		}},
		"nothing": {none, []source{
			{auth.ProfileFile, auth.Block, "huaweicloud.profile", false},
			{auth.AccessKey, auth.Block, "huaweicloud.access_key", false},
			{auth.ECSAgency, auth.Block, "huaweicloud.ecs_agency", false},
			{auth.OIDCAgency, auth.Block, "huaweicloud.assume_role_with_oidc", false},
			{auth.ProfileFile, auth.Environment, "", false},
			{auth.AccessKey, auth.Environment, "", false},
			{auth.SDKCredentialsFile, auth.Environment, "", false},
			{auth.OIDCAgency, auth.Environment, "", false},
			{auth.ProfileFile, auth.Default, "~/.hcloud/config.json", true},
			{auth.SDKCredentialsFile, auth.Default, "~/.huaweicloud/credentials", true},
		}},
		"an account": {account, []source{
			{auth.ProfileFile, auth.Block, `account "prod": huaweicloud.profile`, true},
			{auth.AccessKey, auth.Block, `account "prod": huaweicloud.access_key`, true},
			{auth.ECSAgency, auth.Block, `account "prod": huaweicloud.ecs_agency`, true},
			{auth.OIDCAgency, auth.Block, `account "prod": huaweicloud.assume_role_with_oidc`, true},
		}},
		"an empty account": {emptyAccount, []source{
			{auth.ProfileFile, auth.Block, `account "prod": huaweicloud.profile`, false},
			{auth.AccessKey, auth.Block, `account "prod": huaweicloud.access_key`, false},
			{auth.ECSAgency, auth.Block, `account "prod": huaweicloud.ecs_agency`, false},
			{auth.OIDCAgency, auth.Block, `account "prod": huaweicloud.assume_role_with_oidc`, false},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []source
			for _, s := range test.config.Chain().Sources() {
				got = append(got, source{s.Kind, s.Origin, s.Setting, s.Configured})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("sources (-want +got):\n%s", diff)
			}
		})
	}
}
