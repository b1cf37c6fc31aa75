package policies

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAccReport writes a report on rows whose texts try to be a script, an image, a
// command of a CI system and a formula. Its three forms are those in testdata/report.
func TestAccReport(t *testing.T) {
	begin(t, 5)
	w := open(t, nil)
	rows, err := os.ReadFile(filepath.Join("testdata", "report", "inventory.json"))
	if err != nil {
		t.Fatal(err)
	}
	w.write(t, "inventory.json", string(rows))
	w.write(t, "main.tf", `module "report" {
  source    = "./modules/entitlement-report"
  inventory = jsondecode(file("inventory.json"))
  time      = "2026-11-25T16:00:00+08:00"
}
output "report" {
  value = module.report
}
`)
	if o := w.cli(t, ".", "apply", "-auto-approve"); o.Status != 0 || o.Diagnostics != nil {
		t.Fatalf("%+v", o)
	}
	stdout, status := w.run(t, ".", w.terraform, "output", "-json", "report")
	var got map[string]string
	if err := json.Unmarshal(stdout, &got); status != 0 || err != nil {
		t.Fatal(status, err)
	}
	want := make(map[string]string)
	for _, name := range []string{"csv", "html", "markdown"} {
		content, err := os.ReadFile(filepath.Join("testdata", "report", "report."+name))
		if err != nil {
			t.Fatal(err)
		}
		want[name] = string(content)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// A browser runs the script and uses the style only if their hashes are in the policy.
	for _, name := range []string{"style", "script"} {
		found := regexp.MustCompile(`(?s)<`+name+`>(.*?)</`+name+`>`).FindAllStringSubmatch(got["html"], -1)
		if len(found) != 1 {
			t.Fatalf("%d elements are a %s", len(found), name)
		}
		sum := sha256.Sum256([]byte(found[0][1]))
		if hash := name + "-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; !strings.Contains(got["html"], hash) {
			t.Errorf("the policy has no %s", hash)
		}
	}
	lines := strings.Split(got["markdown"], "\n")
	if i := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, ":") || strings.HasPrefix(line, "!") }); i >= 0 {
		t.Errorf("a line begins with a text of a row: %q", lines[i])
	}
}
