package provider_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

const identity = "entitlements_caller_identity"

// TestCallerIdentity checks whose each key is, at both clouds, and that the cloud
// is asked once however often that is read.
func TestCallerIdentity(t *testing.T) {
	const userID = "7777777777777777"
	user := object{"access_key": "KEYOFUSER", "secret_key": "secret"}
	allowing := func(id string) object {
		return object{"access_key": "KEYOFUSER", "secret_key": "secret", "allowed_account_ids": []any{id}}
	}
	role := object{"alicloud": object{"assume_role": object{"role_arn": ramRole("top"), "session_name": "terraform"}},
		"huaweicloud": object{"assume_role": object{"agency_name": "readers", "domain_id": "owner-id"}}}
	tests := map[string]struct {
		alicloud, huaweicloud object
		config                object
		want                  object
		asked                 []string
		fails                 string
	}{
		"a user": {user, nil, object{"cloud": "alicloud"},
			object{"account": "default", "account_id": userID, "arn": "acs:ram::" + userID + ":user/ann",
				"type": "RAMUser"}, []string{"sts GetCallerIdentity by KEYOFUSER"}, ""},
		"a role": {user, nil, object{"cloud": "alicloud", "account": "prod"},
			object{"account": "prod", "account_id": rolesAccount, "arn": "acs:ram::" + rolesAccount + ":assumed-role/top/terraform",
				"type": "AssumedRoleUser"},
			[]string{"sts AssumeRole top by KEYOFUSER", "sts GetCallerIdentity by issued 1"}, ""},
		"a user of Huawei": {nil, user, object{"cloud": "huaweicloud", "account": "default"},
			object{"account": "default", "account_id": userID, "arn": "iam::" + userID + ":user:ann",
				"type": nil}, []string{"huaweicloud-sts GetCallerIdentity by KEYOFUSER"}, ""},
		"an agency": {nil, user, object{"cloud": "huaweicloud", "account": "prod"},
			object{"account": "prod", "account_id": "owner-id", "type": nil},
			[]string{"iam CreateTemporaryAccessKey readers@owner-id by KEYOFUSER", "huaweicloud-sts GetCallerIdentity by issued 1"}, ""},
		"an allowed account": {allowing(userID), nil, object{"cloud": "alicloud"},
			object{"account": "default", "account_id": userID, "type": "RAMUser"}, []string{"sts GetCallerIdentity by KEYOFUSER"}, ""},
		"one that is not": {allowing("1"), nil, object{"cloud": "alicloud"}, nil, []string{"sts GetCallerIdentity by KEYOFUSER"}, `"` +
			userID + `", and alicloud.allowed_account_ids has "1"`},
		"an account that is unknown": {user, user, object{"cloud": "alicloud", "account": "nobody"}, nil, nil,
			`account = "nobody" is not the name of an account block in the provider. The accounts are default, prod.`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			clouds, _ := startSignIn(t, func(config *simulator.Config) {
				keys := []simulator.Account{{AccessKeyID: "KEYOFUSER", SecretKey: "secret", AccountID: userID, UserName: "ann"}}
				config.Alicloud, config.Huaweicloud = keys, keys
			})
			provider := clouds.Protocol(t)
			if response := provider.Configure(t, withAccounts(clouds, test.alicloud, test.huaweicloud, account("prod", role)),
				nil); len(response.Diagnostics) > 0 {
				t.Fatal(acctest.Text(response.Diagnostics))
			}
			for range 3 {
				state, diagnostics := provider.Read(t.Context(), t, identity, test.config)
				if test.fails != "" {
					if text := acctest.Text(diagnostics); len(diagnostics) != 1 || !strings.Contains(text, test.fails) ||
						state["account_id"] != nil {
						t.Errorf("got %v and %s", state, text)
					}
					continue
				}
				if len(diagnostics) > 0 {
					t.Fatal(acctest.Text(diagnostics))
				}
				want := object{"cloud": test.config["cloud"], "timeouts": nil, "principal_id": state["principal_id"], "arn": state["arn"]}
				for name, value := range test.want {
					want[name] = value
				}
				if diff := cmp.Diff(want, state); diff != "" || state["principal_id"] == nil || state["arn"] == nil {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
			if diff := cmp.Diff(test.asked, seenOf(clouds)); diff != "" {
				t.Errorf("the cloud saw (-want +got):\n%s", diff)
			}
		})
	}
}

// TestCallerIdentityFails checks what is said if the cloud does not answer, and if
// a setting is not known yet.
func TestCallerIdentityFails(t *testing.T) {
	key := object{"access_key": "KEYOFBLOCK", "secret_key": "secret"}
	clouds, _ := startSignIn(t, func(config *simulator.Config) {
		config.SignInFault = simulator.RefuseCallerIdentity(http.StatusForbidden)
	})
	provider := clouds.Protocol(t)
	if response := provider.Configure(t, withAccounts(clouds, key, object{"assume_role": object{"agency_name": acctest.Unknown}}),
		nil); len(response.Diagnostics) > 0 {
		t.Fatal(acctest.Text(response.Diagnostics))
	}
	_, diagnostics := provider.Read(t.Context(), t, identity, object{"cloud": "alicloud"})
	if text := acctest.Text(diagnostics); len(diagnostics) != 1 ||
		!containsAll(text, "GetCallerIdentity: no permission", "Alibaba Cloud", "NoPermission") {
		t.Error(text)
	}
	_, diagnostics = provider.Read(t.Context(), t, identity, object{"cloud": "huaweicloud"})
	if text := acctest.Text(diagnostics); len(diagnostics) != 1 ||
		!containsAll(text, "Reading huaweicloud needs huaweicloud.assume_role.agency_name, which is not known yet") {
		t.Error(text)
	}
	if answer := provider.Deferred(t, identity, object{"cloud": "huaweicloud"}); len(answer.Diagnostics) > 0 || answer.Deferred == nil ||
		answer.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("deferred: %v, %s", answer.Deferred, acctest.Text(answer.Diagnostics))
	}
	for _, test := range []struct {
		config object
		want   string
	}{
		{object{"cloud": "aws"}, `cloud = "aws" is not one of alicloud, huaweicloud.`},
		{object{"cloud": ""}, `cloud = "" is not one of alicloud, huaweicloud.`},
		{object{"cloud": "alicloud", "account": ""}, "account is an empty string, which is not allowed. Set a value, or use null."},
		{object{"cloud": "alicloud", "timeouts": object{"read": "0s"}},
			`timeouts.read = "0s" is not a duration above zero: write a number and a unit, such as "15m".`},
	} {
		if diagnostics := provider.Validate(t, identity, test.config); len(diagnostics) != 1 || diagnostics[0].Detail != test.want {
			t.Errorf("%v: %s", test.config, acctest.Text(diagnostics))
		}
	}
	if diagnostics := provider.Validate(t, identity, object{"cloud": acctest.Unknown, "account": acctest.Unknown}); len(diagnostics) > 0 {
		t.Error(acctest.Text(diagnostics))
	}
}

// TestAccCallerIdentity reads it through a real Terraform CLI.
func TestAccCallerIdentity(t *testing.T) {
	t.Parallel()
	key := acctest.Account
	key.AccountID = "7777777777777777"
	clouds := acctest.Start(t, simulator.Config{Alicloud: []simulator.Account{key}, Huaweicloud: []simulator.Account{key}})
	config := clouds.Block() + `
data "entitlements_caller_identity" "test" {
  for_each = toset(["alicloud", "huaweicloud"])
  cloud    = each.key
}
output "accounts" {
  value = { for cloud, identity in data.entitlements_caller_identity.test : cloud => identity.account_id }
}
`
	id := knownvalue.StringExact(key.AccountID)
	acctest.Test(t, resource.TestCase{Steps: []resource.TestStep{
		{Config: config, ConfigStateChecks: []statecheck.StateCheck{
			statecheck.ExpectKnownOutputValue("accounts",
				knownvalue.ObjectExact(map[string]knownvalue.Check{"alicloud": id, "huaweicloud": id})),
		}},
		{Config: strings.Replace(config, "huaweicloud\"])", "aws\"])", 1),
			ExpectError: regexp.MustCompile(spaced(`cloud = "aws" is not one of alicloud, huaweicloud`))},
		withoutEach(clouds),
	}})
}
