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
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// config is the CLI configuration in which the CLI uses the provider of this
// checkout, built when the first test asks for it.
var config = sync.OnceValues(func() (string, error) {
	command := exec.Command("go", "build", "-buildvcs=false", "-o", programs+string(filepath.Separator), ".")
	command.Dir = filepath.Join("..", "..", "..")
	if output, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, output)
	}
	file := filepath.Join(programs, "dev.tfrc")
	return file, os.WriteFile(file, fmt.Appendf(nil, `provider_installation {
  dev_overrides {
    "cloud-entitlements/entitlements" = %q
  }
  direct {}
}
`, programs), 0o600)
})

// programs is where the provider is built.
var programs string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		directory, err := os.MkdirTemp("", "policies")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer func() { _ = os.RemoveAll(directory) }()
		programs = directory
		return m.Run()
	}())
}

const examples = "../../../examples"

// workspace is a copy of the examples whose configurations read simulated
// clouds.
type workspace struct {
	root, terraform string
	clouds          *acctest.Clouds
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
	file, err := config()
	if err != nil {
		t.Fatal(err)
	}
	var out, complaints bytes.Buffer
	command := exec.CommandContext(t.Context(), program, arguments...)
	command.Dir = filepath.Join(w.root, directory)
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+file, "CHECKPOINT_DISABLE=1")
	command.Stdout, command.Stderr = &out, &complaints
	err = command.Run()
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
		case event.Type != "diagnostic", strings.Contains(d.Summary, "development overrides"):
		case d.Detail != "":
			o.Diagnostics = append(o.Diagnostics, d.Severity+": "+d.Detail)
		default:
			o.Diagnostics = append(o.Diagnostics, d.Severity+": "+d.Summary)
		}
	}
	slices.Sort(o.Diagnostics)
	return o
}

// get finds the modules of a directory, if it has some. The development overrides
// make "init" neither needed nor possible; modules are all that there is to be found.
func (w *workspace) get(t *testing.T, directory string) {
	t.Helper()
	for _, pattern := range []string{"*.tf", "*.hcl", "tests/*.hcl"} {
		paths, err := filepath.Glob(filepath.Join(w.root, directory, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if bytes.Contains(content, []byte("module ")) {
				if _, status := w.run(t, directory, w.terraform, "get", "-no-color"); status != 0 {
					t.Fatal("the modules cannot be found")
				}
				return
			}
		}
	}
}

// begin starts a test of which some parts may be run in parallel. It is skipped if
// the CLI is older than Terraform or OpenTofu 1.n.
func begin(t *testing.T, n int) {
	t.Helper()
	cli := acctest.CLI(t)
	if _, err := config(); err != nil { // before the home directory, and Go's caches with it, are hidden
		t.Fatal(err)
	}
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
