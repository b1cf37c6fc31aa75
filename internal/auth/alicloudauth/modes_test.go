package alicloudauth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// What the services of the tests of modes know.
const (
	oidcProvider = "acs:ram::" + prod + ":oidc-provider/ci"
	oidcToken    = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl"
	accessToken  = "access-token-of-somebody"
)

// fields are those of a profile.
type fields = map[string]any

// key are the fields of a profile that holds the hub's key.
func key(more fields) fields {
	all := fields{"access_key_id": "KEYOFHUB", "access_key_secret": "secret"}
	for name, value := range more {
		all[name] = value
	}
	return all
}

// TestModes signs in with a profile of each mode, written as the tool does and in
// small letters, and with profiles that name no mode. It compares what the cloud
// was asked and where the key is said to come from.
func TestModes(t *testing.T) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	inPEM := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)}))
	soon := time.Now().Add(time.Hour).Unix()
	const (
		user    = "acs:ram::" + hub + ":user/ci"
		byUser  = "sts AssumeRole " + readerOfProd + " by " + user
		profile = `the profile "p" of FILE`
		role    = `the role "` + readerOfProd + `", assumed with `
	)
	metadata := []string{
		"alicloud-metadata PUT /latest/api/token", "alicloud-metadata GET /latest/meta-data/ram/security-credentials/instance",
	}
	byServer := append(append([]string{}, metadata...), "sts AssumeRole "+readerOfProd+" by acs:ram::"+hub+":assumed-role/instance/")
	oidc := fields{"oidc_provider_arn": oidcProvider, "ram_role_arn": readerOfProd, "oidc_token_file": authtest.WriteFile(t, oidcToken)}
	sso := fields{
		"cloud_sso_sign_in_url": "URL/start", "cloud_sso_account_id": prod, "cloud_sso_access_config": "ac-1",
		"access_token": accessToken, "cloud_sso_access_token_expire": soon,
	}
	left := fields{"access_key_id": "STS.LEFT", "access_key_secret": "s", "sts_token": "t", "sts_expiration": soon}
	for name, value := range sso {
		left[name] = value
	}
	tests := map[string]struct {
		profile fields
		asked   []string
		source  string
	}{
		"AK":         {key(nil), nil, profile},
		"StsToken":   {key(fields{"sts_token": "t"}), nil, profile},
		"RamRoleArn": {key(fields{"ram_role_arn": readerOfProd}), []string{byUser}, role + "the key from " + profile},
		"EcsRamRole": {fields{"ram_role_name": "instance"}, metadata, `the role "instance" of this ECS instance`},
		"RamRoleArnWithRoleName": {
			fields{"ram_role_name": "instance", "ram_role_arn": readerOfProd}, byServer,
			role + `the key from the role "instance" of this ECS instance`,
		},
		"ChainableRamRoleArn": {
			fields{"ram_role_arn": readerOfProd, "source_profile": "key"}, []string{byUser}, role + `the key from the profile "key" of FILE`,
		},
		"External": {
			fields{"process_command": `echo '{"mode": "AK", "access_key_id": "KEYOFHUB", "access_key_secret": "secret"}'`}, nil,
			"the process_command of " + profile,
		},
		"CredentialsURI": {
			fields{"credentials_uri": "URL/credentials"}, []string{"credentials-uri GET /credentials"}, "the credentials URI at HOST",
		},
		"OIDC":     {oidc, []string{"sts AssumeRoleWithOIDC " + readerOfProd}, role + "the OIDC token in TOKEN"},
		"CloudSSO": {sso, []string{"cloudsso POST /cloud-credentials"}, profile},
		"OAuth": {
			fields{"oauth_site_type": "intl", "oauth_access_token": accessToken, "oauth_access_token_expire": soon},
			[]string{"oauth POST /v1/exchange"}, profile,
		},
		"RsaKeyPair": {
			fields{"private_key": inPEM, "key_pair_name": "pair"}, []string{"sts GenerateSessionAccessKey"}, "the key pair of " + profile,
		},

		"a key that was left": {left, nil, profile},
	}
	for _, mode := range strings.Split(alicloudauth.Modes(), ", ") {
		if _, tested := tests[mode]; !tested {
			t.Errorf("the mode %s is not tested", mode)
		}
	}
	// aliyun-cli knows these by their fields.
	inferred := []string{"AK", "StsToken", "RamRoleArn", "EcsRamRole", "External", "OIDC", "CloudSSO", "RsaKeyPair"}
	for name, test := range tests {
		modes := []string{name, strings.ToLower(name)}
		if name == "a key that was left" {
			modes = []string{"CloudSSO"}
		}
		if slices.Contains(inferred, name) {
			modes = append(modes, "")
		}
		for _, mode := range modes {
			t.Run(name+"/"+mode, func(t *testing.T) {
				t.Parallel()
				clouds, s := start(t, func(config *simulator.Config) {
					config.SignIn.Roles[0].OIDC = []simulator.OIDCTrust{{ProviderARN: oidcProvider, Token: oidcToken}}
					config.SignIn.KeyPairs = []simulator.KeyPair{{PublicKeyID: "pair", PublicKey: &private.PublicKey, AccountID: hub, UserName: "ci"}}
					config.SignIn.CredentialsURI = simulator.CredentialsURI{Path: "/credentials", AccountID: hub}
					config.SignIn.CloudSSO = simulator.CloudSSO{AccessToken: accessToken, AccountID: prod, AccessConfigurationID: "ac-1"}
					config.SignIn.OAuth = simulator.OAuth{AccessToken: accessToken, AccountID: hub, UserName: "ci"}
				})
				p := fields{"name": "p", "region_id": "cn-beijing"}
				for name, value := range test.profile {
					if text, is := value.(string); is {
						value = strings.Replace(text, "URL", clouds.Endpoint.String(), 1)
					}
					p[name] = value
				}
				if mode != "" {
					p["mode"] = mode
				}
				file := authtest.WriteFile(t, fields{"current": "p", "profiles": []fields{p, key(fields{"name": "key", "mode": "AK"})}})
				s.Key, s.ProfilesFile, s.OAuth = credential.Key{}, file, map[string]transport.Endpoint{"INTL": clouds.Endpoint}
				chain := s.Chain()
				key, err := chain.Retrieve(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				tokenFile, _ := oidc["oidc_token_file"].(string)
				source := strings.NewReplacer("FILE", file, "HOST", clouds.Endpoint.Host, "TOKEN", tokenFile).Replace(test.source)
				if key.Source != source || chain.Region() != "cn-beijing" {
					t.Errorf("the key is from %s, and the region is %q; want %s", key.Source, chain.Region(), source)
				}
				asked := authtest.WithoutNames(clouds.Requests(), "assumed-role/instance/")
				if diff := cmp.Diff(test.asked, asked); diff != "" {
					t.Errorf("the cloud was asked (-want +got):\n%s", diff)
				}
			})
		}
	}
}

// TestUnusableProfiles compares the problem of each profile that cannot be used. The
// cloud is asked nothing.
func TestUnusableProfiles(t *testing.T) {
	const fix = "Fix the profile (aliyun configure --profile p)."
	expired := time.Now().Add(-time.Hour).Unix()
	modes := "Modes that can be used: AK, StsToken, RamRoleArn, EcsRamRole, RamRoleArnWithRoleName, ChainableRamRoleArn, " +
		"External, CredentialsURI, OIDC, CloudSSO, OAuth, RsaKeyPair"
	missing := func(mode, field string) []string {
		return []string{auth.UnusableProfile, fix, `the profile "p" of FILE (mode ` + mode + "): " + field + " is missing"}
	}
	tests := map[string]struct {
		profile fields
		want    []string
	}{
		"no mode": {
			fields{"region_id": "cn-beijing"}, []string{auth.UnusableProfile, fix, `the profile "p" of FILE has no mode and no credentials`},
		},
		"another mode": {
			fields{"mode": "Magic"},
			[]string{auth.UnusableProfile, fix, `the profile "p" of FILE has the mode "Magic", which cannot be used. ` + modes},
		},
		"a secret as mode": {
			fields{"mode": oidcToken},
			[]string{auth.UnusableProfile, fix, `the profile "p" of FILE has the mode ` + credential.NotShown + ", which cannot be used. " + modes},
		},
		"a bearer token": {
			fields{"mode": "bearertoken"},
			[]string{auth.UnusableProfile, fix, `the profile "p" of FILE has the mode BearerToken, and the APIs that are read here take no bearer token but an access key. ` + modes},
		},
		"no id":     {fields{"mode": "ak", "access_key_secret": "s"}, missing("AK", "access_key_id")},
		"no secret": {fields{"mode": "AK", "access_key_id": "a"}, missing("AK", "access_key_secret")},
		"no token":  {key(fields{"mode": "StsToken"}), missing("StsToken", "sts_token")},
		"no role":   {key(fields{"mode": "RamRoleArn"}), missing("RamRoleArn", "ram_role_arn")},
		"no role to assume": {
			fields{"mode": "RamRoleArnWithRoleName", "ram_role_name": "instance"}, missing("RamRoleArnWithRoleName", "ram_role_arn"),
		},
		"no source": {
			fields{"mode": "ChainableRamRoleArn", "ram_role_arn": readerOfProd}, missing("ChainableRamRoleArn", "source_profile"),
		},
		"no URI": {fields{"mode": "CredentialsURI"}, missing("CredentialsURI", "credentials_uri")},
		"no program": {
			fields{"mode": "External"}, []string{auth.UnusableProfile, fix, `the profile "p" of FILE (mode External): process_command is missing`},
		},
		"no page":        {fields{"mode": "CloudSSO"}, missing("CloudSSO", "cloud_sso_sign_in_url")},
		"no private key": {fields{"mode": "RsaKeyPair"}, missing("RsaKeyPair", "private_key")},
		"another OAuth site": {
			fields{"mode": "OAuth", "oauth_site_type": "EU"},
			[]string{auth.UnusableProfile, fix, `the profile "p" of FILE (mode OAuth): oauth_site_type is neither CN nor INTL`},
		},
		"an OAuth token that has expired": {fields{"mode": "OAuth", "oauth_site_type": "INTL", "oauth_access_token": accessToken,
			"oauth_access_token_expire": expired}, []string{
			"the sign-in has expired", "Sign in again: aliyun configure --profile p",
			`the access token in the profile "p" of FILE has expired, or there is none`,
		}},
		"its own source": {fields{"mode": "ChainableRamRoleArn", "ram_role_arn": readerOfProd, "source_profile": "p"}, []string{
			"profiles refer to each other in a circle", "Give one of the profiles credentials of its own.",
			`the profile "p" of FILE (mode ChainableRamRoleArn): the profiles of FILE refer to each other in a circle: "p" → "p"`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds, s := start(t, nil)
			p := fields{"name": "p"}
			for name, value := range test.profile {
				p[name] = value
			}
			file := authtest.WriteFile(t, fields{"current": "p", "profiles": []fields{p}})
			s.Key, s.ProfilesFile, s.OAuth = credential.Key{}, file, map[string]transport.Endpoint{"INTL": clouds.Endpoint}
			_, err := s.Chain().Retrieve(t.Context())
			var problem *credential.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("got %v", err)
			}
			test.want[2] = strings.ReplaceAll(test.want[2], "FILE", file)
			if diff := cmp.Diff(test.want, []string{problem.Title, problem.Advice, err.Error()}); diff != "" {
				t.Errorf("the problem (-want +got):\n%s", diff)
			}
			if asked := clouds.Requests(); asked != nil {
				t.Errorf("the cloud was asked %q", asked)
			}
		})
	}
}

// TestMetadataVersions checks which version of the metadata service is used: the
// first only if a variable says so, and the only role of a server if none is named.
func TestMetadataVersions(t *testing.T) {
	const (
		token  = "alicloud-metadata PUT /latest/api/token"
		role   = "alicloud-metadata GET /latest/meta-data/ram/security-credentials/"
		noSuch = "the metadata service of an ECS instance was asked for a key: test "
	)
	tests := map[string]struct {
		metadata  simulator.Metadata
		role      string
		variables map[string]string
		asked     []string
		wantError string
	}{
		"the second": {
			simulator.Metadata{Role: "instance", TokenRequired: true}, "instance", nil, []string{token, role + "instance"}, "",
		},
		"the only role": {
			simulator.Metadata{Role: "instance", TokenRequired: true}, "", map[string]string{"ALIBABA_CLOUD_ECS_METADATA": " "},
			[]string{token, role, role + "instance"}, "",
		},
		"the first is not allowed": {
			simulator.Metadata{Role: "instance", TokenUnsupported: true}, "instance", nil, []string{token}, noSuch + "PUT /latest/api/token",
		},
		"the first is allowed": {
			simulator.Metadata{Role: "instance", TokenUnsupported: true}, "instance", map[string]string{"ALIBABA_CLOUD_IMDSV1_DISABLED": "FALSE"},
			[]string{token, role + "instance"}, "",
		},
		"the second, if both are": {
			simulator.Metadata{Role: "instance", TokenRequired: true}, "instance", map[string]string{"ALIBABA_CLOUD_IMDSV1_DISABLED": "false"},
			[]string{token, role + "instance"}, "",
		},
		"another role": {
			simulator.Metadata{Role: "other", TokenRequired: true}, "instance", nil, []string{token, role + "instance"},
			noSuch + "GET /latest/meta-data/ram/security-credentials/instance",
		},
		"forbidden": {
			simulator.Metadata{Role: "instance"}, "instance", map[string]string{"ALIBABA_CLOUD_ECS_METADATA_DISABLED": "True"}, nil,
			"the ECS role cannot be used, because ALIBABA_CLOUD_ECS_METADATA_DISABLED is true",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds, s := start(t, func(config *simulator.Config) { config.SignIn.AlicloudMetadata = test.metadata })
			s.Key, s.Forbids = credential.Key{}, authtest.Variables(test.variables)
			profile := fields{"name": "p", "mode": "EcsRamRole", "ram_role_name": test.role}
			s.ProfilesFile = authtest.WriteFile(t, fields{"current": "p", "profiles": []fields{profile}})
			authtest.Retrieve(t, s.Chain(), test.wantError)
			asked := clouds.Requests()
			if test.wantError != "" && len(asked) > len(test.asked) { // each of those who ask at once tries again
				asked = asked[:len(test.asked)]
			}
			if diff := cmp.Diff(test.asked, asked); diff != "" {
				t.Errorf("the cloud was asked (-want +got):\n%s", diff)
			}
		})
	}
}

// TestKeyIsRenewed checks that the key of a role that a service refuses is replaced
// by asking again, once, with the key beneath, which is kept.
func TestKeyIsRenewed(t *testing.T) {
	clouds, s := start(t, func(config *simulator.Config) {
		config.SignInFault = func(r simulator.SignInRequest) http.HandlerFunc {
			if r.Action != simulator.ActionCallerIdentity || r.Attempt > 1 {
				return nil
			}
			return func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusForbidden)
				_, _ = w.Write([]byte(`{"Code": "InvalidSecurityToken.Expired", "Message": "expired"}`))
			}
		}
	})
	s.Key, s.ECSRoleName, s.AssumeRole = credential.Key{}, "instance", &alicloudauth.Role{ARN: readerOfProd}
	identity, err := s.Chain().Identity(t.Context())
	if err != nil || identity.AccountID != prod {
		t.Errorf("got %v and %v", identity, err)
	}
	server, session := "acs:ram::"+hub+":assumed-role/instance/", "acs:ram::"+prod+":assumed-role/reader/terraform"
	want := []string{
		"alicloud-metadata PUT /latest/api/token", "alicloud-metadata GET /latest/meta-data/ram/security-credentials/instance",
		"sts AssumeRole " + readerOfProd + " by " + server, "sts GetCallerIdentity by " + session,
		"sts AssumeRole " + readerOfProd + " by " + server, "sts GetCallerIdentity by " + session,
	}
	if diff := cmp.Diff(want, authtest.WithoutNames(clouds.Requests(), server)); diff != "" {
		t.Errorf("the cloud was asked (-want +got):\n%s", diff)
	}
}
