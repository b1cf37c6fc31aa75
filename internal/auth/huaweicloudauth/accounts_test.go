package huaweicloudauth_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// base is a key of the account "hub", and idToken what an identity provider of
// the account "federation" gave.
var base = simulator.Account{AccessKeyID: "KEYOFHUB", SecretKey: "secret", AccountID: "hub", UserName: "ci"}

const idToken = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl"

// start starts a cloud, and returns settings that sign in to it and read no
// variables.
func start(t *testing.T, alter func(*simulator.Config)) (*authtest.Clouds, huaweicloudauth.Config) {
	t.Helper()
	config := simulator.Config{
		Huaweicloud: []simulator.Account{base},
		SignIn: simulator.SignIn{
			IdentityProviders: []simulator.IdentityProvider{{ID: "ci-provider", IDToken: idToken, AccountID: "federation", UserName: "ci"}},
			Agencies: []simulator.Agency{
				{Name: "readers", DomainName: "owner", DomainID: "owner-id"},
				{Name: "others", DomainName: "other", DomainID: "other-id"},
			},
			HuaweicloudMetadata: simulator.Metadata{Role: "server", AccountID: "server-id", TokenRequired: true},
		},
	}
	if alter != nil {
		alter(&config)
	}
	clouds := authtest.Start(t, config)
	return clouds, huaweicloudauth.Config{
		Options: authtest.Options("Huawei Cloud", clouds.Endpoint),
		IAM:     clouds.Endpoint,
		STS:     clouds.Endpoint,
		Getenv:  authtest.Variables(nil),
	}
}

// TestOIDC assumes an agency with the token of an identity provider, which is in
// a file or in the settings, and compares each step.
func TestOIDC(t *testing.T) {
	file, empty := authtest.WriteFile(t, "\n"+idToken+"\n"), authtest.WriteFile(t, "\n")
	variables := func(pairs ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(pairs); i += 2 {
				if pairs[i] == name {
					return pairs[i+1]
				}
			}
			return ""
		}
	}
	const assumed = `the agency "readers", assumed with the key from `
	want := func(duration string) []string {
		return []string{
			"iam CreateTokenWithIdToken ci-provider",
			"iam CreateTemporaryAccessKey",
			"huaweicloud-sts AssumeAgency iam::owner-id:agency:readers readers" + duration + " by sts::federation:external-user:ci-provider/ci",
		}
	}
	tests := map[string]struct {
		oidc      *huaweicloudauth.OIDCAgency
		getenv    func(string) string
		want      []string
		wantError string
	}{
		"a token": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", Token: idToken, AgencyName: "readers", DomainID: "owner-id"}, variables(), want(""),
			"",
		},
		"a file and a duration": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", TokenFile: file, AgencyName: "readers", DomainID: "owner-id", Seconds: 1800},
			variables(), want(" 1800"), "",
		},
		"the provider's variables": {
			nil,
			variables("HW_ASSUME_ROLE_IDP_ID", "ci-provider", "HW_ASSUME_ROLE_ID_TOKEN_FILE", file, "HW_ASSUME_ROLE_AGENCY_NAME", "readers",
				"HW_ASSUME_ROLE_DOMAIN_ID", "owner-id", "HW_ASSUME_ROLE_DURATION", "900"),
			want(" 900"), "",
		},
		"its token in the environment": {
			&huaweicloudauth.OIDCAgency{},
			variables("HW_ASSUME_ROLE_IDP_ID", "ci-provider", "HW_ASSUME_ROLE_ID_TOKEN", idToken, "HW_ASSUME_ROLE_AGENCY_NAME", "readers",
				"HW_ASSUME_ROLE_DOMAIN_ID", "owner-id"),
			want(""), "",
		},
		"the SDK's variables": {
			nil,
			variables("HUAWEICLOUD_SDK_IDP_ID", "ci-provider", "HUAWEICLOUD_SDK_ID_TOKEN_FILE", file, "HW_ASSUME_ROLE_AGENCY_NAME", "readers",
				"HW_ASSUME_ROLE_DOMAIN_ID", "owner-id"),
			want(""), "",
		},
		"another provider": {
			&huaweicloudauth.OIDCAgency{IdPID: "nobody", Token: idToken, AgencyName: "readers", DomainID: "owner-id"}, variables(),
			[]string{"iam CreateTokenWithIdToken nobody"}, "CreateTokenWithIdToken",
		},
		"another agency": {&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", Token: idToken, AgencyName: "nobody", DomainID: "owner-id"},
			variables(), []string{
				"iam CreateTokenWithIdToken ci-provider", "iam CreateTemporaryAccessKey",
				"huaweicloud-sts AssumeAgency iam::owner-id:agency:nobody nobody by sts::federation:external-user:ci-provider/ci",
			}, "AssumeAgency"},
		"a duration too long": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", Token: idToken}, variables("HW_ASSUME_ROLE_DURATION", "7200"), nil,
			"HW_ASSUME_ROLE_DURATION is not a whole number from 900 to 3600",
		},
		"a token in place of a file": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", TokenFile: idToken, AgencyName: "readers", DomainID: "owner-id"}, variables(), nil,
			"huaweicloud.assume_role_with_oidc.id_token_file is not the path of a file: it looks like a token",
		},
		"a token in place of its variable's file": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", AgencyName: "readers", DomainID: "owner-id"},
			variables("HW_ASSUME_ROLE_ID_TOKEN_FILE", idToken), nil, "HW_ASSUME_ROLE_ID_TOKEN_FILE is not the path of a file: it looks like a token",
		},
		"an empty file": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", TokenFile: empty, AgencyName: "readers", DomainID: "owner-id"}, variables(), nil,
			"huaweicloud.assume_role_with_oidc.id_token_file: " + empty + " is empty",
		},
		"a variable with two words": {
			&huaweicloudauth.OIDCAgency{IdPID: "ci-provider", AgencyName: "readers", DomainID: "owner-id"},
			variables("HW_ASSUME_ROLE_ID_TOKEN", idToken+" x"), nil,
			"the environment variable HW_ASSUME_ROLE_ID_TOKEN has characters that no token has",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, settings := start(t, nil)
			settings.AssumeRoleWithOIDC, settings.Getenv = test.oidc, test.getenv
			key, err := settings.Chain().Retrieve(t.Context())
			if test.wantError != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantError) || strings.Contains(err.Error(), idToken) {
					t.Errorf("got %v", err)
				}
			} else if err != nil || key.Token == "" || key.Expires.IsZero() || !strings.HasPrefix(key.Source, assumed) {
				t.Errorf("got %v and %v", key, err)
			}
			if diff := cmp.Diff(test.want, clouds.Requests()); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAllowedAccounts checks whose each key is before it is used: after any
// agency, and of a renewed key too. The key that an agency is assumed with is not
// asked about.
func TestAllowedAccounts(t *testing.T) {
	readers := &huaweicloudauth.Agency{Name: "readers", DomainName: "owner"}
	key := credential.Key{ID: base.AccessKeyID, Secret: base.SecretKey, Source: "the block"}
	asked := func(who string) string { return "huaweicloud-sts GetCallerIdentity by " + who }
	agency := "iam CreateTemporaryAccessKey readers by iam::hub:user:ci"
	const session = "sts::owner-id:assumed-agency:readers/"
	tests := map[string]struct {
		alter     func(*huaweicloudauth.Config)
		identity  credential.Identity
		want      []string
		wantError string
	}{
		"a key": {
			func(s *huaweicloudauth.Config) { s.AllowedAccountIDs = []string{"x", "hub"} },
			credential.Identity{AccountID: "hub", ARN: "iam::hub:user:ci"}, []string{asked("iam::hub:user:ci")}, "",
		},
		"another's key": {
			func(s *huaweicloudauth.Config) { s.AllowedAccountIDs = []string{"x"} }, credential.Identity{}, []string{asked("iam::hub:user:ci")},
			`the access key from the block belongs to the account "hub", and huaweicloud.allowed_account_ids has "x"`,
		},
		"an agency": {
			func(s *huaweicloudauth.Config) { s.AllowedAccountIDs, s.AssumeRole = []string{"owner-id"}, readers },
			credential.Identity{AccountID: "owner-id", ARN: session}, []string{agency, asked(session)}, "",
		},
		"another's agency": {
			func(s *huaweicloudauth.Config) { s.AllowedAccountIDs, s.AssumeRole = []string{"hub"}, readers }, credential.Identity{},
			[]string{agency, asked(session)}, `belongs to the account "owner-id", and huaweicloud.allowed_account_ids has "hub"`,
		},
		"any": {
			func(*huaweicloudauth.Config) {}, credential.Identity{AccountID: "hub", ARN: "iam::hub:user:ci"}, []string{asked("iam::hub:user:ci")},
			"",
		},
		"in an account": {func(s *huaweicloudauth.Config) {
			s.Path, s.AllowedAccountIDs = `account "prod": huaweicloud`, []string{"x"}
		}, credential.Identity{}, []string{asked("iam::hub:user:ci")}, `and account "prod": huaweicloud.allowed_account_ids has "x"`},
		"Europe": {func(s *huaweicloudauth.Config) {
			s.AllowedAccountIDs, s.AccountType, s.STS = []string{"hub"}, "Europe", transport.Endpoint{}
		}, credential.Identity{}, nil, "the account of the key could not be checked, and huaweicloud.allowed_account_ids is set: in Europe, Huawei Cloud has no known service"},
		"a European region": {func(s *huaweicloudauth.Config) {
			s.AllowedAccountIDs, s.Region, s.STS = []string{"hub"}, "eu-west-101", transport.Endpoint{}
		}, credential.Identity{}, nil, "in Europe, Huawei Cloud has no known service"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, settings := start(t, nil)
			settings.Key = key
			test.alter(&settings)
			chain := settings.Chain()
			authtest.Retrieve(t, chain, test.wantError)
			if test.wantError == "" {
				identity, err := chain.Identity(t.Context())
				if err != nil || identity.PrincipalID == "" || !strings.HasPrefix(identity.ARN, test.identity.ARN) {
					t.Errorf("got %+v and %v", identity, err)
				}
				identity.PrincipalID, identity.ARN = "", test.identity.ARN // the cloud makes up their ends
				if diff := cmp.Diff(test.identity, identity); diff != "" {
					t.Errorf("identity (-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(test.want, authtest.WithoutNames(clouds.Requests(), session)); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

// TestIdentityCannotBeAsked checks that a service that does not say whose a key
// is makes an error where accounts are restricted, and nothing else is asked.
func TestIdentityCannotBeAsked(t *testing.T) {
	for _, status := range []int{403, 200} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			clouds, settings := start(t, func(config *simulator.Config) {
				config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
					return func(w http.ResponseWriter, _ *http.Request) {
						w.Header().Set("Content-Type", "application/json")
						w.WriteHeader(status)
						fmt.Fprint(w, `{"error_code": "STS5.0001", "error_msg": "no"}`)
					}
				}
			})
			settings.Key = credential.Key{ID: base.AccessKeyID, Secret: base.SecretKey, Source: "the block"}
			settings.AllowedAccountIDs = []string{"hub"}
			key, err := settings.Chain().Retrieve(t.Context())
			const want = "the account of the key could not be checked, and huaweicloud.allowed_account_ids is set: "
			if err == nil || key.ID != "" || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v and %v", key, err)
			}
			if diff := cmp.Diff([]string{"huaweicloud-sts GetCallerIdentity by iam::hub:user:ci"}, clouds.Requests()); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

// TestAccounts signs in accounts that have no credentials of their own with the
// provider's: its key is shared, its agency is not assumed for them, and neither
// the files of this machine nor its variables are looked at.
func TestAccounts(t *testing.T) {
	clouds, settings := start(t, nil)
	settings.ECSAgency = true
	settings.AssumeRole = &huaweicloudauth.Agency{Name: "readers", DomainName: "owner"}
	provider := settings.Chain()
	account := settings
	account.Path, account.ECSAgency = `account "other": huaweicloud`, false
	account.Base = provider.WithoutRole()
	account.AssumeRole = &huaweicloudauth.Agency{Name: "others", DomainID: "other-id"}
	account.AllowedAccountIDs = []string{"other-id"}
	for _, chain := range []*auth.Chain{provider, account.Chain()} {
		if _, err := chain.Retrieve(t.Context()); err != nil {
			t.Error(err)
		}
	}
	want := []string{
		"huaweicloud-metadata PUT /meta-data/latest/api/token", "huaweicloud-metadata GET /openstack/latest/securitykey",
		"iam CreateTemporaryAccessKey readers by", "iam CreateTemporaryAccessKey others by", "huaweicloud-sts GetCallerIdentity by",
	}
	if diff := cmp.Diff(want, authtest.WithoutNames(clouds.Requests(), " by")); diff != "" {
		t.Errorf("the cloud saw (-want +got):\n%s", diff)
	}

	home := t.TempDir()
	t.Setenv("HOME", home)
	const profiles = `{"current": "x", "profiles": [{"name": "x", "mode": "AKSK", "accessKeyId": "KEYOFHUB", "secretAccessKey": "secret"}]}`
	authtest.Write(t, filepath.Join(home, ".hcloud/config.json"), profiles)
	account.Base, account.AssumeRole = nil, nil
	if err := account.Chain().Missing(); err == nil || strings.Contains(err.Error(), ".hcloud") {
		t.Errorf("an account without credentials found %v", err)
	}
	account.Path = ""
	if err := account.Chain().Missing(); err != nil {
		t.Errorf("the provider's own block does not look at the file: %v", err)
	}
}
