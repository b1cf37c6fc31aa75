package alicloudauth_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/aliyun/credentials-go/credentials/providers"
	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// triple is what a request is signed with.
type triple struct{ ID, Secret, Token string }

// settings are those of an empty block, completed by the environment.
func settings() alicloudauth.Config {
	return alicloudauth.Config{
		Options: authtest.Options("test", transport.Endpoint{}),
		Getenv:  os.Getenv,
		OAuth:   alicloudauth.OAuthSites,
	}
}

// TestAgainstSDK reads profiles with the vendor's own library and with this
// package: both come to the same key. The other modes sign in at addresses that
// the library does not let a test change.
func TestAgainstSDK(t *testing.T) {
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/cloud-credentials" && r.Header.Get("Authorization") == "Bearer access-token":
			fmt.Fprintf(w, `{"CloudCredential": {"AccessKeyId": "STS.portal", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": %q}, "RequestId": "r"}`, time.Now().UTC().Add(time.Hour).Format("2006-01-02T15:04:05Z"))
		case r.URL.Path == "/keys" && r.URL.RawQuery == "a=b":
			fmt.Fprintf(w, `{"Code": "Success", "AccessKeyId": "STS.uri", "AccessKeySecret": "s", "SecurityToken": "t", "Expiration": %q}`, time.Now().UTC().Add(time.Hour).Format("2006-01-02T15:04:05Z"))
		default:
			w.WriteHeader(http.StatusForbidden)
		}
	}))
	defer portal.Close()

	profiles := map[string]string{
		"AK":                    `"mode": "AK", "access_key_id": "LTAIone", "access_key_secret": "s1"`,
		"AK beside a token":     `"mode": "AK", "access_key_id": "LTAIone", "access_key_secret": "s1", "sts_token": "t"`,
		"StsToken":              `"mode": "StsToken", "access_key_id": "STS.two", "access_key_secret": "s2", "sts_token": "t+/="`,
		"unknown fields":        `"mode": "AK", "access_key_id": "LTAIone", "access_key_secret": "s1", "retry_timeout": 10, "verified": "", "nested": {"a": [1]}`,
		"escapes":               `"mode": "AK", "access_key_id": "LTAI\u006fne", "access_key_secret": "s\/1"`,
		"a field twice":         `"mode": "AK", "access_key_id": "LTAIone", "access_key_id": "LTAItwo", "access_key_secret": "s1"`,
		"a field in capitals":   `"mode": "AK", "ACCESS_KEY_ID": "LTAIone", "access_key_secret": "s1"`,
		"External":              `"mode": "External", "process_command": "echo '{\"mode\": \"StsToken\", \"access_key_id\": \"STS.three\", \"access_key_secret\": \"s3\", \"sts_token\": \"t3\"}'"`,
		"External, in quotes":   `"mode": "External", "process_command": "sh -c \"echo '{\\\"mode\\\": \\\"AK\\\", \\\"access_key_id\\\": \\\"LTAI'four'\\\", \\\"access_key_secret\\\": \\\"s4\\\"}'\""`,
		"External, with spaces": `"mode": "External", "process_command": "  printf  %s%s  {\\\"mode\\\":\\\"AK\\\",\\\"access_key_id\\\":\\\"LTAIfive\\\",  \"\\\"access_key_secret\\\":\\\"s 5\\\"}\"  "`,
		"CloudSSO":              fmt.Sprintf(`"mode": "CloudSSO", "cloud_sso_sign_in_url": "%s/start/login", "cloud_sso_account_id": "1", "cloud_sso_access_config": "ac-1", "access_token": "access-token", "cloud_sso_access_token_expire": %d`, portal.URL, time.Now().Add(time.Hour).Unix()),
	}
	for name, profile := range profiles {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "config.json")
			write := func() {
				// The library writes what a program printed into the file.
				content := fmt.Sprintf(`{"current": "other", "profiles": [{"name": "other", "mode": "AK", "access_key_id": "x", "access_key_secret": "y"}, {"name": "tested", %s}]}`, profile)
				authtest.Write(t, path, content)
			}
			write()
			library, err := providers.NewCLIProfileCredentialsProviderBuilder().WithProfileFile(path).WithProfileName("tested").Build()
			if err != nil {
				t.Fatal(err)
			}
			theirs, err := library.GetCredentials()
			if err != nil {
				t.Fatal(err)
			}
			write()
			s := settings()
			s.Profile, s.ProfilesFile = "tested", path
			ours, err := s.Chain().Retrieve(t.Context())
			if name == "External, with spaces" { // a secret with a space cannot be a secret
				if err == nil || theirs.AccessKeySecret != "s 5" {
					t.Errorf("a secret with a space is taken: %v, %q", err, theirs.AccessKeySecret)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := triple{theirs.AccessKeyId, theirs.AccessKeySecret, theirs.SecurityToken}
			if diff := cmp.Diff(want, triple{ours.ID, ours.Secret, ours.Token}); diff != "" {
				t.Errorf("(-the vendor's library +this package):\n%s", diff)
			}
		})
	}

	t.Run("a credentials URI", func(t *testing.T) {
		library, err := providers.NewURLCredentialsProviderBuilder().WithUrl(portal.URL + "/keys?a=b").Build()
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := library.GetCredentials()
		if err != nil {
			t.Fatal(err)
		}
		s := settings()
		s.CredentialsURI = portal.URL + "/keys?a=b"
		ours, err := s.Chain().Retrieve(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want := triple{theirs.AccessKeyId, theirs.AccessKeySecret, theirs.SecurityToken}
		if diff := cmp.Diff(want, triple{ours.ID, ours.Secret, ours.Token}); diff != "" {
			t.Errorf("(-the vendor's library +this package):\n%s", diff)
		}
	})
}
