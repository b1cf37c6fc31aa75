package examples

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
)

// TestAccValidate checks that "terraform validate" refuses a misspelled setting
// and shows its line, and says what is wrong with a value. It validates a provider
// only if something uses it.
func TestAccValidate(t *testing.T) {
	cli := acctest.CLI(t)
	config := install(t)
	acctest.Isolate(t)
	t.Setenv("TF_CLI_CONFIG_FILE", config)
	t.Setenv("CHECKPOINT_DISABLE", "1")
	const provider = "provider \"entitlements\" {\n  alicloud {\n    %s\n  }\n}\ndata \"entitlements_ice_airtc_licenses\" \"all\" {\n  timeouts {\n    %s\n  }\n}\n"
	for name, test := range map[string]struct {
		setting, timeout string
		want             []string // none: it is valid
	}{
		"all is well":         {`profile = "prod"`, `read = "15m"`, nil},
		"a slip in a profile": {`profil = "prod"`, ``, []string{"Error: Unsupported argument", `10:     profil = "prod"`}},
		"a slip in a region":  {`regoin = "cn-beijing"`, ``, []string{"Error: Unsupported argument", `10:     regoin = "cn-beijing"`}},
		"a slip in a block":   {"endpoint {\n    }", ``, []string{"Error: Unsupported block type", `10:     endpoint {`}},
		"a slip in a timeout": {``, `raed = "1m"`, []string{"Error: Unsupported argument", `15:     raed = "1m"`}},
		"a wrong endpoint": {"endpoints {\n      ice = \"https://ice.example/ice\"\n    }", ``,
			[]string{"Error: Invalid provider setting", `11:       ice = "https://ice.example/ice"`, `alicloud.endpoints.ice = "https://ice.example/ice" must not have a path.`}},
		"a timeout of nothing": {``, `read = "0s"`, []string{`15:     read = "0s"`, `timeouts.read = "0s" is not a duration above zero`}},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			configuration := "terraform {\n  required_providers {\n    entitlements = {\n      source = \"cloud-entitlements/entitlements\"\n    }\n  }\n}\n" +
				fmt.Sprintf(provider, test.setting, test.timeout)
			if err := os.WriteFile(filepath.Join(directory, "main.tf"), []byte(configuration), 0o600); err != nil {
				t.Fatal(err)
			}
			run := func(arguments ...string) (string, error) {
				command := exec.CommandContext(t.Context(), cli, append(arguments, "-no-color")...)
				command.Dir = directory
				output, err := command.CombinedOutput()
				return string(output), err
			}
			if output, err := run("init", "-input=false"); err != nil {
				t.Fatal(output)
			}
			output, err := run("validate")
			if (err == nil) != (test.want == nil) {
				t.Fatalf("%v:\n%s", err, output)
			}
			said := strings.Join(strings.Fields(strings.ReplaceAll(output, "│", "")), " ")
			for _, want := range test.want {
				if !strings.Contains(said, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("it does not say %q:\n%s", want, output)
				}
			}
		})
	}
}
