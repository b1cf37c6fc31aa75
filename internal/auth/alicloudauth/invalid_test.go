package alicloudauth_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/authtest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// TestRefusedBeforeAnythingIsSent signs in with settings that cannot be right, of
// the environment and of profiles. The error names the one that is wrong, shows no
// secret, and the cloud is asked nothing.
func TestRefusedBeforeAnythingIsSent(t *testing.T) {
	const (
		token  = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl"
		wrong  = environment.WrongVariable
		hidden = "(not shown, because it could be a secret)"
		arn    = ", which is not the ARN of a role, which looks like acs:ram::123456789012****:role/name"
		name   = ", which is not the name of a session, which has 2 to 64 letters, digits and the characters . @ - _"
		sts    = "the address of the service to sign in with"
		region = "the region in which to sign in"
	)
	type (
		env     = map[string]string
		profile = map[string]any
	)
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der := x509.MarshalPKCS1PrivateKey(private)
	inPEM := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: der}))
	inBase64 := base64.StdEncoding.EncodeToString(der)

	key := profile{"access_key_id": "KEYOFHUB", "access_key_secret": "secret"}
	with := func(more profile) profile {
		all := profile{"name": "p"}
		for _, fields := range []profile{key, more} {
			for name, value := range fields {
				all[name] = value
			}
		}
		return all
	}
	toRole := with(profile{"mode": "RamRoleArn", "ram_role_arn": readerOfProd})
	oidc := &alicloudauth.OIDCRole{ProviderARN: "acs:ram::1:oidc-provider/x", Token: token}
	tests := map[string]struct {
		alter         func(*alicloudauth.Config)
		profiles      any // those of the file, or nil without one
		env           env
		title, advice string
		want          string // what the error begins with
	}{
		"a role's variable": {
			func(s *alicloudauth.Config) { s.AssumeRole = &alicloudauth.Role{} }, nil, env{"ALICLOUD_ASSUME_ROLE_ARN": "a:b:c:5:x/y"}, wrong,
			"Set ALICLOUD_ASSUME_ROLE_ARN to what belongs there, or unset it.",
			`alicloud.assume_role: the environment variable ALICLOUD_ASSUME_ROLE_ARN is "a:b:c:5:x/y"` + arn,
		},
		"a token in a role's variable": {
			func(s *alicloudauth.Config) { s.AssumeRole = &alicloudauth.Role{} }, nil, env{"ALICLOUD_ASSUME_ROLE_ARN": token}, wrong,
			"Set ALICLOUD_ASSUME_ROLE_ARN to what belongs there, or unset it.",
			"alicloud.assume_role: the environment variable ALICLOUD_ASSUME_ROLE_ARN is " + hidden + arn,
		},
		"a session's variable": {
			func(s *alicloudauth.Config) { s.AssumeRole = &alicloudauth.Role{ARN: readerOfProd} }, nil,
			env{"ALICLOUD_ASSUME_ROLE_SESSION_NAME": "x y"}, wrong, "Set ALICLOUD_ASSUME_ROLE_SESSION_NAME to what belongs there, or unset it.",
			`alicloud.assume_role: the environment variable ALICLOUD_ASSUME_ROLE_SESSION_NAME is "x y"` + name,
		},
		"the variable of an OIDC role": {
			func(s *alicloudauth.Config) { s.Key, s.AssumeRoleWithOIDC = credential.Key{}, oidc }, nil, env{"ALIBABA_CLOUD_ROLE_ARN": "reader"},
			wrong, "Set ALIBABA_CLOUD_ROLE_ARN to what belongs there, or unset it.",
			`alicloud.assume_role_with_oidc: the environment variable ALIBABA_CLOUD_ROLE_ARN is "reader"` + arn,
		},
		"the session of an OIDC role": {
			func(s *alicloudauth.Config) { s.Key, s.AssumeRoleWithOIDC = credential.Key{}, oidc }, nil,
			env{"ALIBABA_CLOUD_ROLE_ARN": readerOfProd, "ALIBABA_CLOUD_ROLE_SESSION_NAME": "x"}, wrong,
			"Set ALIBABA_CLOUD_ROLE_SESSION_NAME to what belongs there, or unset it.",
			`alicloud.assume_role_with_oidc: the environment variable ALIBABA_CLOUD_ROLE_SESSION_NAME is "x"` + name,
		},
		"a token with a space": {
			func(s *alicloudauth.Config) { s.Key, s.AssumeRoleWithOIDC = credential.Key{}, &alicloudauth.OIDCRole{} }, nil,
			env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": "acs:ram::1:oidc-provider/x", "ALIBABA_CLOUD_ROLE_ARN": readerOfProd,
				"ALIBABA_CLOUD_OIDC_TOKEN": token + " x"},
			wrong, "Set ALIBABA_CLOUD_OIDC_TOKEN to what belongs there, or unset it.",
			"alicloud.assume_role_with_oidc: the environment variable ALIBABA_CLOUD_OIDC_TOKEN has characters that no token has, such as a line break or a space",
		},
		"a token in place of its file": {func(s *alicloudauth.Config) {
			s.Key, s.AssumeRoleWithOIDC = credential.Key{},
				&alicloudauth.OIDCRole{ProviderARN: "acs:ram::1:oidc-provider/x", TokenFile: token, Role: alicloudauth.Role{ARN: readerOfProd}}
		}, nil, nil, "an OIDC token cannot be read", "Set it as oidc_token.", "alicloud.assume_role_with_oidc.oidc_token_file is not the path of a file: it looks like a token"},
		"a profile's role, by a variable": {
			nil, []profile{with(profile{"mode": "RamRoleArn"})}, env{"ALIBABA_CLOUD_ROLE_ARN": "reader"}, wrong,
			"Set ALIBABA_CLOUD_ROLE_ARN to what belongs there, or unset it.",
			`the profile "p" of FILE (mode RamRoleArn): the environment variable ALIBABA_CLOUD_ROLE_ARN is "reader"` + arn,
		},

		"a private key as the name of the pair": {
			nil, []profile{{"name": "p", "mode": "RsaKeyPair", "private_key": "LTAI5tPAIR", "key_pair_name": inPEM}}, nil,
			"the access key is malformed", `Set the key from key_pair_name in the profile "p" of FILE again.`,
			`the profile "p" of FILE (mode RsaKeyPair): the key from key_pair_name in the profile "p" of FILE has characters that no access key has`,
		},
		"both": {
			nil, []profile{{"name": "p", "mode": "RsaKeyPair", "private_key": inPEM, "key_pair_name": inPEM}}, nil, "the access key is malformed",
			`Set the key from key_pair_name in the profile "p" of FILE again.`,
			`the profile "p" of FILE (mode RsaKeyPair): the key from key_pair_name in the profile "p" of FILE has characters that no access key has`,
		},
		"both, without lines": {
			nil, []profile{{"name": "p", "mode": "RsaKeyPair", "private_key": inBase64, "key_pair_name": inBase64}}, nil,
			"the access key is malformed", `Set the key from key_pair_name in the profile "p" of FILE again.`,
			`the profile "p" of FILE (mode RsaKeyPair): the key from key_pair_name in the profile "p" of FILE has characters that no access key has`,
		},

		"an STS endpoint's variable": {
			nil, []profile{toRole}, env{"ALIBABA_CLOUD_STS_ENDPOINT": "ftp://sts.example"}, wrong,
			"Set ALIBABA_CLOUD_STS_ENDPOINT to what belongs there, or unset it.",
			`the profile "p" of FILE (mode RamRoleArn): ` + sts + " (ALIBABA_CLOUD_STS_ENDPOINT) cannot be used: ",
		},
		"an STS region's variable": {
			nil, []profile{toRole}, env{"ALIBABA_CLOUD_STS_REGION": "cn/x"}, wrong,
			"Set ALIBABA_CLOUD_STS_REGION to what belongs there, or unset it.",
			`the profile "p" of FILE (mode RamRoleArn): ` + region + " (ALIBABA_CLOUD_STS_REGION) cannot be part of a host name",
		},
		"a profile's STS endpoint": {
			nil, []profile{with(profile{"mode": "RamRoleArn", "ram_role_arn": readerOfProd, "sts_endpoint": "ftp://sts.example"})},
			env{"ALIBABA_CLOUD_STS_ENDPOINT": "ftp://sts.example"}, auth.UnusableProfile, "Fix the profile (aliyun configure --profile p).",
			`the profile "p" of FILE (mode RamRoleArn): ` + sts + " (sts_endpoint) cannot be used: ",
		},
		"a profile's STS region": {
			nil, []profile{with(profile{"mode": "RamRoleArn", "ram_role_arn": readerOfProd, "sts_region": "cn/x"})},
			env{"ALIBABA_CLOUD_STS_REGION": "cn/y"}, auth.UnusableProfile, "Fix the profile (aliyun configure --profile p).",
			`the profile "p" of FILE (mode RamRoleArn): ` + region + " (sts_region) cannot be part of a host name",
		},

		"a URI that is forbidden": {func(s *alicloudauth.Config) {
			s.Key, s.CredentialsURI = credential.Key{}, "https://keys.example/"
		}, nil, env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1"}, "external credentials are forbidden",
			"Sign in in another way, or unset ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS.", "alicloud.credentials_uri: the environment variable ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids to sign in with a credentials URI"},
		"an account's program that is forbidden": {
			func(s *alicloudauth.Config) { s.Path, s.Profile = `account "a": alicloud`, "p" },
			[]profile{{"name": "p", "mode": "External", "process_command": "false"}}, env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1"},
			"external credentials are forbidden", "Sign in in another way, or unset ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS.",
			`account "a": alicloud.profile: the profile "p" of FILE: the environment variable ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids to sign in with a process_command`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, s := start(t, nil)
			s.Getenv, s.Forbids = authtest.Variables(test.env), authtest.Variables(test.env)
			file := ""
			if test.profiles != nil {
				file = authtest.WriteFile(t, profile{"current": "p", "profiles": test.profiles})
				s.Key, s.ProfilesFile = credential.Key{}, file
			}
			if strings.Contains(name, "STS") {
				s.STS = transport.Endpoint{} // which counts before all else
			}
			if test.alter != nil {
				test.alter(&s)
			}
			_, err := s.Chain().Retrieve(t.Context())
			var problem *credential.Problem
			if !errors.As(err, &problem) {
				t.Fatalf("got %v", err)
			}
			of := strings.NewReplacer("FILE", file)
			if diff := cmp.Diff([]string{test.title, of.Replace(test.advice)}, []string{problem.Title, problem.Advice}); diff != "" {
				t.Errorf("title and advice (-want +got):\n%s", diff)
			}
			if want := of.Replace(test.want); !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v\nwant %s", err, want)
			}
			for _, secret := range []string{token, inBase64[:20], inPEM[40:60], "LTAI5tPAIR"} {
				if strings.Contains(err.Error()+problem.Advice, secret) {
					t.Errorf("%q is shown in %v", secret, err)
				}
			}
			if asked := clouds.Requests(); asked != nil {
				t.Errorf("the cloud was asked %q", asked)
			}
		})
	}
}

// TestCurrentProfileIsNotThere reads the tool's own file. A current profile that
// is not there is an error if there are others with credentials, and the error
// lists them; a file without any is passed over.
func TestCurrentProfileIsNotThere(t *testing.T) {
	const ak = `{"name": "ci", "mode": "AK", "access_key_id": "KEYOFHUB", "access_key_secret": "secret"}`
	const note = ". It was looked at because nothing else is set"
	for name, test := range map[string]struct{ content, title, want string }{
		"gone": {
			`{"current": "gone", "profiles": [` + ak + `, {"name": "Kx7wQz2mPr9tLw3nB"}]}`, "a profile does not exist",
			`~/.aliyun/config.json has no profile "gone", which its entry "current" names. It has: "ci", (not shown, because it could be a secret)` + note,
		},
		"none": {
			`{"profiles": [` + ak + `]}`, "no profile is chosen", `~/.aliyun/config.json names no current profile. It has: "ci"` + note,
		},
		"gone, others blank": {
			`{"current": "gone", "profiles": [{"name": "ci", "mode": "AK"}]}`, "", "no profile of ~/.aliyun/config.json has credentials",
		},
		"blank, others there": {
			`{"current": "new", "profiles": [{"name": "new", "mode": "AK"}, ` + ak + `]}`, "",
			"the current profile of ~/.aliyun/config.json has no credentials",
		},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			authtest.Write(t, filepath.Join(home, ".aliyun/config.json"), test.content)
			_, err := settings().Chain().Retrieve(t.Context())
			if test.title == "" {
				var missing *auth.NoCredentialsError
				if !errors.As(err, &missing) || !strings.HasSuffix(err.Error(), test.want) {
					t.Errorf("got %v", err)
				}
				return
			}
			var problem *credential.Problem
			if !errors.As(err, &problem) || problem.Title != test.title || err.Error() != test.want {
				t.Errorf("got %v\nwant %s", err, test.want)
			}
		})
	}
}
