package examples

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// TestAccOneProcess plans with five accounts and four lists of each: Terraform
// starts the provider as often as for a single list of a single account, and each
// account is signed in to once at each cloud.
func TestAccOneProcess(t *testing.T) {
	cli := acctest.CLI(t)
	config := install(t)
	acctest.Isolate(t)
	t.Setenv("TF_CLI_CONFIG_FILE", config)
	t.Setenv("CHECKPOINT_DISABLE", "1")
	const accounts = 5
	signIn := simulator.SignIn{}
	var blocks, names strings.Builder
	for n := range accounts {
		id := fmt.Sprintf("%016d", n+1)
		signIn.Roles = append(signIn.Roles, simulator.Role{ARN: readerRole(id)})
		signIn.Agencies = append(signIn.Agencies, simulator.Agency{Name: "reader", DomainName: id})
		fmt.Fprintf(&names, "%q,", id)
		fmt.Fprintf(&blocks, `
  account {
    name = %q
    alicloud {
      assume_role {
        role_arn = %q
      }
    }
    huaweicloud {
      assume_role {
        agency_name = "reader"
        domain_name = %q
      }
    }
  }
`, id, readerRole(id), id)
	}
	var lists strings.Builder
	for _, source := range acctest.Sources {
		fmt.Fprintf(&lists, "data %q \"each\" {\n  for_each = toset([%s])\n  account  = each.key\n}\n", source.Name, names.String())
	}
	started := map[string]int{}
	for name, test := range map[string]struct{ blocks, data string }{
		"one":  {"", "data \"entitlements_ice_airtc_licenses\" \"one\" {}\n"},
		"five": {blocks.String(), lists.String()},
	} {
		clouds := acctest.Start(t, simulator.Config{SignIn: signIn})
		directory := t.TempDir()
		configuration := `terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}
` + strings.TrimSuffix(clouds.Block(), "}\n") + test.blocks + "}\n" + test.data
		if err := os.WriteFile(filepath.Join(directory, "main.tf"), []byte(configuration), 0o600); err != nil {
			t.Fatal(err)
		}
		log := filepath.Join(directory, "core.log")
		for _, arguments := range [][]string{{"init", "-input=false"}, {"plan", "-input=false"}} {
			command := exec.CommandContext(t.Context(), cli, append(arguments, "-no-color")...)
			command.Dir = directory
			command.Env = os.Environ()
			if arguments[0] == "plan" {
				command.Env = append(command.Env, "TF_LOG_CORE=debug", "TF_LOG=debug", "TF_LOG_PATH="+log)
			}
			if output, err := command.CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", arguments[0], err, output)
			}
		}
		content, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		started[name] = strings.Count(string(content), "provider: plugin process exited")
		if name == "one" {
			continue
		}
		signedIn := map[string]int{}
		for _, signIn := range clouds.SignIns() {
			signedIn[signIn.Service+" "+signIn.Action+signIn.Parameters["RoleArn"]+signIn.Parameters["domain_name"]]++
		}
		for who, n := range signedIn {
			if n != 1 {
				t.Errorf("%s: %d times", who, n)
			}
		}
		if len(signedIn) != 2*accounts {
			t.Errorf("signed in as %v", signedIn)
		}
	}
	if started["one"] == 0 || started["five"] != started["one"] {
		t.Errorf("the provider was started %v times", started)
	}
}
