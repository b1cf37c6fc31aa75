package alicloudauth_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
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
	all := alicloudauth.Config{
		Key:                credential.Key{ID: "id", Secret: "secret"},
		Profile:            "p",
		CredentialsURI:     "https://keys.example/",
		ECSRoleName:        "instance",
		AssumeRoleWithOIDC: &alicloudauth.OIDCRole{},
		Getenv: authtest.Variables(map[string]string{
			"ALIBABACLOUD_ACCESS_KEY_ID":     "id",
			"ALIBABA_CLOUD_CREDENTIALS_FILE": "file",
			"ALIBABA_CLOUD_CREDENTIALS_URI":  "https://keys.example/",
			"ALIBABA_CLOUD_ECS_METADATA":     "instance",
			"ALIBABA_CLOUD_OIDC_TOKEN":       "token",
		}),
	}
	none := alicloudauth.Config{Getenv: authtest.Variables(nil)}
	account, emptyAccount := all, none
	account.Path, emptyAccount.Path = `account "prod": alicloud`, `account "prod": alicloud`
	tests := map[string]struct {
		config alicloudauth.Config
		want   []source
	}{
		"everything": {all, []source{
			{auth.AccessKey, auth.Block, "alicloud.access_key", true},
			{auth.ProfileFile, auth.Block, "alicloud.profile", true},
			{auth.CredentialsURI, auth.Block, "alicloud.credentials_uri", true},
			{auth.ECSRole, auth.Block, "alicloud.ecs_role_name", true},
			{auth.OIDCRole, auth.Block, "alicloud.assume_role_with_oidc", true},
			{auth.AccessKey, auth.Environment, "ALIBABACLOUD_ACCESS_KEY_ID", true},
			{auth.ProfileFile, auth.Environment, "ALIBABA_CLOUD_CREDENTIALS_FILE", true},
			{auth.CredentialsURI, auth.Environment, "ALIBABA_CLOUD_CREDENTIALS_URI", true},
			{auth.ECSRole, auth.Environment, "ALIBABA_CLOUD_ECS_METADATA", true},
			{auth.OIDCRole, auth.Environment, "ALIBABA_CLOUD_OIDC_TOKEN", true},
			{auth.ProfileFile, auth.Default, "~/.aliyun/config.json", true},
		}},
		"nothing": {none, []source{
			{auth.AccessKey, auth.Block, "alicloud.access_key", false},
			{auth.ProfileFile, auth.Block, "alicloud.profile", false},
			{auth.CredentialsURI, auth.Block, "alicloud.credentials_uri", false},
			{auth.ECSRole, auth.Block, "alicloud.ecs_role_name", false},
			{auth.OIDCRole, auth.Block, "alicloud.assume_role_with_oidc", false},
			{auth.AccessKey, auth.Environment, "", false},
			{auth.ProfileFile, auth.Environment, "", false},
			{auth.CredentialsURI, auth.Environment, "", false},
			{auth.ECSRole, auth.Environment, "", false},
			{auth.OIDCRole, auth.Environment, "", false},
			{auth.ProfileFile, auth.Default, "~/.aliyun/config.json", true},
		}},
		"an account": {account, []source{
			{auth.AccessKey, auth.Block, `account "prod": alicloud.access_key`, true},
			{auth.ProfileFile, auth.Block, `account "prod": alicloud.profile`, true},
			{auth.CredentialsURI, auth.Block, `account "prod": alicloud.credentials_uri`, true},
			{auth.ECSRole, auth.Block, `account "prod": alicloud.ecs_role_name`, true},
			{auth.OIDCRole, auth.Block, `account "prod": alicloud.assume_role_with_oidc`, true},
		}},
		"an empty account": {emptyAccount, []source{
			{auth.AccessKey, auth.Block, `account "prod": alicloud.access_key`, false},
			{auth.ProfileFile, auth.Block, `account "prod": alicloud.profile`, false},
			{auth.CredentialsURI, auth.Block, `account "prod": alicloud.credentials_uri`, false},
			{auth.ECSRole, auth.Block, `account "prod": alicloud.ecs_role_name`, false},
			{auth.OIDCRole, auth.Block, `account "prod": alicloud.assume_role_with_oidc`, false},
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
