package alicloudauth_test

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
)

// FuzzProfiles loads whatever a file of profiles may hold: no content is a crash
// or an endless search. Nothing is sent.
func FuzzProfiles(f *testing.F) {
	for _, content := range []string{
		`{"current": "p", "profiles": [{"name": "p", "mode": "AK", "access_key_id": "a", "access_key_secret": "s"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "q"}, {"name": "q", "mode": "ChainableRamRoleArn", "ram_role_arn": "r", "source_profile": "p"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "CloudSSO", "cloud_sso_sign_in_url": "https://x/", "cloud_sso_account_id": "1", "cloud_sso_access_config": "2", "access_token": "s"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "External", "process_command": "a 'b' \"c\" s"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "RsaKeyPair", "private_key": "/dev/null", "key_pair_name": "k"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "Other", "sts_token": "s"}`,
		`[{"access_key_secret": "s"`,
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		s := settings()
		s.ProfilesFile = authtest.WriteFile(t, content)
		_ = s.Chain().Region()
	})
}
