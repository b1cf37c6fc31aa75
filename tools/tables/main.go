// Command tables writes what README.md and templates/ say of each list: tables
// and policies between two comments, such as
//
//	<!-- generated: lists docs/data-sources -->
//	<!-- end of what is generated -->
//
// The first word after the colon says what is written, the second where the pages
// of the data sources are. "make docs" runs this command.
package main

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/shape/records"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "tables:", err)
		os.Exit(1)
	}
}

// run writes the documents of a repository that are not what the catalog says.
func run(root string) error {
	documents, err := generate(os.DirFS(root), catalog.Lists)
	if err != nil {
		return err
	}
	for _, document := range documents {
		if document.is == document.was {
			continue
		}
		path := filepath.Join(root, filepath.FromSlash(document.path))
		if err := os.WriteFile(path, []byte(document.is), 0o644); err != nil { //nolint:gosec // it is published
			return err
		}
	}
	return nil
}

// document is a document with something generated in it.
type document struct{ path, was, is string }

// region is what stands between two comments.
var region = regexp.MustCompile(`(?s)<!-- generated: (\S+)(?: (\S+))? -->\n.*?<!-- end of what is generated -->\n`)

// generate returns the documents that have something generated in them.
func generate(repository fs.FS, lists catalog.Catalog) ([]document, error) {
	paths, err := fs.Glob(repository, "README*.md")
	if err != nil {
		return nil, err
	}
	err = fs.WalkDir(repository, "templates", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var documents []document
	for _, path := range paths {
		content, err := fs.ReadFile(repository, path)
		if err != nil {
			return nil, err
		}
		was := string(content)
		is := region.ReplaceAllStringFunc(was, func(found string) string {
			match := region.FindStringSubmatch(found)
			write, known := writers[match[1]]
			if !known {
				err = fmt.Errorf("%s: nothing called %q can be generated", path, match[1])
				return found
			}
			begin, _, _ := strings.Cut(found, "\n")
			return begin + "\n" + write(lists, match[2]) + "<!-- end of what is generated -->\n"
		})
		if err != nil {
			return nil, err
		}
		if regions := region.FindAllString(was, -1); len(regions) != strings.Count(was, "<!-- generated: ") {
			return nil, fmt.Errorf("%s: a comment that begins what is generated has none that ends it", path)
		} else if len(regions) > 0 {
			documents = append(documents, document{path, was, is})
		}
	}
	return documents, nil
}

// writers write what is generated, by its name, for the lists of a catalog. The
// text is where the pages of the data sources are.
var writers = map[string]func(lists catalog.Catalog, pages string) string{
	"lists":              listTable,
	"permissions":        permissionTable,
	"alicloud-policy":    alicloudPolicy,
	"huaweicloud-policy": huaweicloudPolicy,
	"inventory-fields":   fieldTable,
	"records":            recordNotes,
	"inventory-states":   stateTable,
}

// listTable has a row for each list.
func listTable(lists catalog.Catalog, pages string) string {
	rows := [][]string{{"Data source", "What it lists", "Permission", "Region"}}
	for _, list := range sorted(lists) {
		what, _, _ := strings.Cut(strings.TrimSuffix(list.Description, "."), ", from the API")
		regions := list.Service.Regions
		where := "where the service exists, `" + regions.Home + "` by default"
		if regions.Only {
			where = "`" + regions.Home + "` only"
		}
		rows = append(rows, []string{link(list, pages), what, "`" + strings.Join(list.Permissions(), "` or `") + "`", where})
	}
	return table(rows)
}

// recordNotes says on the page of each list, of which the template is one, whether
// there is a record of the shape of a real account's list.
func recordNotes(lists catalog.Catalog, _ string) string {
	return recordNotesOf(lists, func(list *cloud.List) bool {
		_, recorded := records.Of(list.Name)
		return recorded
	})
}

func recordNotesOf(lists catalog.Catalog, recorded func(*cloud.List) bool) string {
	const without = "No record of a real account's list exists yet: the names and types below are those that the vendor documents. " +
		"You can [send one](../guides/troubleshooting.md#record-the-shape-of-a-list); it contains no values."
	var names []string
	for _, list := range sorted(lists) {
		if recorded(list) {
			names = append(names, fmt.Sprintf("(eq .Name %q)", "entitlements_"+list.Name))
		}
	}
	if len(names) == 0 {
		return without + "\n"
	}
	return "{{ if or " + strings.Join(names, " ") + " -}}\nThe names and types below are those of a real account's list, of which there is a record.\n{{- else -}}\n" +
		without + "\n{{- end }}\n"
}

// permissionTable has the action to grant for each list.
func permissionTable(lists catalog.Catalog, pages string) string {
	rows := [][]string{{"Data source", "Action to grant"}}
	for _, list := range sorted(lists) {
		action := "`" + strings.Join(list.Permissions(), "` or `") + "`"
		if list.ByProject {
			action += ", in the project of region `" + list.Service.Regions.Home + "`"
		}
		rows = append(rows, []string{link(list, pages), action})
	}
	return table(rows)
}

// alicloudPolicy is a RAM policy that allows to read the lists of Alibaba Cloud.
func alicloudPolicy(lists catalog.Catalog, _ string) string {
	return policy(lists, "alicloud", `{
  "Version": "1",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
%s
    ],
    "Resource": "*"
  }]
}
`)
}

// huaweicloudPolicy is an IAM policy that allows to read the lists of Huawei Cloud.
func huaweicloudPolicy(lists catalog.Catalog, _ string) string {
	return policy(lists, "huaweicloud", `{
  "Version": "1.1",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
%s
    ]
  }]
}
`)
}

func policy(lists catalog.Catalog, block, format string) string {
	var actions []string
	for _, list := range sorted(lists) {
		if action := fmt.Sprintf("      %q", list.Permission); list.Cloud() == block && !slices.Contains(actions, action) {
			actions = append(actions, action)
		}
	}
	return "```json\n" + fmt.Sprintf(format, strings.Join(actions, ",\n")) + "```\n"
}

// fieldTable has a row for each list in the inventory, with the attribute of the
// list that each attribute of the inventory comes from.
func fieldTable(lists catalog.Catalog, _ string) string {
	rows := [][]string{{
		"`source`", "`id`", "`parent_id`", "`name`", "`kind`", "`status`", "`unit`", "`total`", "`remaining`", "`assignee`", "`auto_renew`",
		"`starts_at`", "`expires_at`", "`tags`",
	}}
	for _, list := range sorted(lists) {
		if list.Excluded != "" {
			continue
		}
		e := list.Entitlement
		row := []string{list.Name}
		row = append(row, e.ID, e.ParentID, e.Name, e.Kind, e.Status, e.Unit, e.Total, e.Remaining, e.Assignee, e.AutoRenew,
			e.StartsAt, e.ExpiresAt, e.Tags)
		for i, attribute := range row {
			if attribute == "" {
				row[i] = "null"
			} else {
				row[i] = "`" + attribute + "`"
			}
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// stateTable has a row for each list in the inventory, with what each state comes
// from.
func stateTable(lists catalog.Catalog, _ string) string {
	head := []string{"`source`"}
	for _, state := range listapi.States {
		head = append(head, "`"+string(state)+"`")
	}
	rows := [][]string{head}
	for _, list := range sorted(lists) {
		if list.Excluded != "" {
			continue
		}
		row := []string{"`" + list.Name + "`"}
		for _, state := range listapi.States {
			row = append(row, statuses(list.Entitlement, state))
		}
		rows = append(rows, row)
	}
	return table(rows)
}

// statuses says from what a state comes, or is empty.
func statuses(e listapi.Entitlement, state listapi.State) string {
	switch {
	case state == e.Listed:
		return "every row"
	case state == listapi.Unknown && e.StateFilter != nil:
		return "anything else"
	case state == listapi.Unknown && e.Listed == "":
		return "anything else, and null"
	}
	var from []string
	if filter := e.StateFilter; filter != nil {
		for _, word := range slices.Sorted(maps.Keys(filter.States)) {
			if filter.States[word] == state {
				from = append(from, fmt.Sprintf("returned for `%s = %q`", filter.Argument, word))
			}
		}
	}
	for _, status := range slices.Sorted(maps.Keys(e.States)) {
		if e.States[status] == state {
			from = append(from, "`"+status+"`")
		}
	}
	return strings.Join(from, ", ")
}

// sorted returns the lists by cloud and name.
func sorted(lists catalog.Catalog) catalog.Catalog {
	return slices.SortedFunc(slices.Values(lists), func(a, b *cloud.List) int {
		return cmp.Or(strings.Compare(a.Cloud(), b.Cloud()), strings.Compare(a.Name, b.Name))
	})
}

// link links to the page of a list's data source.
func link(list *cloud.List, pages string) string {
	return fmt.Sprintf("[`entitlements_%s`](%s/%s.md)", list.Name, pages, list.Name)
}

// table writes rows as Markdown, the first of which is the head.
func table(rows [][]string) string {
	var text strings.Builder
	for i, row := range rows {
		text.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			text.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return text.String()
}
