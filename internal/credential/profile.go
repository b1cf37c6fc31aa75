package credential

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// FindProfile returns the position of a profile among the profiles of a file.
// Via holds the names of the profiles that refer to it. The errors say what is
// there instead.
func FindProfile(path string, names []string, name string, via []string) (int, error) {
	switch i := slices.Index(names, name); {
	case name == "":
		return i, fmt.Errorf("%s names no current profile: set the profile to use", path)
	case slices.Contains(via, name):
		return i, fmt.Errorf("the profiles of %s refer to each other in a circle: %s", path, quote(append(via, name), " → "))
	case i < 0:
		return i, fmt.Errorf("%s has no profile %q. It has: %s", path, name, quote(names, ", "))
	default:
		return i, nil
	}
}

func quote(names []string, separator string) string {
	quoted := make([]string, len(names))
	for i, name := range names {
		quoted[i] = strconv.Quote(name)
	}
	return strings.Join(quoted, separator)
}

// FirstOf returns the first text that is not empty.
func FirstOf(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}
