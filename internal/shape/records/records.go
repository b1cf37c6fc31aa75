// Package records holds the shapes of real accounts' lists, each in a file that is
// named after its list, such as codearts_ide_licenses.json.
package records

import "embed"

//go:embed *
var files embed.FS

// Of returns the record of a list, given its name without the provider's prefix, and
// whether there is one.
func Of(list string) ([]byte, bool) {
	content, err := files.ReadFile(list + ".json")
	return content, err == nil
}

// Names returns the names of the files that are no part of this package's code.
func Names() []string {
	entries, _ := files.ReadDir(".") // what is embedded can be read
	var names []string
	for _, entry := range entries {
		if entry.Name() != "records.go" {
			names = append(names, entry.Name())
		}
	}
	return names
}
