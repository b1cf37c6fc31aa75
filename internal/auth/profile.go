package auth

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// Profile is one profile of a file.
type Profile interface {
	// Label returns the profile's name.
	Label() string

	// Blank reports whether the profile holds no credentials yet, as tools create
	// it.
	Blank() bool
}

// Mode is a way to sign in that a profile names. L is what loads a profile of it.
type Mode[L any] struct {
	// Name is in the spelling of the tool that writes the profile.
	Name string
	Load L
}

// FindMode returns the mode with a name, which may be written in any case.
func FindMode[L any](modes []Mode[L], name string) (Mode[L], bool) {
	i := slices.IndexFunc(modes, func(mode Mode[L]) bool { return strings.EqualFold(mode.Name, name) })
	if i < 0 {
		return Mode[L]{}, false
	}
	return modes[i], true
}

// ListModes returns the names of modes, in order.
func ListModes[L any](modes []Mode[L]) string {
	names := make([]string, len(modes))
	for i, mode := range modes {
		names[i] = mode.Name
	}
	return strings.Join(names, ", ")
}

// Tool is a command-line tool that writes a file of profiles.
type Tool struct {
	Name string

	// File is where the tool keeps its profiles.
	File string

	// Configure is the command that makes the first profile, and
	// ConfigureProfile, with %s for the name, that which makes or fixes another.
	Configure, ConfigureProfile string
}

// Fix returns the command that makes or fixes a profile.
func (t Tool) Fix(profile string) string {
	if !credential.Showable(profile) {
		return t.Configure
	}
	if strings.ContainsAny(profile, " '\"$&|;<>*?()") {
		profile = "'" + strings.ReplaceAll(profile, "'", `'\''`) + "'"
	}
	return fmt.Sprintf(t.ConfigureProfile, profile)
}

// Profiles is a file of profiles, in the form that the command-line tools of
// both clouds write: profiles by name, and the name of the current one.
type Profiles[P Profile] struct {
	// Path is the file's, as it may be shown, and Tool what writes it.
	Path string `json:"-"`
	Tool Tool   `json:"-"`

	// Chosen is the setting that names the profile to use, if one does.
	Chosen environment.Setting `json:"-"`

	Current  string `json:"current"`
	Profiles []P    `json:"profiles"`
}

// ReadProfiles reads a tool's file of profiles, or another if a setting names
// one. The errors show nothing of its content.
func ReadProfiles[P Profile](tool Tool, file, profile environment.Setting) (*Profiles[P], error) {
	path := cmp.Or(file.Value, tool.File)
	profiles := &Profiles[P]{Path: credential.ShowPath(path), Tool: tool, Chosen: profile}
	err := DecodeFile(path, profiles)
	advice := fmt.Sprintf("Fix the file, or have %s write it again.", tool.Name)
	if file.Name != "" {
		advice = fmt.Sprintf("Fix the file, or set %s to another one.", file.Name)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist) && file.Name != "":
		return nil, &credential.Problem{
			Title:  "a file of profiles does not exist",
			Advice: fmt.Sprintf("Set %s to a file that exists, as %s writes it.", file.Name, tool.Name),
			Err:    fmt.Errorf("%s, but that file does not exist", file),
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &credential.Problem{
			Title:  "a file of profiles does not exist",
			Advice: "Run " + tool.Configure + ".",
			Err:    fmt.Errorf("%s, but %s does not exist", profile, tool.File),
		}
	case err != nil:
		return nil, &credential.Problem{
			Title:  "a file of profiles cannot be read",
			Advice: advice,
			Err:    fmt.Errorf("%s: the file of profiles that %s writes: %w", cmp.Or(file.Name, tool.File), tool.Name, err),
		}
	}
	return profiles, nil
}

// ReadDefaultProfiles reads a tool's file of profiles although nobody names it.
// If there is none, or its current profile holds no credentials, the error is an
// EmptyError. If its current profile is not there, but others are that hold some,
// it is that of Find.
func ReadDefaultProfiles[P Profile](tool Tool) (*Profiles[P], error) {
	if _, err := ReadFile(tool.File); errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrNoHome) {
		return nil, EmptyError("there is no " + tool.File)
	}
	file, err := ReadProfiles[P](tool, environment.Setting{}, environment.Setting{})
	if err != nil {
		return nil, err
	}
	usable := func(profile P) bool { return !profile.Blank() }
	switch i := slices.Index(file.labels(), file.Current); {
	case i >= 0 && file.Profiles[i].Blank():
		return nil, EmptyError(fmt.Sprintf("the current profile of %s has no credentials", file.Path))
	case !slices.ContainsFunc(file.Profiles, usable):
		return nil, EmptyError(fmt.Sprintf("no profile of %s has credentials", file.Path))
	}
	_, err = file.Find(file.Current, nil)
	return file, err
}

// Name returns the name of the profile to use.
func (f *Profiles[P]) Name() string { return cmp.Or(f.Chosen.Value, f.Current) }

// Find returns the profile with a name. Visited holds the names of the profiles that
// refer to it. The errors say what is there instead.
func (f *Profiles[P]) Find(name string, visited []string) (profile P, err error) {
	switch i := slices.Index(f.labels(), name); {
	case name == "":
		return profile, &credential.Problem{
			Title:  "no profile is chosen",
			Advice: "Set profile in the provider block to the name of the one to use.",
			Err:    fmt.Errorf("%s names no current profile. It has: %s", f.Path, f.listed()),
		}
	case slices.Contains(visited, name):
		return profile, &credential.Problem{
			Title:  "profiles refer to each other in a circle",
			Advice: "Give one of the profiles credentials of its own.",
			Err:    fmt.Errorf("the profiles of %s refer to each other in a circle: %s", f.Path, quoteAll(append(visited, name), " → ")),
		}
	case i < 0:
		who := `its entry "current"`
		if len(visited) > 0 {
			who = "the profile " + credential.Quote(visited[len(visited)-1])
		} else if f.Chosen.Name != "" {
			who = f.Chosen.Name
		}
		return profile, &credential.Problem{
			Title:  "a profile does not exist",
			Advice: fmt.Sprintf("Have %s name a profile that is there, or add this one (%s).", who, f.Tool.Fix(name)),
			Err:    fmt.Errorf("%s has no profile %s, which %s names. It has: %s", f.Path, credential.Quote(name), who, f.listed()),
		}
	default:
		return f.Profiles[i], nil
	}
}

// Describe names a profile of the file.
func (f *Profiles[P]) Describe(name string) string {
	return fmt.Sprintf("the profile %s of %s", credential.Quote(name), f.Path)
}

// UnusableProfile is the title of the problem that Unusable returns.
const UnusableProfile = "a profile cannot be used"

// Unusable is the problem of a profile, unless the error names a better one.
func (f *Profiles[P]) Unusable(name string, err error) error {
	advice := fmt.Sprintf("Fix the profile (%s).", f.Tool.Fix(name))
	if f.Chosen.Name != "" {
		advice = fmt.Sprintf("Fix the profile (%s), or set %s to another one.", f.Tool.Fix(name), f.Chosen.Name)
	}
	return credential.Explain(err, UnusableProfile, advice)
}

// listed names the profiles that are there.
func (f *Profiles[P]) listed() string { return cmp.Or(quoteAll(f.labels(), ", "), "none") }

func (f *Profiles[P]) labels() []string {
	labels := make([]string, len(f.Profiles))
	for i, profile := range f.Profiles {
		labels[i] = profile.Label()
	}
	return labels
}

func quoteAll(texts []string, separator string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = credential.Quote(text)
	}
	return strings.Join(quoted, separator)
}
