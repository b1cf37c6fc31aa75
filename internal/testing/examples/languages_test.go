package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	fenced    = regexp.MustCompile("(?ms)^```.*?^```$")
	generated = regexp.MustCompile("(?s)<!-- generated: .*?<!-- end of what is generated -->")
	marks     = regexp.MustCompile(`(?m)^<!-- (run in|fails in|run by|needs): .* -->$`)
	tableRow  = regexp.MustCompile(`(?m)^\| (.*) \|$`)
	code      = regexp.MustCompile("`[^`]+`")
	comment   = regexp.MustCompile(`(?m) +# .*$`)
	target    = regexp.MustCompile(`\]\(([^)]+)\)`)
	cli       = regexp.MustCompile(`^(Terraform|OpenTofu) [0-9.]+$`)
)

// sameInAllLanguages is what a README must have in common with its translation:
// the commands and what runs them, the generated tables and policies, the code in
// the first cell of each row of a table, and the documents that it links to.
type sameInAllLanguages struct {
	Blocks, Marks, Generated, Rows, Links []string
}

func common(document string) sameInAllLanguages {
	var same sameInAllLanguages
	for _, block := range fenced.FindAllString(document, -1) {
		same.Blocks = append(same.Blocks, comment.ReplaceAllString(block, ""))
	}
	same.Marks = marks.FindAllString(document, -1)
	same.Generated = generated.FindAllString(document, -1)
	for _, row := range tableRow.FindAllStringSubmatch(document, -1) {
		first, _, _ := strings.Cut(row[1], " | ")
		if cli.MatchString(first) || code.MatchString(first) {
			same.Rows = append(same.Rows, first)
		}
	}
	for _, link := range target.FindAllStringSubmatch(document, -1) {
		// Each links to the other at its top.
		if !strings.HasPrefix(link[1], "README") {
			same.Links = append(same.Links, link[1])
		}
	}
	slices.Sort(same.Links)
	return same
}

// TestREADMEs checks that the Chinese README has the commands, tables and links of
// the English one.
func TestREADMEs(t *testing.T) {
	var documents []sameInAllLanguages
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		content, err := os.ReadFile(filepath.Join(repository, name))
		if err != nil {
			t.Fatal(err)
		}
		same := common(string(content))
		if len(same.Blocks) == 0 || len(same.Marks) == 0 || len(same.Generated) == 0 || len(same.Rows) == 0 || len(same.Links) == 0 {
			t.Fatalf("%s: something is not found: %+v", name, same)
		}
		documents = append(documents, same)
	}
	if diff := cmp.Diff(documents[0], documents[1]); diff != "" {
		t.Errorf("README.zh-CN.md is not the same (-README.md +README.zh-CN.md):\n%s", diff)
	}
}

// TestGlossary checks that the Chinese glossary names settings, data sources and
// attributes that exist.
func TestGlossary(t *testing.T) {
	guide, err := os.ReadFile(filepath.Join(repository, "docs", "guides", "quick-start-zh.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for _, row := range tableRow.FindAllStringSubmatch(string(guide), -1) {
		words := code.FindAllString(row[1], -1)
		if len(words) == 0 {
			continue
		}
		rows++
		page := "index.md"
		if len(words) == 2 {
			page = filepath.Join("data-sources", strings.TrimPrefix(strings.Trim(words[0], "`"), "entitlements_")+".md")
		}
		content, err := os.ReadFile(filepath.Join(repository, "docs", page))
		if err != nil {
			t.Error(err)
		} else if !regexp.MustCompile(`(?m)^(- |### Nested Schema for )` + words[len(words)-1]).Match(content) {
			t.Errorf("%s has no %s", page, words[len(words)-1])
		}
	}
	if rows == 0 {
		t.Error("the glossary has no rows")
	}
}
