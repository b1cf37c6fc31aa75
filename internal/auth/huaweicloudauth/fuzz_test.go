package huaweicloudauth_test

import (
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
)

// FuzzFiles loads whatever a file of profiles, or the SDK's file, may hold: no
// content is a crash or an endless search. Nothing is sent.
func FuzzFiles(f *testing.F) {
	for _, content := range []string{
		`{"current": "p", "profiles": [{"name": "p", "mode": "AKSK", "accessKeyId": "a", "secretAccessKey": "s"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "agency", "agencyName": "a", "agencyDomainName": "d", "sourceProfile": "p"}]}`,
		`{"current": "p", "profiles": [{"name": "p", "mode": "SSO", "ssoAuth": {"stsToken": {"accessKeyId": "a", "secretAccessKey": "s"}}}]}`,
		"[basic]\nak = a\nsk = %(ak)s\n", "[basic]\nak = %(sk)s\nsk = %(ak)s\n", "[basic\n", "ak = \"\"\"\n",
	} {
		f.Add(content)
	}
	f.Fuzz(func(t *testing.T, content string) {
		path := authtest.WriteFile(t, content)
		for _, variable := range []string{"HW_SHARED_CONFIG_FILE", "HUAWEICLOUD_SDK_CREDENTIALS_FILE"} {
			getenv := authtest.Variables(map[string]string{variable: path})
			_ = huaweicloudauth.Config{Getenv: getenv}.Chain().Region()
		}
	})
}
