package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/simulator"
)

// authenticationExamples is where the examples of the guide on authentication
// are.
const authenticationExamples = "../../examples/authentication"

// TestAccAuthentication applies every example of the guide on authentication with
// a real CLI, each with what it says is there already, and compares what the
// cloud saw.
func TestAccAuthentication(t *testing.T) {
	reader := ramRole("entitlements-reader")
	tests := map[string]struct {
		env     env
		files   map[string]string // below the home directory
		replace map[string]string // in the example: what is not the same on every machine
		want    []string
	}{
		"alicloud-access-key":      {env: env{"ALICLOUD_ACCESS_KEY": "KEYOFSTS", "ALICLOUD_SECRET_KEY": "secret", "ALICLOUD_SECURITY_TOKEN": "token"}, want: []string{"KEYOFSTS token"}},
		"alicloud-current-profile": {want: []string{"KEYOFCURRENT"}},
		"alicloud-profile": {files: map[string]string{".aliyun/config.json": `{"profiles": [{"name": "audit", "mode": "StsToken", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token"}]}`},
			want: []string{"KEYOFSTS token"}},
		"alicloud-ecs-role":        {want: []string{"alicloud-metadata PUT", "alicloud-metadata GET terraform-runner token", "issued 2"}},
		"alicloud-credentials-uri": {replace: map[string]string{"http://127.0.0.1:7999/keys": "SIMULATOR/credentials?of=example"}, want: []string{"credentials-uri of=example", "issued 1"}},
		"alicloud-assume-role": {env: env{"ALIBABA_CLOUD_ACCESS_KEY_ID": "KEYOFENVIRONMENT", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"},
			want: []string{"sts AssumeRole entitlements-reader by KEYOFENVIRONMENT", "issued 1"}},
		"alicloud-oidc": {replace: map[string]string{"/var/run/secrets/oidc/token": "~/pod-token"}, want: []string{"sts AssumeRoleWithOIDC entitlements-reader", "issued 1"}},
		"huaweicloud-access-key": {env: env{"HW_ACCESS_KEY": "KEYOFSTS", "HW_SECRET_KEY": "secret", "HW_SECURITY_TOKEN": "token"},
			want: []string{"KEYOFSTS token"}},
		"huaweicloud-current-profile": {want: []string{"KEYOFCURRENT"}},
		"huaweicloud-profile": {files: map[string]string{".hcloud/config.json": `{"profiles": [{"name": "audit", "mode": "SSO", "ssoAuth": {"stsToken": {"accessKeyId": "KEYOFSTS", "secretAccessKey": "secret", "securityToken": "token"}}}]}`},
			want: []string{"KEYOFSTS token"}},
		"huaweicloud-ecs-agency": {files: map[string]string{".hcloud/config.json": `{"profiles": [{"name": "server", "mode": "ecsAgency"}]}`},
			want: []string{"huaweicloud-metadata PUT", "huaweicloud-metadata GET securitykey token", "issued 2"}},
		"huaweicloud-assume-role": {env: env{"HUAWEICLOUD_SDK_AK": "KEYOFENVIRONMENT", "HUAWEICLOUD_SDK_SK": "secret"},
			want: []string{"iam CreateTemporaryAccessKey entitlements-reader@licence-owner by KEYOFENVIRONMENT", "issued 1"}},
	}
	examples, err := os.ReadDir(authenticationExamples)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range examples {
		name := entry.Name()
		t.Run(name, func(t *testing.T) {
			test, known := tests[name]
			if !known {
				t.Fatal("the example is not tested")
			}
			clouds, home := startSignIn(t, func(config *simulator.Config) {
				config.SignIn.AlicloudMetadata.Role = "terraform-runner"
				config.SignIn.Agencies = []simulator.Agency{{Name: "entitlements-reader", DomainName: "licence-owner"}}
				config.SignIn.Roles = []simulator.Role{{ARN: reader, OIDC: []simulator.OIDCTrust{{ProviderARN: "acs:ram::1234567890123456:oidc-provider/ci", Token: oidcToken("pod")}}}}
			})
			for path, content := range test.files {
				writeFile(t, filepath.Join(home, path), content)
			}
			example := exampleAt(t, filepath.Join(authenticationExamples, name, "main.tf"), clouds, test.replace)
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			t.Setenv("TF_ACC_PROVIDER_NAMESPACE", "cloud-entitlements")
			clouds.Test(t, resource.TestCase{Steps: []resource.TestStep{{
				Config:           example,
				ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownOutputValue("licence_ids", knownvalue.ListSizeExact(3)),
				},
			}}})
			// The CLI starts the provider several times, and each time it signs in
			// in the same way.
			seen, signIns := seenOf(clouds), len(clouds.SignIns())
			steps, key := test.want[:len(test.want)-1], test.want[len(test.want)-1]
			var want []string
			for len(steps) > 0 && len(want) < signIns {
				want = append(want, steps...)
			}
			issued, _, _ := strings.Cut(key, " ")
			for _, got := range seen[signIns:] {
				if issued == "issued" && strings.HasPrefix(got, issued) {
					got = key
				}
				if got != key {
					t.Errorf("signed with %s, want %s", got, key)
				}
			}
			if !slices.Equal(want, seen[:signIns]) {
				t.Errorf("the cloud saw %q, want %q", seen[:signIns], want)
			}
		})
	}
	if len(examples) != len(tests) {
		t.Errorf("there are %d examples and %d tests", len(examples), len(tests))
	}
}

// exampleAt reads an example and points it at the clouds.
func exampleAt(t *testing.T, path string, clouds *acctest.Clouds, replace map[string]string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	example := string(content)
	for old, replacement := range replace {
		if !strings.Contains(example, old) {
			t.Fatalf("the example has no %s", old)
		}
		example = strings.ReplaceAll(example, old, strings.ReplaceAll(replacement, "SIMULATOR", clouds.URL))
	}
	for cloud, names := range map[string][]string{"alicloud": {"ice", "aicontent", "outboundbot", "sts"}, "huaweicloud": {"codearts_ide", "iam"}} {
		var endpoints strings.Builder
		for _, name := range names {
			fmt.Fprintf(&endpoints, "    %s = %q\n", name, clouds.URL)
		}
		block := fmt.Sprintf("  %s {\n    endpoints {\n%s    }\n", cloud, endpoints.String())
		if before, after, found := strings.Cut(example, "  "+cloud+" {\n"); found {
			example = before + block + after
		} else {
			example = strings.Replace(example, "provider \"entitlements\" {", "provider \"entitlements\" {\n"+block+"  }\n", 1)
		}
	}
	return example
}
