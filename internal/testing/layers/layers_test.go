// Package layers checks what the packages of the provider import, directly or not.
package layers

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/cloud-entitlements/terraform-provider-entitlements/internal/"

// terraform are the packages that know of Terraform. All others are clients.
var terraform = []string{"accounts", "config", "diagnose", "functions", "identity", "inventory", "listsource", "protocol", "provider"}

// lists are the packages that read lists. Those which sign in do not need them.
var lists = []string{"catalog", "cloud", "listapi", "listing"}

// imports returns the packages that each package of the provider needs, directly or
// not, by its path below internal.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	watch(t)
	command := exec.CommandContext(t.Context(), "go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./internal/...")
	command.Dir = "../../.."
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for line := range strings.Lines(string(output)) {
		fields := strings.Fields(line)
		if name := strings.TrimPrefix(fields[0], module); !within(name, "testing") {
			all[name] = fields[1:]
		}
	}
	return all
}

// watch looks at each file that "go list" reads, because a result of this test is
// cached until a file changes that the test itself has looked at.
func watch(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("../..", func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			_, err = os.Stat(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// within reports whether a package is another one or below it.
func within(name, other string) bool {
	return name == other || strings.HasPrefix(name, other+"/")
}

// TestLayers checks that data flows one way: clients do not depend on Terraform,
// reading and signing in do not depend on each other, lists are read independently
// of HTTP, and nothing that ships needs what is for tests.
func TestLayers(t *testing.T) {
	var clients []string
	for name, needs := range imports(t) {
		client := !slices.ContainsFunc(terraform, func(other string) bool { return within(name, other) })
		if top, _, _ := strings.Cut(name, "/"); client && !slices.Contains(clients, top) {
			clients = append(clients, top)
		}
		for _, needed := range needs {
			own, ofModule := strings.CutPrefix(needed, module)
			wrong := false
			switch {
			case ofModule && within(own, "testing"):
				wrong = true
			case client && ofModule:
				is := func(other string) bool { return within(own, other) }
				wrong = slices.ContainsFunc(terraform, is) || is("auth") && !within(name, "auth") ||
					within(name, "auth") && slices.ContainsFunc(lists, is)
			case client:
				wrong = strings.HasPrefix(needed, "github.com/hashicorp/terraform-plugin-")
			}
			if wrong || name == "listing" && needed == "net/http" {
				t.Errorf("internal/%s needs %s, which it must not depend on", name, needed)
			}
		}
	}

	configuration, err := os.ReadFile("../../../.golangci.yml")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(clients)
	reading := slices.DeleteFunc(slices.Clone(clients), func(name string) bool { return name == "auth" })
	for rule, want := range map[string][]string{"clients": clients, "reading": reading} {
		if diff := cmp.Diff(want, files(string(configuration), rule)); diff != "" {
			t.Errorf("the rule %s of depguard in .golangci.yml (-want +got):\n%s", rule, diff)
		}
	}
}

// files returns the packages that a rule of depguard is for.
func files(configuration, rule string) []string {
	_, text, _ := strings.Cut(configuration, "\n        "+rule+":\n")
	text, _, _ = strings.Cut(text, "deny:")
	var names []string
	for line := range strings.Lines(text) {
		if _, name, found := strings.Cut(line, `"**/internal/`); found {
			names = append(names, strings.TrimSuffix(strings.TrimSpace(name), `/**"`))
		}
	}
	return names
}
