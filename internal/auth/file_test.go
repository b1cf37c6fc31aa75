package auth_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
)

// TestDecodeFile checks what is said of a file that cannot be read: its name and
// the position, and nothing of what is in it.
func TestDecodeFile(t *testing.T) {
	directory := t.TempDir()
	tests := map[string]struct{ content, want string }{
		"good":            {`{"Current": "x"}`, ""},
		"a mark in front": {"\ufeff{\"current\": \"x\"}", ""},
		"a name twice":    {`{"current": "y", "current": "x"}`, ""},
		"unknown names":   {`{"current": "x", "other": [{"a": null}]}`, ""},
		"bad UTF-8":       {"{\"current\": \"x\", \"other\": \"\xff\"}", ""},
		"a comma":         {"{\n \"current\": \"hunter2\",\n}", "line 3, column 1: this is not JSON"},
		"a second value":  {`{"current": "x"} hunter2`, "line 1, column 18: there is more behind the JSON"},
		"another type":    {"{\n\n  \"current\": [\"hunter2\"]}", "line 3, column 15: the JSON value that ends here is not of the type"},
		"a text":          {`"hunter2"`, "line 1, column 10: the JSON value that ends here is not of the type"},
		"cut off":         {"{\n\"current\": \"hunter2", "line 2, column 20: the JSON ends too early"},
		"empty":           {"", "line 1, column 1: the JSON ends too early"},
		"deep":            {strings.Repeat("[", 20000), "line 1, column"},
	}
	for name, test := range tests {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(test.content), 0o600); err != nil {
			t.Fatal(err)
		}
		var into struct {
			Current string `json:"current"`
		}
		err := auth.DecodeFile(path, &into)
		switch {
		case test.want == "":
			if err != nil || into.Current != "x" {
				t.Errorf("%s: got %q and %v", name, into.Current, err)
			}
		case err == nil || !strings.Contains(err.Error(), path+", "+test.want) || strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
	}
	if err := auth.Decode([]byte(`{"a": `), &struct{}{}); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut off: %v", err)
	}
}

// TestReadFile checks which files are not read.
func TestReadFile(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for name, content := range map[string]string{
		"here": "x", "large": strings.Repeat("x", 1<<20+1), "blank": " \n", "lines": "a\nb\n", "token": "  a.b-c\n",
	} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if content, err := auth.ReadFile("~/here"); err != nil || string(content) != "x" {
		t.Errorf("got %q and %v", content, err)
	}
	gone := filepath.Join(home, "gone") + " cannot be read: no such file or directory"
	if _, err := auth.ReadFile("~/gone"); !errors.Is(err, fs.ErrNotExist) || err.Error() != gone {
		t.Errorf("a file that is not there: %v", err)
	}
	if _, err := auth.ReadFile("~"); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
		t.Errorf("a directory: %v", err)
	}
	if _, err := auth.ReadFile("~/large"); err == nil || !strings.Contains(err.Error(), "larger than 1024 KiB") {
		t.Errorf("a large file: %v", err)
	}
	if text, err := auth.ReadText("~/token"); err != nil || text != "a.b-c" {
		t.Errorf("got %q and %v", text, err)
	}
	for name, want := range map[string]string{"~/blank": "is empty", "~/lines": "more than one line or word"} {
		if _, err := auth.ReadText(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Setenv("HOME", "")
	if _, err := auth.ReadFile("~/here"); !errors.Is(err, auth.ErrNoHome) {
		t.Errorf("without a home directory: %v", err)
	}
}
