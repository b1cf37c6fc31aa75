package huaweicloudauth_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/provider"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
)

// TestAgainstSDK reads credentials files with the vendor's own SDK and with
// this package: both come to the same key and project, or both to an error.
func TestAgainstSDK(t *testing.T) {
	files := map[string]string{
		"a key":               "[basic]\nak = AKONE\nsk = secret1\nproject_id = p\n",
		"a temporary key":     "[basic]\nak=AKTWO\nsk=secret2\nsecurity_token=t+/=\nproject_id=p\n",
		"spaces and comments": "; one\n# two\n\n[global]\nak = other\nsk = other\n\n[basic]\n  ak   =  AKONE  \n\tsk =\tsecret1\nproject_id = p\niam_endpoint = https://iam.example\n",
		"quotes":              "[basic]\nak = \"AKONE\"\nsk = 'secret1'\nproject_id = p\n",
		"a colon":             "[basic]\nak: AKONE\nsk: secret1\nproject_id: p\n",
		"Windows":             "\ufeff[basic]\r\nak = AKONE\r\nsk = secret1\r\nproject_id = p\r\n",
		"no key":              "[basic]\nak = AKONE\nproject_id = p\n",
		"another section":     "[global]\nak = AKONE\nsk = secret1\n",
		"no INI file":         "[basic]\nak = AKONE\nnonsense\n",
		"nothing":             "",
	}
	for name, content := range files {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HUAWEICLOUD_SDK_CREDENTIALS_FILE", authtest.WriteFile(t, content))
			chain := huaweicloudauth.Config{Getenv: os.Getenv}.Chain()
			ours, err := chain.Retrieve(t.Context())
			theirs, theirErr := provider.BasicCredentialProfileProvider().GetCredentials()
			if (err == nil) != (theirErr == nil) {
				t.Fatalf("got %v, the vendor's SDK %v", err, theirErr)
			}
			if err != nil {
				if strings.Contains(err.Error(), "AKONE") || strings.Contains(err.Error(), "nonsense") {
					t.Errorf("the error quotes the file: %v", err)
				}
				return
			}
			want := *theirs.(*basic.Credentials)
			got := []string{ours.ID, ours.Secret, ours.Token, chain.ProjectID()}
			if diff := cmp.Diff([]string{want.AK, want.SK, want.SecurityToken, want.ProjectId}, got); diff != "" {
				t.Errorf("(-the vendor's SDK +this package):\n%s", diff)
			}
		})
	}
}

// TestReferences checks that values that refer to others, for as long as they
// like, are an error. The vendor's SDK follows them.
func TestReferences(t *testing.T) {
	path := authtest.WriteFile(t, "[basic]\nak = %(a)s%(a)s\na = %(b)s%(b)s\nb = %(c)s%(c)s\nc = %(a)s\nsk = s\n")
	getenv := authtest.Variables(map[string]string{"HUAWEICLOUD_SDK_CREDENTIALS_FILE": path})
	authtest.Retrieve(t, huaweicloudauth.Config{Getenv: getenv}.Chain(), "the value of ak refers to another one with %(…)s")
}
