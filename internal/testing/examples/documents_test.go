package examples

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
)

// repository is the root of this repository.
const repository = "../../.."

// block is a shell block of a document, with the comment before it that says what
// runs it:
//
//	<!-- run in: examples/inventory -->     run by TestAccDocuments, in a copy of that folder alone
//	<!-- fails in: examples/inventory -->   so, too, and it must fail
//	<!-- run by: tools/install_test.sh -->  run by that script, which .ci/run runs, or by .ci/run itself
//	<!-- needs: a real cloud -->            run by nobody
//
// " with " and the name of a program at the end of the first two is what the block
// needs beside Terraform: it is run if the program is there. " from " and a version
// is the oldest CLI that it works with.
type block struct {
	document   string
	line       int
	how, where string
	with, from string
	script     string
}

func (b block) String() string { return fmt.Sprintf("%s:%d", b.document, b.line) }

var (
	mark  = regexp.MustCompile(`^<!-- (run in|fails in|run by|needs): (.+?)(?: with (\S+))?(?: from (\S+))? -->$`)
	fence = regexp.MustCompile("^```(sh|shell|bash|console)$")

	// needs are what a block may need that no test has.
	needs = []string{"a real cloud", "a network", "Conftest"}
)

// documents returns the shell blocks of the READMEs and the guides, and what is wrong
// with their marks.
func documents() (blocks []block, wrong []error, err error) {
	paths, err := filepath.Glob(filepath.Join(repository, "README*.md"))
	if err != nil {
		return nil, nil, err
	}
	guides, err := filepath.Glob(filepath.Join(repository, "templates", "guides", "*"))
	if err != nil {
		return nil, nil, err
	}
	for _, path := range append(paths, guides...) {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, nil, err
		}
		document, err := filepath.Rel(repository, path)
		if err != nil {
			return nil, nil, err
		}
		found, bad := shellBlocks(filepath.ToSlash(document), content)
		blocks, wrong = append(blocks, found...), append(wrong, bad...)
	}
	return blocks, wrong, nil
}

// shellBlocks returns the shell blocks of a document.
func shellBlocks(document string, content []byte) (blocks []block, wrong []error) {
	var before, fenced string
	var open *block
	number := 0
	for lines := bufio.NewScanner(bytes.NewReader(content)); lines.Scan(); {
		number++
		line := lines.Text()
		switch {
		case open != nil && line == "```":
			blocks, open = append(blocks, *open), nil
		case open != nil:
			open.script += line + "\n"
		case fenced != "":
			if line == fenced {
				fenced = ""
			}
		case fence.MatchString(line):
			open = &block{document: document, line: number}
			if marks := mark.FindStringSubmatch(before); marks != nil {
				open.how, open.where, open.with, open.from = marks[1], marks[2], marks[3], marks[4]
			} else {
				wrong = append(wrong, fmt.Errorf(
					"%s: no comment before the block says what runs it: see internal/testing/examples/documents_test.go", open))
			}
		case strings.HasPrefix(line, "```"):
			fenced = "```"
		}
		if line != "" {
			before = line
		}
	}
	return blocks, wrong
}

// TestDocuments checks that each shell block says what runs it, and that this is
// there.
func TestDocuments(t *testing.T) {
	blocks, wrong, err := documents()
	if err != nil || len(blocks) == 0 {
		t.Fatalf("%d blocks are found: %v", len(blocks), err)
	}
	for _, err := range wrong {
		t.Error(err)
	}
	ci, err := os.ReadFile(filepath.Join(repository, ".ci", "run"))
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks {
		switch b.how {
		case "needs":
			if !slices.Contains(needs, b.where) {
				t.Errorf("%s needs %q, which is none of %q", b, b.where, needs)
			}
		case "run by":
			if b.where != ".ci/run" && !bytes.Contains(ci, []byte("\n"+b.where+"\n")) {
				t.Errorf("%s: .ci/run does not run %s", b, b.where)
			}
			if b.where != ".ci/run" {
				continue // it takes the block out of the document
			}
			for line := range strings.Lines(b.script) {
				command, _, _ := strings.Cut(line, "#")
				if command = strings.TrimSpace(command); command != "" && !bytes.Contains(ci, []byte("\n"+command+"\n")) {
					t.Errorf("%s: .ci/run does not run %s", b, command)
				}
			}
		case "run in", "fails in":
			if entries, err := filepath.Glob(filepath.Join(repository, b.where, "*.tf")); err != nil || len(entries) == 0 {
				t.Errorf("%s: %s is not an example", b, b.where)
			}
		}
	}
}

// TestShellBlocks checks that a block without a mark is found.
func TestShellBlocks(t *testing.T) {
	blocks, wrong := shellBlocks("a.md", []byte("```sh\none\n```\n\n"+
		"<!-- run in: examples/x with opa from 1.8 -->\n```console\ntwo\nthree\n```\n```text\n```sh\n```\n"))
	want := []block{
		{document: "a.md", line: 1, script: "one\n"},
		{document: "a.md", line: 6, how: "run in", where: "examples/x", with: "opa", from: "1.8", script: "two\nthree\n"},
	}
	if !slices.Equal(blocks, want) || len(wrong) != 1 || !strings.HasPrefix(wrong[0].Error(), "a.md:1: ") {
		t.Errorf("got %+v, %v", blocks, wrong)
	}
}

// TestAccDocuments runs the shell blocks of the documents as a reader would: in a
// copy of the folder alone, outside of the repository, with an empty home directory.
// Blocks of a document that name the same folder are run one after the other.
func TestAccDocuments(t *testing.T) {
	cli := acctest.CLI(t)
	config := install(t)
	acctest.Isolate(t)
	blocks, _, err := documents()
	if err != nil {
		t.Fatal(err)
	}
	type session struct {
		document, where string
		blocks          []block
	}
	var sessions []*session
	for _, b := range blocks {
		if b.how != "run in" && b.how != "fails in" {
			continue
		}
		if b.with != "" && program(b.with) == "" {
			t.Logf("%s is not run: there is no %s", b, b.with)
			continue
		}
		if b.from != "" {
			if missing := (&example{requires: []string{">= " + b.from}}).missing(t, cli); missing != "" {
				t.Logf("%s is not run: it needs a CLI that is %s", b, missing)
				continue
			}
		}
		at := slices.IndexFunc(sessions, func(s *session) bool { return s.document == b.document && s.where == b.where })
		if at < 0 {
			at = len(sessions)
			sessions = append(sessions, &session{document: b.document, where: b.where})
		}
		sessions[at].blocks = append(sessions[at].blocks, b)
	}
	programs := t.TempDir()
	for name, path := range map[string]string{"terraform": cli, "opa": program("opa")} {
		if path == "" {
			continue
		}
		if path, err = exec.LookPath(path); err == nil {
			err = os.Symlink(path, filepath.Join(programs, name))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range sessions {
		t.Run(s.document+" in "+s.where, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			if err := os.CopyFS(directory, os.DirFS(filepath.Join(repository, s.where))); err != nil {
				t.Fatal(err)
			}
			example, err := read(directory)
			if err != nil {
				t.Fatal(err)
			}
			if missing := example.missing(t, cli); missing != "" {
				t.Skipf("%s needs a CLI that is %s", s.where, missing)
			}
			// The documents show these in the place of a key.
			reader := simulator.Account{AccessKeyID: "your-key-id", SecretKey: "your-key-secret"}
			clouds := acctest.Start(t, simulator.Config{
				Alicloud: []simulator.Account{reader}, Huaweicloud: []simulator.Account{reader}, Rows: healthy(time.Now()),
			})
			if err := os.WriteFile(filepath.Join(directory, "simulator_override.tf"), []byte(withoutKeys(clouds.Block())), 0o600); err != nil {
				t.Fatal(err)
			}
			script := "set -eu\n"
			for _, b := range s.blocks {
				if b.how == "fails in" {
					script += "if (\n" + b.script + "); then echo '" + b.String() + " did not fail'; exit 1; fi\n"
				} else {
					script += b.script
				}
			}
			command := exec.CommandContext(t.Context(), "sh", "-c", script)
			command.Dir = directory
			command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+config, "CHECKPOINT_DISABLE=1", "TF_IN_AUTOMATION=1",
				"PATH="+programs+string(os.PathListSeparator)+os.Getenv("PATH"),
				"ALICLOUD_ACCESS_KEY="+reader.AccessKeyID, "ALICLOUD_SECRET_KEY="+reader.SecretKey,
				"HW_ACCESS_KEY="+reader.AccessKeyID, "HW_SECRET_KEY="+reader.SecretKey)
			output, err := command.CombinedOutput()
			t.Logf("%s\n%s", script, output)
			if err != nil {
				t.Errorf("%v, from line %d on", err, s.blocks[0].line)
			}
			if strings.Contains(script, "terraform plan") && len(clouds.Requests()) == 0 {
				t.Error("nothing was read")
			}
		})
	}
}

// program returns the path of a program that a block needs beside Terraform, and
// nothing if it is not there.
func program(name string) string {
	return os.Getenv("ENTITLEMENTS_" + strings.ToUpper(name))
}

// withoutKeys returns a provider block without the lines that hold keys.
func withoutKeys(block string) string {
	return regexp.MustCompile(`(?m)^ *(access_key|secret_key) .*\n`).ReplaceAllString(block, "")
}
