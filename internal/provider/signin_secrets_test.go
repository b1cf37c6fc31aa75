package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"crypto/x509"

	"github.com/hashicorp/terraform-plugin-log/tflogtest"
	"github.com/hashicorp/terraform-plugin-log/tfsdklogtest"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// The secrets that people and tools put where they do not belong.
const (
	secretKey = "wJa1rXUtnFEMI7K7MDENGbPxRfiCYE"
	stsToken  = "CAISyAJ1q6Ft5B2yfSjIr5fSBdWDn7dT1b6KSFfQnWUDet9bmKnTsDz2IHhMf3RuBu4as"
	jwt       = "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJodHRwczovL3Rva2VuLmV4YW1wbGUiLCJzdWIiOiJjaSJ9.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg"
	uri       = "https://somebody:Pa55word-of-somebody@keys.example/x?token=4f0e9d8c7b6a"
)

// TestSecretsInWrongPlaces puts each secret into each place of a file, a program
// and a variable that is not for it, as people and the vendors' tools do, and
// reads a list. The error says what is wrong, and neither it nor a log at the
// level of TRACE shows any part of the secret.
func TestSecretsInWrongPlaces(t *testing.T) {
	private, err := x509.MarshalPKCS8PrivateKey(keyPair())
	if err != nil {
		t.Fatal(err)
	}
	pemKey := string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}))
	brokenKey := strings.Replace(pemKey, "\n", "\nA", 3)
	secrets := map[string]string{"a secret key": secretKey, "a token": stsToken, "a JWT": jwt, "a URI": uri, "a private key": brokenKey,
		"a key in one line": base64.StdEncoding.EncodeToString(private)[7:]}

	type place struct {
		cloud cloudUnderTest
		file  func(secret string) acctest.Object // a profile of the cloud's tool
		block func(secret string) acctest.Object
		env   func(secret string) env
		title string
	}
	aliyun := func(title string, profile func(secret string) acctest.Object) place {
		return place{cloud: cloudsUnderTest[0], file: profile, title: title}
	}
	hcloud := func(title string, profile func(secret string) acctest.Object) place {
		return place{cloud: cloudsUnderTest[1], file: profile, title: title}
	}
	variable := func(cloud cloudUnderTest, title, name string, more env) place {
		return place{cloud: cloud, title: title, env: func(secret string) env {
			all := env{name: strings.ReplaceAll(secret, "\x00", "")}
			for name, value := range more {
				all[name] = value
			}
			return all
		}}
	}
	setting := func(cloud cloudUnderTest, title, name string) place {
		return place{cloud: cloud, title: title, block: func(secret string) acctest.Object { return acctest.Object{name: secret} }}
	}
	oidc := env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_ROLE_ARN": ramRole("pod")}
	idToken := env{"HW_ASSUME_ROLE_IDP_ID": "pods", "HW_ASSUME_ROLE_AGENCY_NAME": "readers", "HW_ASSUME_ROLE_DOMAIN_ID": "owner-id"}
	printing := func(field string, more acctest.Object) func(string) acctest.Object {
		return func(secret string) acctest.Object {
			printed := acctest.Object{"mode": "AK", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret", field: secret}
			for name, value := range more {
				printed[name] = value
			}
			content, _ := json.Marshal(printed)
			return acctest.Object{"mode": "External", "process_command": "echo '" + string(content) + "'"}
		}
	}
	const unusable, program = "a profile cannot be used", "a program that prints credentials failed"
	places := map[string]place{
		"private_key": aliyun(unusable, func(s string) acctest.Object {
			return acctest.Object{"mode": "RsaKeyPair", "key_pair_name": keyPairID, "private_key": s}
		}),
		"mode": aliyun(unusable, func(s string) acctest.Object { return acctest.Object{"mode": s} }),
		"source_profile": aliyun("a profile does not exist", func(s string) acctest.Object {
			return acctest.Object{"mode": "ChainableRamRoleArn", "ram_role_arn": ramRole("two"), "source_profile": s}
		}),
		"oidc_token_file": aliyun("an OIDC token cannot be read", func(s string) acctest.Object {
			return acctest.Object{"mode": "OIDC", "oidc_provider_arn": oidcProvider, "ram_role_arn": ramRole("pod"), "oidc_token_file": s}
		}),
		"process_command": aliyun(program, func(s string) acctest.Object {
			return acctest.Object{"mode": "External", "process_command": "'" + s + "' cmd"}
		}),
		"process_command, set": aliyun(program, func(s string) acctest.Object {
			return acctest.Object{"mode": "External", "process_command": "SECRET='" + s + "' cmd"}
		}),
		"process_command, fails": aliyun(program, func(s string) acctest.Object {
			return acctest.Object{"mode": "External", "process_command": "sh -c 'echo \"$0\"; echo \"$0\" >&2; exit 3' '" + s + "'"}
		}),
		"process_command, no JSON": aliyun(program, func(s string) acctest.Object {
			return acctest.Object{"mode": "External", "process_command": "echo '" + s + "'"}
		}),
		"printed mode": aliyun(program, printing("mode", nil)),
		"printed source_profile": aliyun(program,
			printing("source_profile", acctest.Object{"mode": "ChainableRamRoleArn", "ram_role_arn": ramRole("two")})),
		"printed oidc_token_file": aliyun(program,
			printing("oidc_token_file", acctest.Object{"mode": "OIDC", "oidc_provider_arn": oidcProvider, "ram_role_arn": ramRole("pod")})),
		"printed private_key": aliyun(program,
			printing("private_key", acctest.Object{"mode": "RsaKeyPair", "key_pair_name": keyPairID})),
		"printed ram_role_arn":  aliyun("", printing("ram_role_arn", acctest.Object{"mode": "RamRoleArn"})),
		"printed ram_role_name": aliyun("", printing("ram_role_name", acctest.Object{"mode": "EcsRamRole"})),
		"credentials_uri": aliyun("a credentials URI cannot be used",
			func(s string) acctest.Object { return acctest.Object{"mode": "CredentialsURI", "credentials_uri": s} }),
		"cloud_sso_sign_in_url": aliyun("", func(s string) acctest.Object {
			return acctest.Object{"mode": "CloudSSO", "cloud_sso_sign_in_url": s, "cloud_sso_account_id": "1",
				"cloud_sso_access_config": "x"}
		}),
		"oauth_site_type": aliyun(unusable, func(s string) acctest.Object { return acctest.Object{"mode": "OAuth", "oauth_site_type": s} }),
		"access_key_secret": aliyun("", func(s string) acctest.Object {
			return acctest.Object{"mode": "AK", "access_key_id": "KEYOFPROFILE", "access_key_secret": s}
		}),
		"access_key_id": aliyun("", func(s string) acctest.Object {
			return acctest.Object{"mode": "AK", "access_key_id": s, "access_key_secret": "x"}
		}),
		"ram_role_arn": aliyun("signing in failed", func(s string) acctest.Object {
			return acctest.Object{"mode": "RamRoleArn", "access_key_id": "KEYOFPROFILE", "access_key_secret": "secret", "ram_role_arn": s}
		}),
		"ram_role_name": aliyun("signing in failed",
			func(s string) acctest.Object { return acctest.Object{"mode": "EcsRamRole", "ram_role_name": s} }),
		"another profile": aliyun("", func(s string) acctest.Object { return acctest.Object{"name": s, "mode": "AK"} }),
		"KooCLI mode":     hcloud(unusable, func(s string) acctest.Object { return acctest.Object{"mode": s} }),
		"KooCLI sourceProfile": hcloud("a profile does not exist", func(s string) acctest.Object {
			return acctest.Object{"mode": "agency", "sourceProfile": s, "agencyName": "readers", "agencyDomainName": "owner"}
		}),
		"KooCLI agencyName": hcloud("signing in failed", func(s string) acctest.Object {
			return acctest.Object{"mode": "agency", "accessKeyId": "KEYOFPROFILE", "secretAccessKey": "secret", "agencyName": s,
				"agencyDomainName": "owner"}
		}),
		"KooCLI secretAccessKey": hcloud("", func(s string) acctest.Object {
			return acctest.Object{"mode": "AKSK", "accessKeyId": "KEYOFPROFILE", "secretAccessKey": s}
		}),
		"block profile":              setting(cloudsUnderTest[0], "a profile does not exist", "profile"),
		"block file":                 setting(cloudsUnderTest[0], "a file of profiles", "shared_credentials_file"),
		"block Huawei profile":       setting(cloudsUnderTest[1], "a profile does not exist", "profile"),
		"block Huawei file":          setting(cloudsUnderTest[1], "a file of profiles", "shared_config_file"),
		"ALICLOUD_PROFILE":           variable(cloudsUnderTest[0], "a profile does not exist", "ALICLOUD_PROFILE", nil),
		"a file's variable":          variable(cloudsUnderTest[0], "a file of profiles", "ALIBABA_CLOUD_CREDENTIALS_FILE", nil),
		"ALIBABA_CLOUD_ECS_METADATA": variable(cloudsUnderTest[0], "signing in failed", "ALIBABA_CLOUD_ECS_METADATA", nil),
		"a URI's variable":           variable(cloudsUnderTest[0], "a credentials URI cannot be used", "ALICLOUD_CREDENTIALS_URI", nil),
		"a token file's variable":    variable(cloudsUnderTest[0], "an OIDC token cannot be read", "ALIBABA_CLOUD_OIDC_TOKEN_FILE", oidc),
		"a token's variable":         variable(cloudsUnderTest[0], "", "ALIBABA_CLOUD_OIDC_TOKEN", oidc),
		"half a key":                 variable(cloudsUnderTest[0], "the access key is incomplete", "ALICLOUD_SECRET_KEY", nil),
		"a key's variable": variable(cloudsUnderTest[0], "", "ALICLOUD_SECRET_KEY",
			env{"ALICLOUD_ACCESS_KEY": "KEYOFENVIRONMENT"}),
		"HW_PROFILE":              variable(cloudsUnderTest[1], "a profile does not exist", "HW_PROFILE", nil),
		"HW_SECRET_KEY":           variable(cloudsUnderTest[1], "", "HW_SECRET_KEY", env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT"}),
		"the SDK file's variable": variable(cloudsUnderTest[1], "the SDK's credentials file", "HUAWEICLOUD_SDK_CREDENTIALS_FILE", nil),
		"HW_ASSUME_ROLE_ID_TOKEN": variable(cloudsUnderTest[1], "", "HW_ASSUME_ROLE_ID_TOKEN", idToken),
		"an id token file":        variable(cloudsUnderTest[1], "an OIDC token cannot be read", "HW_ASSUME_ROLE_ID_TOKEN_FILE", idToken),
		"HW_ASSUME_ROLE_AGENCY_NAME": variable(cloudsUnderTest[1], "signing in failed", "HW_ASSUME_ROLE_AGENCY_NAME",
			env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret", "HW_ASSUME_ROLE_DOMAIN_NAME": "owner"}),
	}
	for placeName, place := range places {
		for secretName, secret := range secrets {
			if secretName == "a URI" && strings.Contains(strings.ToLower(placeName), "uri") {
				secret = strings.Replace(secret, "https:", "ftp:", 1) // the other is one that is asked
			}
			t.Run(placeName+"/"+secretName, func(t *testing.T) {
				clouds, home := startSignIn(t, func(config *simulator.Config) {
					config.SignIn.IdentityProviders = []simulator.IdentityProvider{{ID: "pods", IDToken: oidcToken("pod")}}
					config.OnUnknown = func(string) {}
				})
				block, environment := acctest.Object{}, env{}
				if place.file != nil {
					// The current profile, which is read although nobody names it.
					profile := acctest.Object{"name": "x"}
					for name, value := range place.file(secret) {
						profile[name] = value
					}
					content, err := json.Marshal(acctest.Object{"current": profile["name"], "profiles": []acctest.Object{profile}})
					if err != nil {
						t.Fatal(err)
					}
					tool := map[string]string{"alicloud": ".aliyun", "huaweicloud": ".hcloud"}[place.cloud.attribute]
					writeFile(t, filepath.Join(home, tool, "config.json"), string(content))
				}
				if place.block != nil {
					block = place.block(secret)
				}
				if place.env != nil {
					environment = place.env(secret)
				}
				for name, value := range environment {
					t.Setenv(name, value)
				}
				provider := place.cloud.configure(t, clouds, block, acctest.Object{"max_retries": int64(0), "request_timeout": "2s"})
				log := &lockedBuffer{}
				ctx := tfsdklogtest.RootLogger(tflogtest.RootLogger(t.Context(), log), log)
				state, diagnostics := provider.Read(ctx, t, place.cloud.source.Name, nil)
				text := acctest.Text(diagnostics)
				if len(diagnostics) == 0 || !strings.Contains(text, place.title) {
					t.Errorf("got %s\nwant %q", text, place.title)
				}
				for what, text := range map[string]string{"diagnostics": text, "state": fmt.Sprint(state), "log": log.String()} {
					if part := partOf(text, secret); part != "" {
						t.Errorf("the %s show %q:\n%s", what, part, text)
					}
				}
			})
		}
	}
}

// partOf returns a part of a secret that is in a text, or an empty text. What is
// in every private key and URL is no secret.
func partOf(text, secret string) string {
	const length = 8
	for i := range max(len(secret)-length, 1) {
		part := secret[i:min(i+length, len(secret))]
		if strings.Contains(text, part) && !strings.Contains("-----BEGIN PRIVATE KEY----------END PRIVATE KEY-----", part) &&
			!strings.Contains("https://keys.example/x", part) {
			return part
		}
	}
	return ""
}

// TestPrivateKeyInProfile signs in with a profile as "aliyun configure" writes it,
// with the private key itself in the field, and as "aliyun configure set" does,
// with the path of a file.
func TestPrivateKeyInProfile(t *testing.T) {
	private, err := x509.MarshalPKCS8PrivateKey(keyPair())
	if err != nil {
		t.Fatal(err)
	}
	content := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})
	for name, field := range map[string]string{
		"PKCS #8":          string(content),
		"PKCS #1":          string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(keyPair())})),
		"Windows":          strings.ReplaceAll(string(content), "\n", "\r\n"),
		"without PEM":      base64.StdEncoding.EncodeToString(private),
		"the path of file": "HOME/private.pem",
	} {
		for _, refused := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/refused=%t", name, refused), func(t *testing.T) {
				clouds, home := startSignIn(t, func(config *simulator.Config) {
					config.SignInFault = func(simulator.SignInRequest) http.HandlerFunc {
						if !refused {
							return nil
						}
						return simulator.ErrorAnswer("", 400, "InvalidParameter", "The signature is "+field)
					}
				})
				profile, err := json.Marshal(acctest.Object{"current": "pair", "profiles": []acctest.Object{{
					"name": "pair", "mode": "RsaKeyPair", "key_pair_name": keyPairID, "private_key": strings.Replace(field, "HOME", home,
						1), "region_id": "cn-hangzhou", "output_format": "json", "language": "en",
				}}})
				if err != nil {
					t.Fatal(err)
				}
				writeFile(t, filepath.Join(home, ".aliyun/config.json"), string(profile))
				_, _, read := cloudsUnderTest[0].read(t, clouds, nil, nil)
				text := acctest.Text(read)
				if (len(read) > 0) != refused || refused && name != "the path of file" && partOf(text, field) != "" {
					t.Errorf("got %s", text)
				}
			})
		}
	}
}
