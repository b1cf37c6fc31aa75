package alicloudauth

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSplitCommand(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the backslash separates the parts of a path here")
	}
	tests := map[string][]string{
		"tool":                          {"tool"},
		"  tool  a\tb\n":                {"tool", "a", "b"},
		`tool "a b" 'c d'`:              {"tool", "a b", "c d"},
		`tool "" ''`:                    {"tool", "", ""},
		`tool a"b c"d`:                  {"tool", "ab cd"},
		`tool a\ b \"c`:                 {"tool", "a b", `"c`},
		`tool "a\"b\\c\$d\e"`:           {"tool", `a"b\c$d\e`},
		`tool 'a\"b'`:                   {"tool", `a\"b`},
		"tool a\\\nb":                   {"tool", "ab"},
		"tool \"a\\\nb\"":               {"tool", "ab"},
		`"/a b/tool" --profile '中 文'`:   {"/a b/tool", "--profile", "中 文"},
		`tool $HOME ; rm -rf * | a > b`: {"tool", "$HOME", ";", "rm", "-rf", "*", "|", "a", ">", "b"}, // no shell
		"":                              nil,
		"   ":                           nil,
		`""`:                            nil,
		`tool "a`:                       nil,
		`tool 'a`:                       nil,
		`tool a\`:                       nil,
	}
	for command, want := range tests {
		got, err := splitCommand(command)
		if !slices.Equal(got, want) || (err == nil) != (want != nil) {
			t.Errorf("%q: got %q and %v, want %q", command, got, err, want)
		}
	}
}

// TestRun checks that a program that prints credentials is bounded in time and
// output, and that its standard error is not shown.
func TestRun(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("there is no sh")
	}
	if output, err := run(t.Context(), []string{sh, "-c", "echo out; echo hunter2 >&2"}); err != nil || string(output) != "out\n" {
		t.Errorf("got %q and %v", output, err)
	}
	// A program may leave something behind that goes on, and holds its output.
	if output, err := run(t.Context(), []string{sh, "-c", "echo out; sleep 20 &"}); err != nil || string(output) != "out\n" {
		t.Errorf("got %q and %v of a program that leaves another behind", output, err)
	}
	for script, want := range map[string]string{
		"echo hunter2 >&2; exit 7":    "exit status 7",
		"echo hunter2; kill -9 $$":    "signal: killed",
		"head -c 70000 /dev/zero":     "printed more than 64 KiB",
		"head -c 70000 /dev/zero >&2": "",
		"cat":                         "", // finds its input at the end
	} {
		_, err := run(t.Context(), []string{sh, "-c", script})
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2")) {
			t.Errorf("%s: got %v, want %q", script, err, want)
		}
	}
	if _, err := run(t.Context(), []string{filepath.Join(t.TempDir(), "gone")}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a program that is not there: %v", err)
	}

	// What the program started goes on with its output; the run ends all the same.
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := run(ctx, []string{sh, "-c", "sleep 20 & sleep 20"}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a program that hangs: %v", err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestCheckURI(t *testing.T) {
	for uri, want := range map[string]string{
		"https://keys.example/a?b=c":    "",
		"http://127.0.0.1:8080/keys":    "",
		"http://localhost/keys":         "",
		"http://[::1]:80/keys":          "",
		"http://169.254.170.2/v1":       "",
		"http://100.100.100.200/latest": "",
		"http://keys.example/a":         "plain http",
		"http://10.0.0.1/a":             "plain http",
		"http://127.0.0.1.example/a":    "plain http",
		"ftp://keys.example/a":          "scheme",
		"file:///etc/passwd":            "not a URL",
		"keys.example/a":                "not a URL",
		"https://me:hunter2@x.example/": "user information",
		"https://x.example/a b":         "not a URL",
		"://":                           "not a URL",
	} {
		err := CheckURI(uri)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", uri, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: the error quotes it: %v", uri, err)
		}
	}
}
