// Package policies tests examples/policies and examples/modules: with a real
// Terraform CLI on simulated clouds, and with the real engine of OPA on the
// plans that the CLI makes. Run it with "make policies".
package policies

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/simulator"
)

// The programs that the tests run, and the CLI configuration in which Terraform
// uses the provider of this checkout. tools/policies.sh builds and names them.
var (
	terraform = os.Getenv("ENTITLEMENTS_CLI")
	opa       = os.Getenv("ENTITLEMENTS_OPA")
	config    = os.Getenv("TF_CLI_CONFIG_FILE")
)

func TestMain(m *testing.M) {
	for name, value := range map[string]string{"ENTITLEMENTS_CLI": terraform, "ENTITLEMENTS_OPA": opa, "TF_CLI_CONFIG_FILE": config} {
		if value == "" {
			fmt.Fprintf(os.Stderr, "%s is not set. Run these tests with \"make policies\".\n", name)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

// account is the key that the simulated clouds know.
var account = simulator.Account{AccessKeyID: "LTAI5tPOLICIESKEY0007", SecretKey: "policies+secret/key=tests"}

// workspace is a copy of the examples whose configurations read simulated
// clouds.
type workspace struct {
	root string
}

// open copies the examples and starts clouds with these rows. Each directory
// named gets a provider block that reaches them.
func open(t *testing.T, rows rows, directories ...string) *workspace {
	t.Helper()
	w := &workspace{root: t.TempDir()}
	for _, name := range []string{"modules", "policies"} {
		if err := os.CopyFS(filepath.Join(w.root, name), os.DirFS(filepath.Join("..", "..", "examples", name))); err != nil {
			t.Fatal(err)
		}
	}
	configuration := simulator.DemoConfig(account, rows)
	configuration.OnUnknown = func(description string) {
		t.Errorf("the clouds do not know a request: %s", description)
	}
	server := httptest.NewServer(simulator.New(configuration))
	t.Cleanup(server.Close)
	for _, directory := range directories {
		w.write(t, directory+"/simulator.tf", simulator.ProviderBlock(server.URL, account))
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
	var out, complaints bytes.Buffer
	command := exec.CommandContext(t.Context(), program, arguments...)
	command.Dir = filepath.Join(w.root, directory)
	command.Env = environment()
	command.Stdout, command.Stderr = &out, &complaints
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	t.Logf("%s %s: status %d\n%s", filepath.Base(program), strings.Join(arguments, " "), command.ProcessState.ExitCode(), complaints.String())
	return out.Bytes(), command.ProcessState.ExitCode()
}

// environment is that of the tests, without what the provider would read.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc([]string{"ALICLOUD_", "ALIBABA_CLOUD_", "ALIBABACLOUD_", "HW_", "OS_", "HUAWEICLOUD_SDK_", "TF_VAR_", "TF_LOG"}, func(prefix string) bool {
			return strings.HasPrefix(strings.ToUpper(variable), prefix)
		})
	})
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
	// The development overrides make "init" neither needed nor possible; modules
	// are all that there is to be found.
	if _, status := w.run(t, directory, terraform, "get", "-no-color"); status != 0 {
		t.Fatal("the modules cannot be found")
	}
	stdout, status := w.run(t, directory, terraform, append([]string{command, "-json"}, arguments...)...)
	o := outcome{Status: status}
	for line := range bytes.Lines(stdout) {
		var event struct {
			Type       string
			Diagnostic struct{ Severity, Summary, Detail string }
			TestRun    struct{ Run, Status, Progress string } `json:"test_run"`
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

// needs skips a test where the CLI is older than Terraform or OpenTofu 1.n.
func needs(t *testing.T, minor int) {
	t.Helper()
	stdout, err := exec.CommandContext(t.Context(), terraform, "version", "-json").Output()
	if err != nil {
		t.Fatal(err)
	}
	var version struct {
		Version string `json:"terraform_version"`
	}
	if err := json.Unmarshal(stdout, &version); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(version.Version, ".")
	if len(parts) < 3 || parts[0] != "1" {
		t.Fatalf("cannot tell how new version %q is", version.Version)
	}
	has, err := strconv.Atoi(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	if has < minor {
		t.Skipf("needs a CLI of version 1.%d or newer, and %s is %s", minor, terraform, version.Version)
	}
}

// diff returns how two values differ, as JSON, or nothing where they do not.
func diff(t *testing.T, expected, got any) string {
	t.Helper()
	var texts [2]string
	for i, value := range []any{expected, got} {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(value); err != nil {
			t.Fatal(err)
		}
		texts[i] = text.String()
	}
	if texts[0] == texts[1] {
		return ""
	}
	return "expected " + texts[0] + "got " + texts[1]
}
