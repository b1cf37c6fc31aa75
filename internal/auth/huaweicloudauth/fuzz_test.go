package huaweicloudauth_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
)

// FuzzFiles opens whatever a file of profiles, or the SDK's file, may hold: no
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
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		t.Setenv("HOME", t.TempDir())
		for _, variable := range []string{"HW_SHARED_CONFIG_FILE", "HUAWEICLOUD_SDK_CREDENTIALS_FILE"} {
			getenv := func(name string) string {
				if name == variable {
					return path
				}
				return ""
			}
			_ = huaweicloudauth.Config{Getenv: getenv}.Chain().Region()
		}
	})
}
