package provider_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// clouded are the names of the clouds in errors.
var clouded = map[string]string{"alicloud": "Alibaba Cloud", "huaweicloud": "Huawei Cloud"}

// TestCallerIdentityDiagnostics checks the whole error for each cause, and what
// was sent: if signing in fails, the error says so, as that of a list does, and
// the identity is not asked for.
func TestCallerIdentityDiagnostics(t *testing.T) {
	const accountID = "7777777777777777"
	const unread, unsent = "Nothing was read, because signing in did not succeed.", "The call was not sent, because a step of signing in to CLOUD failed."
	const needless = "The cloud refused the call, although it needs no permission."
	with := func(more object) object {
		block := object{"access_key": "KEYOFUSER", "secret_key": "secret"}
		maps.Copy(block, more)
		return block
	}
	others := with(object{"allowed_account_ids": []any{"1"}})
	europe := func(more object) object {
		more["account_type"], more["endpoints"] = "Europe", object{}
		return with(more)
	}
	const europeCause = "in Europe, Huawei Cloud has no known service that could be asked whose a key is"
	refused := func(config *simulator.Config) {
		config.SignInFault = simulator.RefuseCallerIdentity(http.StatusForbidden)
	}
	denied := []string{"Host: HOST", "HTTP status: 403", "Code: NoPermission",
		"Message: You are not authorized to do this action. You should be authorized by RAM.", "Request id: ID", "Access key: ****, from the provider block (alicloud.access_key)"}
	deniedByHuawei := []string{"Host: HOST", "HTTP status: 403", "Code: IAM.0003",
		"Message: Policy doesn't allow sts::getCallerIdentity to be performed.", "Request id: ID", "Access key: ****, from the provider block (huaweicloud.access_key)"}
	deniedNext := func(block string) string {
		return "Check whether a policy denies it to the user or role of the key that came from the provider block (" + block +
			".access_key), and " + block + ".endpoints.sts if you set it."
	}
	const uriCause, uriNext = "Cause: Alibaba Cloud GET credentials URI at HOST: ", "Check that what alicloud.credentials_uri names (at HOST) runs and answers with a key in JSON, or set another URI."
	tests := map[string]struct {
		cloud string
		block object
		env   env
		alter func(*simulator.Config)

		summary, why string
		lines        []string
		next         string
		asked        []string
	}{
		"another's account": {"alicloud", others, nil, nil, "the account is not allowed", unread,
			[]string{`Cause: the access key from the provider block (alicloud.access_key) belongs to the account "` + accountID +
				`", and alicloud.allowed_account_ids has "1"`},
			`Sign in to an account that alicloud.allowed_account_ids has, or add "` + accountID +
				`" to it.`, []string{"sts GetCallerIdentity by KEYOFUSER"}},
		"another's account at Huawei": {"huaweicloud", others, nil, nil, "the account is not allowed", unread,
			[]string{`Cause: the access key from the provider block (huaweicloud.access_key) belongs to the account "` + accountID +
				`", and huaweicloud.allowed_account_ids has "1"`},
			`Sign in to an account that huaweicloud.allowed_account_ids has, or add "` + accountID +
				`" to it.`, []string{"huaweicloud-sts GetCallerIdentity by KEYOFUSER"}},
		"a profile that is not there": {"alicloud", object{"profile": "typo"}, nil, nil, "a profile does not exist", unread,
			[]string{`Cause: ~/.aliyun/config.json has no profile "typo", which alicloud.profile names. It has: "only"`},
			"Have alicloud.profile name a profile that is there, or add this one (aliyun configure --profile typo).", nil},
		"a profile that is not there at Huawei": {"huaweicloud", object{"profile": "typo"}, nil, nil, "a profile does not exist", unread,
			[]string{`Cause: ~/.hcloud/config.json has no profile "typo", which huaweicloud.profile names. It has: "only"`},
			"Have huaweicloud.profile name a profile that is there, or add this one (hcloud configure set --cli-profile=typo).", nil},
		"half a key": {"alicloud", nil, env{"ALICLOUD_ACCESS_KEY": "x"}, nil, "the access key is incomplete", unread,
			[]string{"Cause: the environment variable ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not"}, "Set both parts of the key, or neither.", nil},
		"half a key at Huawei": {"huaweicloud", nil, env{"HW_ACCESS_KEY": "x"}, nil, "the access key is incomplete", unread,
			[]string{"Cause: the environment variable HW_ACCESS_KEY is set, but HW_SECRET_KEY is not"}, "Set both parts of the key, or neither.", nil},
		"a token for its file": {"alicloud", nil,
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod"), "ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider,
				"ALIBABA_CLOUD_OIDC_TOKEN_FILE": "eyJhbGciOiJub25lIn0.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl"}, nil,
			"an OIDC token cannot be read", unread, []string{"Cause: ALIBABA_CLOUD_OIDC_TOKEN_FILE is not the path of a file: it looks like a token"},
			"Set it as oidc_token.", nil},
		"Europe": {"huaweicloud", europe(object{}), nil, nil, "no identity service is known", unread, []string{"Cause: " + europeCause},
			"Set huaweicloud.endpoints.sts: in Europe, no service is known that could be asked whose a key is.", nil},
		"Europe, with allowed accounts": {"huaweicloud", europe(object{"allowed_account_ids": []any{"1"}}), nil, nil,
			"no identity service is known", unread,
			[]string{"Cause: the account of the key could not be checked, and huaweicloud.allowed_account_ids is set: " + europeCause},
			"Set huaweicloud.endpoints.sts, or leave huaweicloud.allowed_account_ids out: in Europe, no service is known that could be asked whose a key is.", nil},

		"a role that is refused": {"alicloud", with(object{"assume_role": object{"role_arn": ramRole("closed")}}), nil, nil,
			"signing in failed", unsent,
			[]string{"Cause: Alibaba Cloud AssumeRole at HOST: HTTP status 403: NoPermission: You are not authorized to do this action. You should be authorized by RAM. (request id ID)"},
			"Allow sts:AssumeRole to whoever signs in, and see that the role or agency to assume trusts them.", []string{"sts AssumeRole closed by KEYOFUSER"}},
		"a token that is refused": {"alicloud",
			object{"assume_role_with_oidc": object{"role_arn": ramRole("pod"), "oidc_provider_arn": oidcProvider,
				"oidc_token": oidcToken("hunter2")}}, nil, nil, "signing in failed", unsent,
			[]string{"Cause: Alibaba Cloud AssumeRoleWithOIDC at HOST: HTTP status 401: AuthenticationFail.OIDCToken.InvalidSignature: OIDC token validate failed: invalid signature. (request id ID)"},
			"Get a new token or new temporary credentials: the service says that what it was given has expired, is malformed or belongs to something else.", []string{"sts AssumeRoleWithOIDC pod"}},
		"an agency that is refused": {"huaweicloud", with(object{"assume_role": object{"agency_name": "nobody", "domain_id": "owner-id"}}),
			nil, nil, "signing in failed", unsent,
			[]string{"Cause: Huawei Cloud CreateTemporaryAccessKeyByAgency at HOST: HTTP status 404: 404: Could not find agency: nobody. (request id ID)"},
			"Check huaweicloud.endpoints in the provider block if you set any, and whether a proxy answers in the service's place. Otherwise look up the code above in the service's documentation.",
			[]string{"iam CreateTemporaryAccessKey nobody@owner-id by KEYOFUSER"}},
		"a credentials URI that redirects": {"alicloud", object{"credentials_uri": "REFUSING/302"}, nil, nil, "signing in failed", unread,
			[]string{uriCause + "HTTP status 302: the answer redirects to HOST, and redirects are not followed"}, uriNext, nil},
		"a credentials URI that refuses": {"alicloud", object{"credentials_uri": "REFUSING/403"}, nil, nil, "signing in failed", unread,
			[]string{uriCause + "HTTP status 403: Forbidden: no"}, uriNext, nil},

		"a refusal": {"alicloud", with(nil), nil, refused, "no permission", needless, denied, deniedNext("alicloud"),
			[]string{"sts GetCallerIdentity by KEYOFUSER"}},
		"a refusal at Huawei": {"huaweicloud", with(nil), nil, refused, "no permission", needless, deniedByHuawei,
			deniedNext("huaweicloud"), []string{"huaweicloud-sts GetCallerIdentity by KEYOFUSER"}},
		"a refusal, with allowed accounts": {"alicloud", others, nil, refused, "no permission", needless, denied, deniedNext("alicloud"),
			[]string{"sts GetCallerIdentity by KEYOFUSER"}},
	}
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/302" {
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"Code":"Forbidden","Message":"no"}`))
	}))
	defer refusing.Close()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, home := startSignIn(t, func(config *simulator.Config) {
				keys := []simulator.Account{{AccessKeyID: "KEYOFUSER", SecretKey: "secret", AccountID: accountID, UserName: "ann"}}
				config.Alicloud, config.Huaweicloud = keys, keys
				if test.alter != nil {
					test.alter(config)
				}
			})
			for file, content := range map[string]string{
				".aliyun/config.json": `{"current": "only", "profiles": [{"name": "only", "mode": "AK", "access_key_id": "x", "access_key_secret": "x"}]}`,
				".hcloud/config.json": `{"current": "only", "profiles": [{"name": "only", "mode": "AKSK", "accessKeyId": "x", "secretAccessKey": "x"}]}`,
			} {
				if err := os.WriteFile(filepath.Join(home, file), []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			if uri, set := test.block["credentials_uri"].(string); set {
				test.block["credentials_uri"] = strings.Replace(uri, "REFUSING", refusing.URL, 1)
			}
			blocks := map[string]object{test.cloud: test.block}
			provider := clouds.Protocol(t)
			if response := provider.Configure(t, withAccounts(clouds, blocks["alicloud"], blocks["huaweicloud"]),
				nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			state, diagnostics := provider.Read(t.Context(), t, identity, object{"cloud": test.cloud})
			want := "ERROR: GetCallerIdentity: " + test.summary + "\n" + strings.Replace(test.why, "CLOUD", clouded[test.cloud], 1) + "\n\n"
			for _, line := range append([]string{"Cloud: " + clouded[test.cloud], "Operation: GetCallerIdentity"}, test.lines...) {
				label, value, _ := strings.Cut(line, ": ")
				want += (label + ":             ")[:12] + " " + value + "\n"
			}
			want += "\nWhat to do: " + test.next + "\n"
			if diff := cmp.Diff(want, stable(acctest.Text(diagnostics))); diff != "" || state["account_id"] != nil {
				t.Errorf("%v and (-want +got):\n%s", state, diff)
			}
			if diff := cmp.Diff(test.asked, seenOf(clouds)); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

var (
	hosts      = regexp.MustCompile(`127\.0\.0\.1:\d+`)
	requestIDs = regexp.MustCompile(`([Rr]equest id:? +)[0-9A-Fa-f-]{32,36}`)
)

// stable returns a text without what differs from run to run.
func stable(text string) string {
	return requestIDs.ReplaceAllString(hosts.ReplaceAllString(text, "HOST"), "${1}ID")
}

// TestCallerIdentityWithoutCredentials checks that of many reads, of identities and
// of lists, one for each cloud lists the places that were looked at.
func TestCallerIdentityWithoutCredentials(t *testing.T) {
	for _, under := range cloudsUnderTest {
		t.Run(under.attribute, func(t *testing.T) {
			clouds, _ := startSignIn(t, nil)
			t.Setenv("HOME", t.TempDir())
			provider := clouds.Protocol(t)
			if response := provider.Configure(t, withAccounts(clouds, nil, nil), nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			want := "ERROR: OPERATION: no credentials\nCLOUD was not called, because there is no access key to sign with.\n\n" +
				"Cloud:       CLOUD\nOperation:   OPERATION\nCause:       nothing to sign in with was found\n\n" +
				"What to do: Set BLOCK.access_key and secret_key, BLOCK.profile or another way to sign in, in the provider block or in the environment." +
				" The provider's guide on authentication lists them all. Another error of this run lists the places that were looked at.\n"
			want = strings.NewReplacer("OPERATION", "GetCallerIdentity", "CLOUD", clouded[under.attribute], "BLOCK",
				under.attribute).Replace(want)
			_, first := provider.Read(t.Context(), t, identity, object{"cloud": under.attribute})
			if text := acctest.Text(first); !containsAll(text, "GetCallerIdentity: no credentials",
				"Looked at, in this order:\n  - "+under.attribute) || strings.Contains(text, "Another error") {
				t.Error(text)
			}
			for range 2 {
				_, next := provider.Read(t.Context(), t, identity, object{"cloud": under.attribute})
				if diff := cmp.Diff(want, acctest.Text(next)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			_, list := provider.Read(t.Context(), t, under.source.Name, nil)
			if text := acctest.Text(list); !containsAll(text, ": no credentials", "Another error of this run lists the places") ||
				strings.Contains(text, "Looked at") {
				t.Error(text)
			}
			if got := seenOf(clouds); len(got) > 0 {
				t.Errorf("sent %q", got)
			}
		})
	}
}
