package credential

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Profile is one profile of a file.
type Profile interface {
	// Label returns the profile's name.
	Label() string

	// Blank tells whether the profile holds no credentials yet, as tools create
	// it.
	Blank() bool
}

// Profiles is a file of profiles, in the form that the command-line tools of
// both clouds write: profiles by name, and the name of the current one.
type Profiles[P Profile] struct {
	// Path is the file's.
	Path string `json:"-"`

	Current  string `json:"current"`
	Profiles []P    `json:"profiles"`
}

// ReadProfiles reads a file of profiles. The errors name the tool that it
// belongs to, and show nothing of its content.
func ReadProfiles[P Profile](path, tool string) (*Profiles[P], error) {
	file := &Profiles[P]{Path: path}
	if err := DecodeFile(path, file); err != nil {
		return nil, fmt.Errorf("the file of profiles that %s writes: %w", tool, err)
	}
	return file, nil
}

// ReadImpliedProfiles reads a file of profiles that nobody names. Where there is
// none, or its current profile holds no credentials, the error is an ErrNothing.
func ReadImpliedProfiles[P Profile](path, tool string) (*Profiles[P], error) {
	file, err := ReadProfiles[P](path, tool)
	switch {
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrNoHome):
		return nil, ErrNothing("there is no " + path)
	case err != nil:
		return nil, err
	}
	if i := slices.Index(file.labels(), file.Current); i < 0 || file.Profiles[i].Blank() {
		return nil, ErrNothing(fmt.Sprintf("the current profile of %s has no credentials", path))
	}
	return file, nil
}

// Find returns the profile with a name. Via holds the names of the profiles that
// refer to it. The errors say what is there instead.
func (f *Profiles[P]) Find(name string, via []string) (profile P, err error) {
	switch i := slices.Index(f.labels(), name); {
	case name == "":
		return profile, fmt.Errorf("%s names no current profile: set the profile to use", f.Path)
	case slices.Contains(via, name):
		return profile, fmt.Errorf("the profiles of %s refer to each other in a circle: %s", f.Path, quote(append(via, name), " → "))
	case i < 0:
		return profile, fmt.Errorf("%s has no profile %q. It has: %s", f.Path, name, quote(f.labels(), ", "))
	default:
		return f.Profiles[i], nil
	}
}

func (f *Profiles[P]) labels() []string {
	labels := make([]string, len(f.Profiles))
	for i, profile := range f.Profiles {
		labels[i] = profile.Label()
	}
	return labels
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
