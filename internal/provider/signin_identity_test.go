package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestIntendedIdentity signs in while a role, a switch or half a key lies
// beside what signs in, and compares what the cloud saw: nobody is read whom
// nobody named. If there is an error, nothing is sent.
func TestIntendedIdentity(t *testing.T) {
	key := env{"ALICLOUD_ACCESS_KEY": "KEYOFENVIRONMENT", "ALICLOUD_SECRET_KEY": "secret"}
	with := func(parts ...env) env {
		all := env{}
		for _, part := range parts {
			for name, value := range part {
				all[name] = value
			}
		}
		return all
	}
	oidc := env{"ALIBABA_CLOUD_OIDC_PROVIDER_ARN": oidcProvider, "ALIBABA_CLOUD_OIDC_TOKEN_FILE": "~/pod-token"}
	huaweiKey := env{"HW_ACCESS_KEY": "KEYOFENVIRONMENT", "HW_SECRET_KEY": "secret"}
	agency := env{"HW_ASSUME_ROLE_AGENCY_NAME": "readers", "HW_ASSUME_ROLE_DOMAIN_ID": "owner-id"}
	idToken := env{"HW_ASSUME_ROLE_IDP_ID": "pods", "HW_ASSUME_ROLE_ID_TOKEN_FILE": "~/pod-token"}
	top := acctest.Object{"assume_role": acctest.Object{"role_arn": ramRole("top")}}
	profile := func(name string) acctest.Object {
		return acctest.Object{"profile": name, "assume_role": top["assume_role"]}
	}
	tests := map[string]struct {
		cloud cloudUnderTest
		block acctest.Object
		env   env
		want  []string
		fails []string
	}{
		// A role that only the environment names.
		"ALIBABA_CLOUD_ROLE_ARN, no block": {cloudsUnderTest[0], nil, with(key, env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top")}),
			[]string{"KEYOFENVIRONMENT"}, nil},
		"ALICLOUD_ASSUME_ROLE_ARN, no block": {cloudsUnderTest[0], nil, with(key, env{"ALICLOUD_ASSUME_ROLE_ARN": ramRole("top")}),
			[]string{"KEYOFENVIRONMENT"}, nil},
		"ALIBABA_CLOUD_ROLE_ARN, a role in a profile": {cloudsUnderTest[0], acctest.Object{"profile": "role"},
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top")}, []string{"sts AssumeRole one by KEYOFPROFILE", "issued 1"}, nil},
		"ALIBABA_CLOUD_ROLE_ARN, a key in a profile": {cloudsUnderTest[0], acctest.Object{"profile": "no mode"},
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top")}, []string{"KEYOFPROFILE"}, nil},
		"ALIBABA_CLOUD_ROLE_ARN, an empty block": {cloudsUnderTest[0], acctest.Object{"assume_role": acctest.Object{}},
			with(key, env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top")}), []string{"sts AssumeRole top by KEYOFENVIRONMENT", "issued 1"}, nil},
		"a profile of a role without one": {cloudsUnderTest[0], acctest.Object{"profile": "role of variable"},
			env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("top"),
				"ALIBABACLOUD_ROLE_ARN": ramRole("two")}, []string{"sts AssumeRole two by KEYOFPROFILE", "issued 1"}, nil},
		"a profile of a role without one, no help": {cloudsUnderTest[0], acctest.Object{"profile": "role of variable"},
			env{"ALICLOUD_ASSUME_ROLE_ARN": ramRole("top")}, nil, []string{"a profile cannot be used", "ram_role_arn is missing"}},
		"an agency of the environment": {cloudsUnderTest[1], nil, with(huaweiKey, agency),
			[]string{"iam CreateTemporaryAccessKey readers@owner-id by KEYOFENVIRONMENT", "issued 1"}, nil},

		// A token's role is assumed once.
		"OIDC block, the role in the environment": {cloudsUnderTest[0],
			acctest.Object{"assume_role_with_oidc": acctest.Object{"oidc_provider_arn": oidcProvider,
				"oidc_token_file": "~/pod-token"}}, env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod")},
			[]string{"sts AssumeRoleWithOIDC pod", "issued 1"}, nil},
		"OIDC and its role in the environment": {cloudsUnderTest[0], nil,
			with(oidc, env{"ALIBABA_CLOUD_ROLE_ARN": ramRole("pod"),
				"ALICLOUD_ASSUME_ROLE_ARN": ramRole("top")}), []string{"sts AssumeRoleWithOIDC pod", "issued 1"}, nil},
		"a key counts before an agency's token": {cloudsUnderTest[1], nil, with(huaweiKey, agency, idToken),
			[]string{"iam CreateTemporaryAccessKey readers@owner-id by KEYOFENVIRONMENT", "issued 1"}, nil},
		"an agency's token without the agency": {cloudsUnderTest[1], nil, idToken, nil,
			[]string{"an agency is incomplete", "huaweicloud.assume_role_with_oidc: agency_name is missing"}},
		"an agency's token without the provider": {cloudsUnderTest[1], nil,
			with(agency, env{"HW_ASSUME_ROLE_ID_TOKEN": oidcToken("pod")}), nil,
			[]string{"huaweicloud.assume_role_with_oidc: idp_id is missing", "HW_ASSUME_ROLE_IDP_ID"}},
		"an agency's token of nobody": {cloudsUnderTest[1], nil,
			with(agency, env{"HW_ASSUME_ROLE_IDP_ID": "pods",
				"HW_ASSUME_ROLE_ID_TOKEN": oidcToken("hunter2")}), []string{"iam CreateTokenWithIdToken"},
			[]string{"signing in failed", "CreateTokenWithIdToken at 127.0.0.1", "HTTP status 401: IAM.0001"}},
		"an agency of the environment over a block": {cloudsUnderTest[1],
			acctest.Object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}, with(agency,
				idToken), []string{"iam CreateTemporaryAccessKey readers@owner-id by KEYOFBLOCK", "issued 1"}, nil},

		// A role of the block takes the place of a profile's.
		"a block's role over a profile's role": {cloudsUnderTest[0], profile("role"), nil,
			[]string{"sts AssumeRole top by KEYOFPROFILE", "issued 1"}, nil},
		"a block's role over a role of a session key": {cloudsUnderTest[0], profile("role of sts"), nil,
			[]string{"sts AssumeRole top by KEYOFSTS token", "issued 1"}, nil},
		"a block's role over a chain": {cloudsUnderTest[0], profile("chain"), nil,
			[]string{"sts AssumeRole one by KEYOFPROFILE", "sts AssumeRole two by issued 1", "sts AssumeRole top by issued 2",
				"issued 3"}, nil},

		// External programs and credentials URIs can be forbidden.
		"a program, forbidden": {cloudsUnderTest[0], acctest.Object{"profile": "external"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1"}, nil, []string{"external credentials are forbidden",
				"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS forbids to sign in with a process_command"}},
		"a program, forbidden by TRUE": {cloudsUnderTest[0], acctest.Object{"profile": "external"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "TRUE"}, nil, []string{"external credentials are forbidden"}},
		"a program, not forbidden": {cloudsUnderTest[0], acctest.Object{"profile": "external"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "0"}, []string{"KEYOFSTS token"}, nil},
		"a program in a chain, forbidden": {cloudsUnderTest[0], acctest.Object{"profile": "chain of external"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "true"}, nil, []string{"external credentials are forbidden"}},
		"a URI in a profile, forbidden": {cloudsUnderTest[0], acctest.Object{"profile": "uri"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1"}, nil, []string{"external credentials are forbidden",
				"with a credentials URI"}},
		"a URI in the block, forbidden": {cloudsUnderTest[0], acctest.Object{"credentials_uri": "CLOUDS/credentials?of=block"},
			env{"ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS": "1"}, nil, []string{"external credentials are forbidden"}},
		"a profile's URI, the environment": {cloudsUnderTest[0], acctest.Object{"profile": "uri of variable"},
			env{"ALIBABA_CLOUD_CREDENTIALS_URI": "CLOUDS/credentials?of=environment"}, []string{"credentials-uri of=environment",
				"issued 1"}, nil},

		// What a program prints lies over the profile, but for keys.
		"a program's key and the profile's role": {cloudsUnderTest[0], acctest.Object{"profile": "external over role"}, nil,
			[]string{"sts AssumeRole two by KEYOFSTS token", "issued 1"}, nil},
		"a program's key and no old token": {cloudsUnderTest[0], acctest.Object{"profile": "external over token"}, nil,
			[]string{"KEYOFPROFILE"}, nil},

		// Half a key is no other key.
		"half of the first pair": {cloudsUnderTest[0], nil,
			env{"ALICLOUD_ACCESS_KEY": "x", "ALIBABA_CLOUD_ACCESS_KEY_ID": "KEYOFENVIRONMENT",
				"ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"}, nil,
			[]string{"the access key is incomplete", "ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not"}},
		"half of the last pair": {cloudsUnderTest[0], nil, env{"ALICLOUD_ACCESS_KEY_SECRET": "x"}, nil,
			[]string{"ALICLOUD_ACCESS_KEY_SECRET is set, but ALICLOUD_ACCESS_KEY_ID is not"}},
		"half of a pair behind a whole one": {cloudsUnderTest[0], nil, with(key, env{"ALIBABA_CLOUD_ACCESS_KEY_ID": "x"}),
			[]string{"KEYOFENVIRONMENT"}, nil},
		"half a key and a profile of the file": {cloudsUnderTest[0], nil, env{"ALIBABACLOUD_ACCESS_KEY_ID": "x", "ALICLOUD_PROFILE": "sts"},
			nil, []string{"ALIBABACLOUD_ACCESS_KEY_ID is set, but ALIBABACLOUD_ACCESS_KEY_SECRET is not"}},
		"half a key that is not reached": {cloudsUnderTest[0], acctest.Object{"profile": "sts"}, env{"ALICLOUD_ACCESS_KEY": "x"},
			[]string{"KEYOFSTS token"}, nil},
		"a token alone": {cloudsUnderTest[0], nil, env{"ALICLOUD_SECURITY_TOKEN": "x"}, []string{"KEYOFCURRENT"},
			nil},
		"half of Huawei's second pair": {cloudsUnderTest[1], nil, env{"OS_SECRET_KEY": "x"}, nil,
			[]string{"OS_SECRET_KEY is set, but OS_ACCESS_KEY is not"}},
		"half of the SDK's pair": {cloudsUnderTest[1], nil, env{"HUAWEICLOUD_SDK_AK": "x"}, nil,
			[]string{"HUAWEICLOUD_SDK_AK is set, but HUAWEICLOUD_SDK_SK is not"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, func(config *simulator.Config) {
				config.SignIn.IdentityProviders = []simulator.IdentityProvider{{ID: "pods", IDToken: oidcToken("pod")}}
			})
			for name, value := range test.env {
				test.env[name] = strings.ReplaceAll(value, "CLOUDS", clouds.URL)
			}
			if uri, set := test.block["credentials_uri"].(string); set {
				test.block["credentials_uri"] = strings.ReplaceAll(uri, "CLOUDS", clouds.URL)
			}
			_, _, read := test.cloud.read(t, clouds, test.block, test.env)
			text := acctest.Text(read)
			if (len(read) > 0) != (test.fails != nil) || !containsAll(text, test.fails...) || strings.Contains(text, "hunter2") {
				t.Errorf("got %s\nwant %q", text, test.fails)
			}
			if diff := cmp.Diff(test.want, seenOf(clouds)); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}
