// Package policies tests examples/policies and examples/modules: with a real
// Terraform CLI on simulated clouds and, with the build tag opa, with the engine
// of OPA on the plans that the CLI makes. "make policies" runs all of it.
package policies

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

const examples = "../../../examples"

// workspace is a copy of the examples whose configurations read simulated
// clouds.
type workspace struct {
	root, terraform string
	clouds          *acctest.Clouds
	env             []string // of the CLI, once it has run
}

// open copies the examples and starts clouds with these rows. Each directory
// named gets a provider block that reaches them.
func open(t *testing.T, rows rows, directories ...string) *workspace {
	t.Helper()
	w := &workspace{root: t.TempDir(), terraform: acctest.CLI(t)}
	if err := os.CopyFS(w.root, os.DirFS(examples)); err != nil {
		t.Fatal(err)
	}
	w.clouds = acctest.Start(t, simulator.Config{Rows: rows})
	for _, directory := range directories {
		w.write(t, directory+"/simulator.tf", w.clouds.Block())
	}
	return w
}

func (w *workspace) write(t *testing.T, name, content string) {
	t.Helper()
	name = filepath.Join(w.root, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// run runs a program in a directory of the workspace, and returns what it wrote
// to stdout and with what status it ended.
func (w *workspace) run(t *testing.T, directory, program string, arguments ...string) (stdout []byte, status int) {
	t.Helper()
	if w.env == nil {
		w.env = append(os.Environ(), acctest.Reattach(t, provider.NewServer("test"))...)
	}
	var out, complaints bytes.Buffer
	command := exec.CommandContext(t.Context(), program, arguments...)
	command.Dir = filepath.Join(w.root, directory)
	command.Env = w.env
	command.Stdout, command.Stderr = &out, &complaints
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Logf("%s %s: status %d\n%s", filepath.Base(program), strings.Join(arguments, " "), command.ProcessState.ExitCode(), complaints.String())
	return out.Bytes(), command.ProcessState.ExitCode()
}

// outcome is what a command of the CLI ended with.
type outcome struct {
	Status int
	// Diagnostics are its errors and warnings, sorted, as "error: " and the
	// detail, or the summary where there is no detail.
	Diagnostics []string
	// Runs is the status of every run block of a test.
	Runs map[string]string
}

// cli runs a command of the CLI, with output that a machine can read, after
// what it needs.
func (w *workspace) cli(t *testing.T, directory, command string, arguments ...string) outcome {
	t.Helper()
	w.get(t, directory)
	stdout, status := w.run(t, directory, w.terraform, append([]string{command, "-json"}, arguments...)...)
	o := outcome{Status: status}
	for line := range bytes.Lines(stdout) {
		var event struct {
			Type       string `json:"type"`
			Diagnostic struct {
				Severity string `json:"severity"`
				Summary  string `json:"summary"`
				Detail   string `json:"detail"`
			} `json:"diagnostic"`
			TestRun struct {
				Run      string `json:"run"`
				Status   string `json:"status"`
				Progress string `json:"progress"`
			} `json:"test_run"`
		}
		if err := json.Unmarshal(line, &event); err != nil {
			t.Fatalf("%s -json wrote %q: %v", command, line, err)
		}
		switch d := event.Diagnostic; {
		case event.Type == "test_run" && (event.TestRun.Progress == "" || event.TestRun.Progress == "complete"):
			if o.Runs == nil {
				o.Runs = make(map[string]string)
			}
			// A check block that does not hold is called a failure or an error,
			// as the CLI and its version have it. The diagnostics tell.
			o.Runs[event.TestRun.Run] = strings.Replace(event.TestRun.Status, "error", "fail", 1)
		case event.Type != "diagnostic":
		case d.Detail != "":
			o.Diagnostics = append(o.Diagnostics, d.Severity+": "+d.Detail)
		default:
			o.Diagnostics = append(o.Diagnostics, d.Severity+": "+d.Summary)
		}
	}
	slices.Sort(o.Diagnostics)
	return o
}

// found is what "get" wrote for the modules for which it has run.
var found sync.Map

// calls are the lines of a configuration that count for its modules.
var calls = regexp.MustCompile(`(?m)^\s*(module|source)\s.*$`)

// get finds the modules of a directory, if it has some. The provider is served, so
// that "init" is not needed: modules are all that there is to be found, and those that
// many tests have are found once.
func (w *workspace) get(t *testing.T, directory string) {
	t.Helper()
	modules := directory
	for _, pattern := range []string{"*.tf", "*.hcl", "tests/*.hcl", "mocks/*.hcl"} {
		paths, err := filepath.Glob(filepath.Join(w.root, directory, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			modules += strings.Join(calls.FindAllString(string(content), -1), "\n")
		}
	}
	if !strings.Contains(modules, "module ") {
		return
	}
	kept := directory + "/" + manifest
	if content, known := found.Load(modules); known {
		w.write(t, kept, content.(string))
		return
	}
	if _, status := w.run(t, directory, w.terraform, "get", "-no-color"); status != 0 {
		t.Fatal("the modules cannot be found")
	}
	content, err := os.ReadFile(filepath.Join(w.root, kept))
	if err != nil {
		t.Fatal(err)
	}
	found.Store(modules, string(content))
}

// begin starts a test of which some parts may be run in parallel. It is skipped if
// the CLI is older than Terraform or OpenTofu 1.n.
func begin(t *testing.T, n int) {
	t.Helper()
	cli := acctest.CLI(t)
	acctest.Isolate(t)
	if !newer(t, n) {
		t.Skipf("needs a CLI of version 1.%d, and %s is older", n, cli)
	}
}

// newer reports whether the CLI is Terraform or OpenTofu 1.n, or newer.
func newer(t *testing.T, n int) bool {
	t.Helper()
	minor, err := minorOf(t.Context(), acctest.CLI(t))
	if err != nil {
		t.Fatal(err)
	}
	return minor >= n
}

// minorOf returns the second number of a CLI's version. The CLI is asked once.
func minorOf(ctx context.Context, cli string) (int, error) {
	minors.Lock()
	defer minors.Unlock()
	if minor, known := minors.of[cli]; known {
		return minor, nil
	}
	stdout, err := exec.CommandContext(ctx, cli, "version", "-json").Output()
	if err != nil {
		return 0, err
	}
	var version struct {
		Terraform string `json:"terraform_version"`
	}
	if err := json.Unmarshal(stdout, &version); err != nil {
		return 0, err
	}
	var minor int
	if _, err := fmt.Sscanf(version.Terraform, "1.%d.", &minor); err != nil {
		return 0, fmt.Errorf("how new is version %q? %w", version.Terraform, err)
	}
	minors.of[cli] = minor
	return minor, nil
}

var minors = struct {
	sync.Mutex
	of map[string]int
}{of: make(map[string]int)}
