package provider_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfversion"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// fleet starts clouds with two accounts that have a role, each with its own rows,
// beside that of the provider's own key.
func fleet(t *testing.T) *acctest.Clouds {
	t.Helper()
	config := simulator.Config{
		Rows:        map[simulator.API][]simulator.Row{lists.ICE: simulator.Generate(lists.ICE, 3, 1)},
		AccountRows: map[string]map[simulator.API][]simulator.Row{},
	}
	for n, id := range []string{"1111111111111111", "2222222222222222"} {
		config.SignIn.Roles = append(config.SignIn.Roles, simulator.Role{ARN: "acs:ram::" + id + ":role/reader"})
		config.AccountRows[id] = map[simulator.API][]simulator.Row{lists.ICE: simulator.Generate(lists.ICE, 60+n, int64(n+2))}
	}
	return acctest.Start(t, config)
}

// withBlocks adds blocks to the provider block that reaches the clouds.
func withBlocks(clouds *acctest.Clouds, blocks string) string {
	return strings.TrimSuffix(clouds.Block(), "}\n") + blocks + "}\n"
}

// withoutEach is the last step of a test with for_each, which the framework for
// tests cannot clean up after.
func withoutEach(clouds *acctest.Clouds) resource.TestStep {
	return resource.TestStep{Config: clouds.Block() + "output \"nothing\" {\n  value = \"\"\n}\n"}
}

// TestAccAccounts reads a list of each account with for_each over their names,
// through a real Terraform CLI; the accounts come from another data source.
func TestAccAccounts(t *testing.T) {
	t.Parallel()
	clouds := fleet(t)
	remote := filepath.Join(t.TempDir(), "remote.tfstate")
	state, err := json.Marshal(object{"version": 4, "serial": 1, "lineage": "x", "terraform_version": "1.5.0", "resources": []any{},
		"outputs": object{"accounts": object{
			"value": object{"prod": "1111111111111111", "test": "2222222222222222"}, "type": []any{"map", "string"},
		}}})
	if err == nil {
		err = os.WriteFile(remote, state, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	config := fmt.Sprintf(`
data "terraform_remote_state" "accounts" {
  backend = "local"
  config  = { path = %q }
}
`, remote) + withBlocks(clouds, `
  dynamic "account" {
    for_each = data.terraform_remote_state.accounts.outputs.accounts
    content {
      name = account.key
      alicloud {
        allowed_account_ids = [account.value]
        assume_role {
          role_arn = "acs:ram::${account.value}:role/reader"
        }
      }
    }
  }
`) + `
data "entitlements_ice_airtc_licenses" "each" {
  for_each = toset(concat(["default"], keys(data.terraform_remote_state.accounts.outputs.accounts)))
  account  = each.key
}
output "counts" {
  value = { for name, list in data.entitlements_ice_airtc_licenses.each : list.account => length(list.ids) }
}
`
	count := func(n int64) knownvalue.Check { return knownvalue.Int64Exact(n) }
	clouds.Test(t, resource.TestCase{Steps: []resource.TestStep{
		{
			Config:           config,
			ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownOutputValue("counts",
					knownvalue.ObjectExact(map[string]knownvalue.Check{"default": count(3), "prod": count(60), "test": count(61)})),
			},
		},
		{Config: strings.Replace(config, `["default"]`, `["default", "prd"]`, 1),
			ExpectError: regexp.MustCompile(spaced(`account = "prd" is not the name of an account block in the provider\. The accounts are default, prod, test`))},
		{Config: strings.Replace(config, "role_arn = \"acs", "role_arn = \"arn", 1),
			ExpectError: regexp.MustCompile(spaced(`account "(prod|test)": alicloud\.assume_role\.role_arn = "arn:ram::[12]+:role/reader" is not the ARN`))},
		{Config: strings.Replace(config, "[account.value]", "[\"3\"]", 1),
			ExpectError: regexp.MustCompile(spaced(`account "(prod|test)": alicloud\.allowed_account_ids does not have "[12]+"`))},
		withoutEach(clouds),
	}})
	roles := map[string]bool{}
	for _, signIn := range clouds.SignIns() {
		roles[signIn.Action+" "+signIn.Parameters["RoleArn"]] = true
	}
	want := map[string]bool{"AssumeRole acs:ram::1111111111111111:role/reader": true,
		"AssumeRole acs:ram::2222222222222222:role/reader": true, "GetCallerIdentity ": true}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("signed in as (-want +got):\n%s", diff)
	}
}

// TestAccNullProfile checks an account whose profile is not known while Terraform
// plans and null when it applies: what reads another account is planned, and the
// error of the apply names the account. It comes from Terraform's own check of the
// provider block, which is made again as soon as its values are known, before the
// provider is configured.
func TestAccNullProfile(t *testing.T) {
	t.Parallel()
	acctest.CLI(t)
	clouds := fleet(t)
	config := func(profile string) string {
		return withBlocks(clouds, `
  account {
    name = "prod"
    alicloud {
      profile = terraform_data.profile.output
    }
  }
`) + fmt.Sprintf(`
resource "terraform_data" "profile" {
  input = %s
}
data "entitlements_ice_airtc_licenses" "test" {}
`, profile)
	}
	clouds.Test(t, resource.TestCase{
		TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_4_0)}, // terraform_data
		Steps: []resource.TestStep{
			{Config: config(`"x"`), Check: resource.TestCheckResourceAttr("data.entitlements_ice_airtc_licenses.test", "ids.#", "3")},
			{Config: config(`timestamp() == "" ? "x" : null`) +
				"data \"entitlements_ice_airtc_licenses\" \"late\" {\n  depends_on = [terraform_data.profile]\n}\n",
				ExpectError: regexp.MustCompile(`Error running apply(?s:.*)` +
					spaced(`account "prod": alicloud has no credentials\. Set some in it`))},
			withoutEach(clouds),
		},
	})
}

// TestAccUnknownRole checks, with a role that the same configuration makes, that
// only what needs the role fails a plan.
func TestAccUnknownRole(t *testing.T) {
	t.Parallel()
	acctest.CLI(t)
	clouds := fleet(t)
	const role = `
resource "terraform_data" "role" {
  input = "acs:ram::1111111111111111:role/reader"
}
`
	huaweicloud := "\ndata \"entitlements_codearts_ide_licenses\" \"test\" {}\n"
	alicloud := "\ndata \"entitlements_ice_airtc_licenses\" \"test\" {}\n"
	own := strings.Replace(clouds.Block(), "  alicloud {\n",
		"  alicloud {\n    assume_role {\n      role_arn = terraform_data.role.output\n    }\n", 1) + role
	account := withBlocks(clouds, `
  account {
    name = "prod"
    alicloud {
      assume_role {
        role_arn = terraform_data.role.output
      }
    }
  }
`) + role
	named := withBlocks(clouds, "\n  account {\n    name = terraform_data.role.output\n    alicloud {\n      profile = \"x\"\n    }\n  }\n") + role
	ofProd := strings.Replace(alicloud, "{}", "{\n  account = \"prod\"\n}", 1)
	needs := func(what string) *regexp.Regexp {
		return regexp.MustCompile(spaced(`needs ` + what +
			`, which is not known yet\. A value that comes from something which is only created`))
	}
	t.Cleanup(func() {
		if !slices.ContainsFunc(clouds.SignIns(), func(s simulator.SignInRequest) bool { return s.Action == "AssumeRole" }) {
			t.Error("the role was never assumed")
		}
	})
	for name, steps := range map[string][]resource.TestStep{
		"the provider's": {
			{Config: own + alicloud, ExpectError: needs(`alicloud\.assume_role\.role_arn`)},
			{Config: own + huaweicloud},
			{Config: own + huaweicloud + alicloud,
				Check: resource.TestCheckResourceAttr("data.entitlements_ice_airtc_licenses.test", "ids.#", "60")},
		},
		"an account's": {
			{Config: account + ofProd, ExpectError: needs(`account "prod": alicloud\.assume_role\.role_arn`)},
			{Config: account + huaweicloud + alicloud,
				Check: resource.TestCheckResourceAttr("data.entitlements_ice_airtc_licenses.test", "ids.#", "3")},
			{Config: account + ofProd, Check: resource.TestCheckResourceAttr("data.entitlements_ice_airtc_licenses.test", "ids.#", "60")},
		},
		"a name": {
			{Config: named + ofProd, ExpectError: needs(`account\[0\]\.name`)},
			{Config: named + huaweicloud + alicloud,
				Check: resource.TestCheckResourceAttr("data.entitlements_ice_airtc_licenses.test", "ids.#", "3")},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clouds.Test(t, resource.TestCase{
				TerraformVersionChecks: []tfversion.TerraformVersionCheck{tfversion.SkipBelow(tfversion.Version1_4_0)}, // terraform_data
				Steps:                  steps,
			})
		})
	}
}
