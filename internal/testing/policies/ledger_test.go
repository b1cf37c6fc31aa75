package policies

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// remoteState is the configuration that the guide shows, with what it leaves out.
func remoteState(t *testing.T) string {
	t.Helper()
	guide, err := os.ReadFile("../../../templates/guides/inventory.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, found := strings.Cut(string(guide), "```terraform\ndata \"terraform_remote_state\" \"last\" {\n")
	shown, _, ended := strings.Cut(shown, "```\n")
	if !found || !ended {
		t.Fatal("the guide shows no remote state")
	}
	return requires + `variable "first_run" {
  default = true
}
data "entitlements_inventory" "all" {
  aicontent_time_zone = "Asia/Shanghai"
}
output "current" {
  value = module.ledger.current
}
data "terraform_remote_state" "last" {
` + strings.Replace(shown, "data.entitlements_inventory.all\n", "data.entitlements_inventory.all\n  accepted = var.accepted\n", 1) + `
variable "accepted" {
  type    = set(string)
  default = []
}
`
}

// TestAccLedger runs the ledger three times and more, with what the last run saw in
// a file and in a remote state. What is gone stays so until somebody accepts it.
func TestAccLedger(t *testing.T) {
	begin(t, 5)
	const gone = "error: 1 entitlements are gone that had not ended. If that is right, add their ids to accepted:\n" +
		"  ice_airtc_licenses of default in cn-shanghai: voice voice, active, until "
	const nothing = "warning: There is no ledger.json, or null in it, so that nothing was compared."
	ended := instead(lists.ICE, license("voice", 1, 1, 5000, 400), license("vision", 2, 2, 5000, -1))
	more := instead(lists.ICE, license("vision", 2, 1, 5000, 400), license("new", 2, 1, 5000, 400))
	for _, kept := range []string{"a file", "a remote state"} {
		t.Run(kept, func(t *testing.T) {
			t.Parallel()
			const directory = "ledger"
			w := open(t, nil)
			later := "enforce = true\n"
			if kept == "a remote state" {
				w.write(t, directory+"/main.tf", remoteState(t))
				later = "first_run = false\n"
			}
			for i, run := range []struct {
				rows     rows
				settings string
				want     outcome
			}{
				{nil, "", outcome{Status: 1, Diagnostics: []string{
					"error: Nothing was found, so that there would be nothing to compare the next run with.",
				}}},
				{good(), "", outcome{}},
				{good(), later, outcome{}},
				{more, later, outcome{Status: 1, Diagnostics: []string{gone + in(400)}}},
				{ended, later, outcome{}}, // it is there again, and another has ended
				{instead(lists.ICE, license("voice", 1, 1, 5000, 400)), later, outcome{}},
				{more, later, outcome{Status: 1, Diagnostics: []string{gone + in(400)}}},
				{more, later + `accepted = ["voice"]`, outcome{}},
				{more, later, outcome{}},
			} {
				read := open(t, run.rows)
				w.write(t, directory+"/simulator_override.tf", read.clouds.Block())
				w.write(t, directory+"/terraform.tfvars", run.settings)
				if kept == "a file" && !strings.Contains(run.settings, "enforce") {
					run.want.Diagnostics = append(run.want.Diagnostics, nothing)
				}
				got := w.cli(t, directory, "apply", "-auto-approve")
				if d := cmp.Diff(run.want, got); d != "" {
					t.Fatalf("run %d (-want +got):\n%s", i+1, d)
				}
				if kept == "a file" && got.Status == 0 {
					current, status := w.run(t, directory, w.terraform, "output", "-json", "current")
					if status != 0 {
						t.Fatalf("run %d has no output", i+1)
					}
					w.write(t, directory+"/ledger.json", string(current))
				}
			}
			if kept == "a file" {
				w.write(t, directory+"/simulator_override.tf", open(t, good()).clouds.Block())
				for content, said := range map[string]string{
					"":                      "There is no ledger.json, or null in it",
					"null":                  "There is no ledger.json, or null in it",
					"[]":                    "No run leaves an empty list",
					"{}":                    "",
					" ":                     "",
					"{\"rows\": []}":        "",
					"[{\"id\": \"voice\"}]": "",
				} {
					w.write(t, directory+"/ledger.json", content)
					if content == "" {
						if err := os.Remove(filepath.Join(w.root, directory, "ledger.json")); err != nil {
							t.Fatal(err)
						}
					}
					o := w.cli(t, directory, "plan")
					if errors := slices.DeleteFunc(o.Diagnostics, func(text string) bool { return strings.HasPrefix(text, "warning: ") }); o.Status != 1 ||
						!strings.HasPrefix(strings.Join(errors, ""), "error: "+said) {
						t.Errorf("with %q in the file: %+v", content, o)
					}
				}
			}
		})
	}
}
