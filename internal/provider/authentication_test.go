package provider_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/alicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth/huaweicloudauth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/huaweicloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
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
		"alicloud-access-key": {env: env{"ALICLOUD_ACCESS_KEY": "KEYOFSTS", "ALICLOUD_SECRET_KEY": "secret",
			"ALICLOUD_SECURITY_TOKEN": "token"}, want: []string{"KEYOFSTS token"}},
		"alicloud-current-profile": {want: []string{"KEYOFCURRENT"}},
		"alicloud-profile": {files: map[string]string{".aliyun/config.json": `{"profiles": [{"name": "audit", "mode": "StsToken", "access_key_id": "KEYOFSTS", "access_key_secret": "secret", "sts_token": "token"}]}`},
			want: []string{"KEYOFSTS token"}},
		"alicloud-ecs-role": {want: []string{"alicloud-metadata PUT", "alicloud-metadata GET terraform-runner token", "issued 2"}},
		"alicloud-credentials-uri": {replace: map[string]string{"http://127.0.0.1:7999/keys": "SIMULATOR/credentials?of=example"},
			want: []string{"credentials-uri of=example", "issued 1"}},
		"alicloud-assume-role": {env: env{"ALIBABA_CLOUD_ACCESS_KEY_ID": "KEYOFENVIRONMENT", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "secret"},
			want: []string{"sts AssumeRole entitlements-reader by KEYOFENVIRONMENT", "issued 1"}},
		"alicloud-oidc": {replace: map[string]string{"/var/run/secrets/oidc/token": "~/pod-token"},
			want: []string{"sts AssumeRoleWithOIDC entitlements-reader", "issued 1"}},
		"huaweicloud-access-key": {env: env{"HW_ACCESS_KEY": "KEYOFSTS", "HW_SECRET_KEY": "secret", "HW_SECURITY_TOKEN": "token"},
			want: []string{"KEYOFSTS token"}},
		"huaweicloud-current-profile": {want: []string{"KEYOFCURRENT"}},
		"huaweicloud-profile": {files: map[string]string{".hcloud/config.json": `{"profiles": [{"name": "audit", "mode": "SSO", "ssoAuth": {"stsToken": {"accessKeyId": "KEYOFSTS", "secretAccessKey": "secret", "securityToken": "token"}}}]}`},
			want: []string{"KEYOFSTS token"}},
		"huaweicloud-ecs-agency": {want: []string{"huaweicloud-metadata PUT", "huaweicloud-metadata GET securitykey token", "issued 2"}},
		"huaweicloud-oidc": {replace: map[string]string{"/var/run/secrets/oidc/token": "~/pod-token"},
			want: []string{"iam CreateTokenWithIdToken", "iam CreateTemporaryAccessKey",
				"huaweicloud-sts AssumeAgency iam::0123456789abcdef0123456789abcdef:agency:entitlements-reader", "issued 3"}},
		"huaweicloud-assume-role": {env: env{"HUAWEICLOUD_SDK_AK": "KEYOFENVIRONMENT", "HUAWEICLOUD_SDK_SK": "secret"},
			want: []string{"iam CreateTemporaryAccessKey entitlements-reader@license-owner by KEYOFENVIRONMENT", "issued 1"}},
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
				config.SignIn.Agencies = []simulator.Agency{{Name: "entitlements-reader", DomainName: "license-owner",
					DomainID: "0123456789abcdef0123456789abcdef"}}
				config.SignIn.IdentityProviders = []simulator.IdentityProvider{{ID: "ci", IDToken: oidcToken("pod")}}
				config.SignIn.Roles = []simulator.Role{{ARN: reader,
					OIDC: []simulator.OIDCTrust{{ProviderARN: "acs:ram::1234567890123456:oidc-provider/ci", Token: oidcToken("pod")}}}}
			})
			for path, content := range test.files {
				writeFile(t, filepath.Join(home, path), content)
			}
			example := exampleAt(t, filepath.Join(authenticationExamples, name, "main.tf"), clouds, test.replace)
			for name, value := range test.env {
				t.Setenv(name, value)
			}
			terraform := clouds.Terraform(t)
			terraform.Configure(t, example)
			if output, status := terraform.Run(t, "apply", "-input=false", "-auto-approve"); status != 0 {
				t.Fatalf("apply: status %d\n%s", status, output)
			}
			if output, status := terraform.Run(t, "plan", "-input=false", "-detailed-exitcode"); status != 0 {
				t.Errorf("the plan after it is not empty: status %d\n%s", status, output)
			}
			var state struct {
				Outputs struct {
					Licenses struct{ Value []string } `json:"license_ids"`
				} `json:"outputs"`
			}
			content, err := os.ReadFile(filepath.Join(terraform.Directory, "terraform.tfstate"))
			if err == nil {
				err = json.Unmarshal(content, &state)
			}
			if err != nil || len(state.Outputs.Licenses.Value) != 3 {
				t.Errorf("the licenses are %q: %v", state.Outputs.Licenses.Value, err)
			}
			// Each command configures the provider, and each time it signs in in the
			// same way.
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
			for i := range signIns { // each sign-in's keys have numbers of their own
				seen[i], _, _ = strings.Cut(seen[i], " by issued ")
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
	for cloud, names := range map[string][]string{"alicloud": {"ice", "aicontent", "outboundbot", "sts"},
		"huaweicloud": {"codearts_ide", "iam", "sts"}} {
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

// authenticationGuide is what the guide on authentication is made of.
const authenticationGuide = "../../templates/guides/authentication.md.tmpl"

// codeIn returns the texts in a document that are set as code.
func codeIn(text string) []string {
	var all []string
	for _, match := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(text, -1) {
		all = append(all, match[1])
	}
	return all
}

// isVariable matches the names of the environment variables of both clouds.
var isVariable = regexp.MustCompile(`^(ALICLOUD|ALIBABACLOUD|ALIBABA|HW|OS|HUAWEICLOUD|ACCESS|SECURITY)_[A-Z0-9_]+$`)

// variablesAmong returns those of some texts that are names of environment variables.
func variablesAmong(texts []string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return !isVariable.MatchString(text) })
}

// sectionOf returns the part of a document below a heading.
func sectionOf(t *testing.T, document, heading string) string {
	t.Helper()
	_, rest, found := strings.Cut(document, "\n"+heading+"\n")
	if !found {
		t.Fatalf("the guide has no %q", heading)
	}
	level, _, _ := strings.Cut(heading, " ")
	if end := regexp.MustCompile("(?m)^#{1," + fmt.Sprint(len(level)) + "} ").FindStringIndex(rest); end != nil {
		rest = rest[:end[0]]
	}
	return rest
}

// tableIn returns the cells of the first table of a section, row by row.
func tableIn(section string) [][]string {
	var all [][]string
	for _, line := range strings.Split(section, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), " | ")
		switch {
		case !strings.HasPrefix(line, "|") && len(all) > 0:
			return all[1:] // without the head
		case strings.HasPrefix(line, "|") && !strings.HasPrefix(line, "|---"):
			for i := range cells {
				cells[i] = strings.TrimSpace(cells[i])
			}
			all = append(all, cells)
		}
	}
	return nil
}

// TestAuthenticationGuide compares the guide on authentication with the code: the
// order in which credentials count and what each source is set with, the modes of
// profiles, and the environment variables.
func TestAuthenticationGuide(t *testing.T) {
	content, err := os.ReadFile(authenticationGuide)
	if err != nil {
		t.Fatal(err)
	}
	guide := string(content)
	counts := sectionOf(t, guide, "## Which credentials are used")
	for _, cloud := range []struct {
		name, attribute, profiles, modes string
		chain                            *auth.Chain
	}{
		{"Alibaba Cloud", "alicloud", "### Profile of aliyun-cli", alicloudauth.Modes(), alicloudauth.Config{Getenv: os.Getenv}.Chain()},
		{"Huawei Cloud", "huaweicloud", "### Profile of KooCLI", huaweicloudauth.Modes(), huaweicloudauth.Config{Getenv: os.Getenv}.Chain()},
	} {
		table := tableIn(sectionOf(t, counts, "### "+cloud.name))
		sources := cloud.chain.Sources()
		if len(table) != len(sources)+1 || table[len(sources)][0] != "then" {
			t.Fatalf("%s: the guide has %d sources, the code %d; or the role is not last", cloud.name, len(table)-1, len(sources))
		}
		for i, source := range sources {
			number, with := table[i][0], codeIn(table[i][2])
			if number != fmt.Sprint(i+1) {
				t.Errorf("%s: row %d has the number %s", cloud.name, i+1, number)
			}
			switch source.Origin {
			case auth.Environment:
				// What shows that the source is set comes first; what belongs to it may follow.
				if got := variablesAmong(with); !isPrefixOf(source.Variables, got) {
					t.Errorf("%s, %s: the guide has %q, the code %q", cloud.name, number, got, source.Variables)
				}
			case auth.Block:
				if attribute := strings.TrimPrefix(source.Setting, cloud.attribute+"."); with[0] != attribute {
					t.Errorf("%s, %s: the guide has %s, the code %s", cloud.name, number, with[0], attribute)
				}
			default:
				if with[0] != source.Setting {
					t.Errorf("%s, %s: the guide has %s, the code %s", cloud.name, number, with[0], source.Setting)
				}
			}
		}
		var modes []string
		for _, row := range tableIn(sectionOf(t, sectionOf(t, guide, "## "+cloud.name), cloud.profiles)) {
			modes = append(modes, codeIn(row[0])...)
		}
		if got := strings.Join(modes, ", "); got != cloud.modes {
			t.Errorf("%s: the guide has the modes %s, the code %s", cloud.name, got, cloud.modes)
		}
	}

	role := tableIn(sectionOf(t, sectionOf(t, guide, "## Alibaba Cloud"), "### Role"))
	declared := map[string][]string{
		"role_arn": alicloudauth.RoleARNVariables, "session_name": alicloudauth.SessionNameVariables,
		"session_expiration": alicloudauth.SessionExpirationVariables, "external_id": alicloudauth.ExternalIDVariables,
	}
	documented := map[string][]string{}
	for _, row := range role {
		documented[codeIn(row[0])[0]] = codeIn(row[1])
	}
	if diff := cmp.Diff(declared, documented); diff != "" {
		t.Errorf("the variables of assume_role (-code +guide):\n%s", diff)
	}

	// Every variable that the code names, and no other.
	code := map[string]bool{}
	for _, directory := range []string{"../alicloud", "../auth/alicloudauth", "../huaweicloud", "../auth/huaweicloudauth"} {
		files, err := filepath.Glob(filepath.Join(directory, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(directory, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(node ast.Node) bool {
				if literal, is := node.(*ast.BasicLit); is && literal.Kind == token.STRING {
					if name := strings.Trim(literal.Value, "`\""); isVariable.MatchString(name) {
						code[name] = true
					}
				}
				return true
			})
		}
	}
	// Regions, projects and the kind of account are on the provider's own page.
	for _, names := range [][]string{alicloud.RegionVariables, huaweicloud.RegionVariables, huaweicloud.ProjectVariables} {
		for _, name := range names {
			delete(code, name)
		}
	}
	named := map[string]bool{}
	for _, name := range variablesAmong(codeIn(guide)) {
		if !slices.Contains(huaweicloud.RegionVariables, name) {
			named[name] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(code)), slices.Sorted(maps.Keys(named))); diff != "" {
		t.Errorf("environment variables (-code +guide):\n%s", diff)
	}
}

// isPrefixOf reports whether a list begins with all of another, in whatever order.
func isPrefixOf(beginning, list []string) bool {
	if len(list) < len(beginning) {
		return false
	}
	return slices.Equal(slices.Sorted(slices.Values(beginning)), slices.Sorted(slices.Values(list[:len(beginning)])))
}
