// Package examples applies every example of this repository with a real
// Terraform CLI, on simulated clouds.
//
// An example is a directory below examples/ that holds .tf files; a new one is
// found by itself. It is a whole configuration, which works where it is copied
// alone:
//
//   - What it needs is in it, modules in a directory named modules. If that is a
//     newer CLI than others need, required_version says so, and the example is
//     skipped on older ones. One with required_version names the provider's versions
//     too; a snippet that shows one thing names neither.
//   - Each variable has a default. There is at most one provider block, and it has
//     no endpoints, so that an override file is enough to point it at the simulated
//     clouds.
//   - The roles and agencies that it assumes are those of apply.
//   - Directories below one named modules are modules for other configurations to
//     use. They are validated, not applied.
package examples

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-version"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/gohcl"
	"github.com/hashicorp/hcl/v2/hclparse"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

const (
	root    = "../../../examples"
	release = "0.1.0"
	commit  = "0123abc"
)

// TestAccExamples applies every example.
func TestAccExamples(t *testing.T) {
	cli := acctest.CLI(t)
	config := install(t) // before the home directory, and Go's caches with it, are hidden
	acctest.Isolate(t)
	examples, err := find(os.DirFS(root))
	if err != nil || len(examples) == 0 {
		t.Fatalf("%d examples are found: %v", len(examples), err)
	}
	t.Setenv("TF_CLI_CONFIG_FILE", config)
	t.Setenv("CHECKPOINT_DISABLE", "1")
	for _, name := range examples {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apply(t, cli, name)
		})
	}
}

// find returns the directories that are examples, or modules for them.
func find(files fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(files, ".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.Name() == ".terraform":
			return fs.SkipDir
		}
		if directory := filepath.Dir(path); filepath.Ext(path) == ".tf" && !slices.Contains(found, directory) {
			found = append(found, directory)
		}
		return nil
	})
	return found, err
}

// apply initializes and applies one example, or validates one that is a module.
func apply(t *testing.T, cli, name string) {
	t.Helper()
	directory := t.TempDir()
	if err := os.CopyFS(directory, os.DirFS(filepath.Join(root, name))); err != nil {
		t.Fatal(err)
	}
	example, err := read(directory)
	if err != nil {
		t.Fatal(err)
	}
	if missing := example.missing(t, cli); missing != "" {
		t.Skipf("%s needs a CLI that is %s", name, missing)
	}

	clouds := acctest.Start(t, simulator.Config{
		Rows: healthy(time.Now()),
		SignIn: simulator.SignIn{
			Roles:    []simulator.Role{{ARN: readerRole("1111111111111111")}, {ARN: readerRole("2222222222222222")}},
			Agencies: []simulator.Agency{{Name: "entitlements-reader", DomainName: "license-owner"}},
		},
	})
	run := func(arguments ...string) {
		t.Helper()
		command := exec.CommandContext(t.Context(), cli, append(arguments, "-no-color")...)
		command.Dir = directory
		command.Env = os.Environ()
		if output, err := command.CombinedOutput(); err != nil {
			t.Fatalf("%s %s: %v\n%s", filepath.Base(cli), strings.Join(command.Args[1:], " "), err, output)
		}
	}
	run("init", "-input=false")
	if isModule(name) {
		run("validate")
		return
	}
	for _, broken := range example.broken {
		t.Error(broken)
	}
	if err := os.WriteFile(filepath.Join(directory, "simulator_override.tf"), []byte(clouds.Block()), 0o600); err != nil {
		t.Fatal(err)
	}
	run("apply", "-input=false", "-auto-approve")

	requests := clouds.Requests()
	if example.reads && len(requests)+len(clouds.SignIns()) == 0 {
		t.Error("nothing was read")
	}
	agent := regexp.MustCompile(`^terraform-provider-entitlements/` + regexp.QuoteMeta(release+" ("+commit+")") + ` Terraform/\S+$`)
	for _, request := range requests {
		if !agent.MatchString(request.UserAgent) {
			t.Errorf("%s was told that %q asks", request.API, request.UserAgent)
		}
	}
}

// isModule reports whether a directory is a module for other configurations.
func isModule(name string) bool {
	return slices.Contains(strings.Split(filepath.ToSlash(filepath.Dir(name)), "/"), "modules")
}

// example is what matters of a configuration here.
type example struct {
	requires  []string // version constraints on the CLI
	providers int      // provider blocks
	reads     bool     // it has data sources of its own
	broken    []string // the rules of examples that it breaks
}

// read reads the .tf files of a directory.
func read(directory string) (*example, error) {
	paths, err := filepath.Glob(filepath.Join(directory, "*.tf"))
	if err != nil {
		return nil, err
	}
	parser, e := hclparse.NewParser(), &example{}
	for _, path := range paths {
		file, diagnostics := parser.ParseHCLFile(path)
		if diagnostics.HasErrors() {
			return nil, diagnostics
		}
		if err := e.add(file.Body); err != nil {
			return nil, err
		}
	}
	return e, nil
}

func (e *example) add(body hcl.Body) error {
	content, _, diagnostics := body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "terraform"},
		{Type: "provider", LabelNames: []string{"name"}},
		{Type: "data", LabelNames: []string{"type", "name"}},
		{Type: "variable", LabelNames: []string{"name"}},
		{Type: "module", LabelNames: []string{"name"}},
	}})
	if diagnostics.HasErrors() {
		return diagnostics
	}
	for _, block := range content.Blocks {
		switch block.Type {
		case "terraform":
			required, err := text(block.Body, "required_version")
			if err != nil {
				return err
			}
			if required == "" {
				continue
			}
			e.requires = append(e.requires, required)
			if unversioned(block.Body) {
				e.broken = append(e.broken, "it has required_version, and the provider has no version")
			}
		case "provider":
			if e.providers++; e.providers > 1 {
				e.broken = append(e.broken, "it has more than one provider block")
			}
			clouds, _, diagnostics := block.Body.PartialContent(&hcl.BodySchema{
				Blocks: []hcl.BlockHeaderSchema{{Type: "alicloud"}, {Type: "huaweicloud"}},
			})
			if diagnostics.HasErrors() {
				return diagnostics
			}
			for _, cloud := range clouds.Blocks {
				settings, _, _ := cloud.Body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "endpoints"}}})
				if len(settings.Blocks) > 0 {
					e.broken = append(e.broken, "its provider block has endpoints")
				}
			}
		case "data":
			e.reads = e.reads || strings.HasPrefix(block.Labels[0], "entitlements_")
		case "variable":
			settings, _, _ := block.Body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "default"}}})
			if settings.Attributes["default"] == nil {
				e.broken = append(e.broken, "variable "+block.Labels[0]+" has no default")
			}
		case "module":
			source, err := text(block.Body, "source")
			if err != nil {
				return err
			}
			if !strings.HasPrefix(source, "./modules/") {
				e.broken = append(e.broken, fmt.Sprintf("the source of module %s, %q, is not below ./modules", block.Labels[0], source))
			}
		}
	}
	return nil
}

// unversioned reports whether the provider is required without a version. A
// configuration that people keep names versions; a snippet that shows one thing is
// short.
func unversioned(body hcl.Body) bool {
	content, _, _ := body.PartialContent(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "required_providers"}}})
	for _, block := range content.Blocks {
		providers, _ := block.Body.JustAttributes()
		if provider := providers["entitlements"]; provider != nil {
			value, diagnostics := provider.Expr.Value(nil)
			return diagnostics.HasErrors() || !value.Type().IsObjectType() || !value.Type().HasAttribute("version")
		}
	}
	return false
}

// text returns an attribute of a block, or nothing where it is not set.
func text(body hcl.Body, name string) (string, error) {
	content, _, diagnostics := body.PartialContent(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: name}}})
	if diagnostics.HasErrors() {
		return "", diagnostics
	}
	attribute, set := content.Attributes[name]
	if !set {
		return "", nil
	}
	var value string
	if diagnostics := gohcl.DecodeExpression(attribute.Expr, nil, &value); diagnostics.HasErrors() {
		return "", diagnostics
	}
	return value, nil
}

// missing returns what the example requires of the CLI and this one is not.
func (e *example) missing(t *testing.T, cli string) string {
	t.Helper()
	is := versionOf(t, cli)
	for _, required := range e.requires {
		constraint, err := version.NewConstraint(required)
		if err != nil {
			t.Fatal(err)
		}
		if !constraint.Check(is) {
			return required
		}
	}
	return ""
}

// readerRole is the role that examples assume in an account.
func readerRole(account string) string {
	return "acs:ram::" + account + ":role/entitlements-reader"
}

// healthy returns the demonstration's rows, but for what a policy would find
// fault with: nothing expires soon, is used up, frozen, not paid for or without tags,
// and one seat is free.
func healthy(now time.Time) map[simulator.API][]simulator.Row {
	rows := simulator.Demo(now)
	for _, source := range acctest.Sources {
		source.Heal(rows[source.API], now.UTC().AddDate(1, 0, 0))
	}
	return rows
}

// directory is where install puts the provider.
var directory string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		var err error
		if directory, err = os.MkdirTemp("", "examples"); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(directory) }()
		return m.Run()
	}())
}

// install returns a CLI configuration with which "init" finds one release of the
// provider, and nothing else.
func install(t *testing.T) string {
	t.Helper()
	config, err := installed()
	if err != nil {
		t.Fatal(err)
	}
	return config
}

// installed builds the provider as a release is built, when the first test asks
// for it.
var installed = sync.OnceValues(func() (string, error) {
	mirror := filepath.Join(directory, "mirror")
	program := filepath.Join(directory, "terraform-provider-entitlements_v"+release)
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	command := exec.Command("go", "build", "-trimpath",
		"-ldflags", "-s -w -X main.version="+release+" -X main.commit="+commit, "-o", program, ".")
	command.Dir = filepath.Join("..", "..", "..")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, output)
	}
	for _, registry := range []string{"registry.terraform.io", "registry.opentofu.org"} {
		directory := filepath.Join(mirror, registry, "cloud-entitlements", "entitlements", release, runtime.GOOS+"_"+runtime.GOARCH)
		if err := errors.Join(os.MkdirAll(directory, 0o700), os.Link(program, filepath.Join(directory, filepath.Base(program)))); err != nil {
			return "", err
		}
	}
	config := filepath.Join(directory, "cli.tfrc")
	content := fmt.Sprintf("provider_installation {\n  filesystem_mirror {\n    path = %q\n  }\n}\n", mirror)
	return config, os.WriteFile(config, []byte(content), 0o600)
})

// TestModuleCopies checks that the modules that examples carry, so that they can be
// copied alone, are those of examples/modules.
func TestModuleCopies(t *testing.T) {
	examples, err := find(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	copies := 0
	for _, name := range examples {
		original := filepath.Join("modules", filepath.Base(name))
		if !isModule(name) || name == original || !slices.Contains(examples, original) {
			continue
		}
		copies++
		if d := cmp.Diff(configuration(t, original), configuration(t, name)); d != "" {
			t.Errorf("examples/%s is not what examples/%s is: copy its files again (-want +got):\n%s", name, original, d)
		}
	}
	if copies == 0 {
		t.Error("no copy of a module was found")
	}
}

// configuration returns the files of an example by name, without those in folders.
func configuration(t *testing.T, name string) map[string]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(root, name, "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	for _, path := range paths {
		if filepath.Ext(path) == ".hcl" || strings.HasPrefix(filepath.Base(path), ".") {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(content)
	}
	return files
}

// TestVersions checks which examples must name versions of the provider.
func TestVersions(t *testing.T) {
	const wrong = "it has required_version, and the provider has no version"
	for name, test := range map[string]struct {
		block string
		want  []string
	}{
		"both":       {`required_version = ">= 1.5"` + "\nrequired_providers {\nentitlements = {\nsource = \"x/y\"\nversion = \"~> 0.1\"\n}\n}", nil},
		"neither":    {"required_providers {\nentitlements = {\nsource = \"x/y\"\n}\n}", nil},
		"a module":   {`required_version = ">= 1.5"`, nil},
		"one":        {`required_version = ">= 1.5"` + "\nrequired_providers {\nentitlements = {\nsource = \"x/y\"\n}\n}", []string{wrong}},
		"a constant": {`required_version = ">= 1.5"` + "\nrequired_providers {\nentitlements = \"x\"\n}", []string{wrong}},
	} {
		t.Run(name, func(t *testing.T) {
			directory := t.TempDir()
			if err := os.WriteFile(filepath.Join(directory, "main.tf"), []byte("terraform {\n"+test.block+"\n}\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			got, err := read(directory)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, got.broken); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}
