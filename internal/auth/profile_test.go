package auth_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// profile is a profile of the tests.
type profile struct{ Name, Key string }

func (p profile) Label() string { return p.Name }
func (p profile) Blank() bool   { return p.Key == "" }

// tool is what writes their file.
var tool = auth.Tool{Name: "a-cli", File: "~/.a/config.json", Configure: "a configure", ConfigureProfile: "a configure --profile %s"}

// secret has the look of a key.
const secret = "wJa1rXUtnFEMI7K7MDENGbPxRfiCYE"

// problemOf returns the title, the advice and the text of a problem.
func problemOf(err error) []string {
	var problem *credential.Problem
	if !errors.As(err, &problem) {
		return []string{"", "", text(err)}
	}
	return []string{problem.Title, problem.Advice, err.Error()}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestReadProfiles reads files that a setting names, and compares the problem of
// each that cannot be read. Nothing of a file is shown.
func TestReadProfiles(t *testing.T) {
	directory := t.TempDir()
	path := filepath.Join(directory, "config.json")
	write(t, path, `{"current": "b", "profiles": [{"name": "a", "key": "1"}, {"name": "b", "key": "2"}]}`)
	write(t, filepath.Join(directory, "broken"), `{"current": "`+secret)
	t.Setenv("HOME", directory)
	tests := map[string]struct {
		file, profile environment.Setting
		name          string
		problem       []string
	}{
		"the current one": {environment.Setting{Name: "FILE", Value: path}, environment.Setting{}, "b", nil},
		"a chosen one":    {environment.Setting{Name: "FILE", Value: path}, environment.Setting{Name: "PROFILE", Value: "a"}, "a", nil},
		"no such file": {environment.Setting{Name: "FILE", Value: "/gone/file"}, environment.Setting{}, "", []string{
			"a file of profiles does not exist", "Set FILE to a file that exists, as a-cli writes it.",
			`FILE is "/gone/file", but that file does not exist`,
		}},
		"a key in its place": {environment.Setting{Name: "FILE", Value: secret}, environment.Setting{}, "", []string{
			"a file of profiles does not exist", "Set FILE to a file that exists, as a-cli writes it.",
			"FILE is " + credential.NotShown + ", but that file does not exist",
		}},
		"not the tool's either": {environment.Setting{}, environment.Setting{Name: "PROFILE", Value: "a"}, "", []string{
			"a file of profiles does not exist", "Run a configure.", `PROFILE is "a", but ~/.a/config.json does not exist`,
		}},
		"broken": {environment.Setting{Name: "FILE", Value: filepath.Join(directory, "broken")}, environment.Setting{}, "", []string{
			"a file of profiles cannot be read", "Fix the file, or set FILE to another one.",
			"FILE: the file of profiles that a-cli writes: " + filepath.Join(directory, "broken") + ", line 1, column 44: the JSON ends too early",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file, err := auth.ReadProfiles[profile](tool, test.file, test.profile)
			if test.problem != nil {
				if diff := cmp.Diff(test.problem, problemOf(err)); diff != "" {
					t.Errorf("the problem (-want +got):\n%s", diff)
				}
				return
			}
			if err != nil || file.Name() != test.name {
				t.Fatalf("got %v and %v", file, err)
			}
			if got, err := file.Find(file.Name(), nil); err != nil || got.Name != test.name {
				t.Errorf("got %v and %v", got, err)
			}
		})
	}
}

// TestFind compares the problems of profiles that are not there, refer to each other,
// or look like a secret.
func TestFind(t *testing.T) {
	const has = ` It has: "a", "b c", ` + credential.NotShown
	file := func(chosen environment.Setting) *auth.Profiles[profile] {
		profiles := []profile{{"a", "1"}, {"b c", "2"}, {secret, "3"}}
		return &auth.Profiles[profile]{Path: "FILE", Tool: tool, Chosen: chosen, Current: "a", Profiles: profiles}
	}
	chosen := environment.Setting{Name: "alicloud.profile", Value: "x"}
	tests := map[string]struct {
		file    *auth.Profiles[profile]
		name    string
		visited []string
		problem []string
	}{
		"there": {file(chosen), "b c", []string{"a"}, []string{"", "", ""}},
		"no name": {
			file(chosen), "", nil,
			[]string{"no profile is chosen", "Set profile in the provider block to the name of the one to use.", "FILE names no current profile." + has},
		},
		"not there, as chosen": {file(chosen), "x y", nil, []string{
			"a profile does not exist", "Have alicloud.profile name a profile that is there, or add this one (a configure --profile 'x y').",
			`FILE has no profile "x y", which alicloud.profile names.` + has,
		}},
		"not there, as current": {file(environment.Setting{}), "x", nil, []string{
			"a profile does not exist", `Have its entry "current" name a profile that is there, or add this one (a configure --profile x).`,
			`FILE has no profile "x", which its entry "current" names.` + has,
		}},
		"not there, as referred to": {file(chosen), secret + "2", []string{"a", "b c"}, []string{
			"a profile does not exist", `Have the profile "b c" name a profile that is there, or add this one (a configure).`,
			"FILE has no profile " + credential.NotShown + `, which the profile "b c" names.` + has,
		}},
		"a circle": {file(chosen), "a", []string{"a", secret}, []string{
			"profiles refer to each other in a circle", "Give one of the profiles credentials of its own.",
			`the profiles of FILE refer to each other in a circle: "a" → ` + credential.NotShown + ` → "a"`,
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := test.file.Find(test.name, test.visited)
			if err == nil && got.Name != test.name {
				t.Errorf("got %v", got)
			}
			if diff := cmp.Diff(test.problem, problemOf(err)); diff != "" {
				t.Errorf("the problem (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReadDefaultProfiles reads the tool's own file: one that holds no credentials
// is empty, which is not an error of the user's, and any other is.
func TestReadDefaultProfiles(t *testing.T) {
	const path = "~/.a/config.json"
	tests := map[string]struct {
		content string
		empty   bool
		name    string
		err     string
	}{
		"none":       {"", true, "", "there is no " + path},
		"a key":      {`{"current": "a", "profiles": [{"name": "a", "key": "1"}]}`, false, "a", ""},
		"no profile": {`{"current": "a", "profiles": []}`, true, "", "no profile of " + path + " has credentials"},
		"nothing":    {`{}`, true, "", "no profile of " + path + " has credentials"},
		"a blank one": {
			`{"current": "a", "profiles": [{"name": "a"}, {"name": "b", "key": "1"}]}`, true, "",
			"the current profile of " + path + " has no credentials",
		},
		"others, and no current": {
			`{"current": "c", "profiles": [{"name": "a"}, {"name": "b", "key": "1"}]}`, false, "",
			path + ` has no profile "c", which its entry "current" names. It has: "a", "b"`,
		},
		"broken": {
			`{`, false, "", path + ": the file of profiles that a-cli writes: " + path + ", line 1, column 2: the JSON ends too early",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			t.Setenv("HOME", home)
			if test.content != "" {
				write(t, filepath.Join(home, ".a/config.json"), test.content)
			}
			file, err := auth.ReadDefaultProfiles[profile](tool)
			var empty auth.EmptyError
			if errors.As(err, &empty) != test.empty || text(err) != test.err {
				t.Errorf("got the error %q (empty: %t)", text(err), errors.As(err, &empty))
			}
			if err == nil && file.Name() != test.name {
				t.Errorf("got %v", file)
			}
		})
	}
	t.Setenv("HOME", "")
	var empty auth.EmptyError
	if _, err := auth.ReadDefaultProfiles[profile](tool); !errors.As(err, &empty) {
		t.Errorf("without a home directory: %v", err)
	}
}

// TestFix checks that the command which is advised can be pasted into a shell, and
// holds no secret.
func TestFix(t *testing.T) {
	for name, want := range map[string]string{
		"audit":    "a configure --profile audit",
		"中文":       "a configure --profile 中文",
		"a b":      "a configure --profile 'a b'",
		"it's":     `a configure --profile 'it'\''s'`,
		"$(rm -r)": "a configure --profile '$(rm -r)'",
		"a;b":      "a configure --profile 'a;b'",
		secret:     "a configure",
		"a\nb":     "a configure",
	} {
		if got := tool.Fix(name); got != want {
			t.Errorf("%q: got %s, want %s", name, got, want)
		}
	}
}

// TestModes checks that modes are found in any case, and named as the tool does.
func TestModes(t *testing.T) {
	modes := []auth.Mode[int]{{"AK", 1}, {"StsToken", 2}, {"OIDC", 3}}
	if got := auth.ListModes(modes); got != "AK, StsToken, OIDC" {
		t.Errorf("got %s", got)
	}
	for name, want := range map[string]auth.Mode[int]{"AK": modes[0], "ststoken": modes[1], "oIdC": modes[2], "": {}, "A": {}, "AK ": {}} {
		if got, found := auth.FindMode(modes, name); got != want || found != (want.Name != "") {
			t.Errorf("%q: got %v and %t", name, got, found)
		}
	}
}

// TestReadToken compares the problems of files of tokens: a token where the name of
// its file belongs is not shown.
func TestReadToken(t *testing.T) {
	const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl"
	directory := t.TempDir()
	good, lines := filepath.Join(directory, "good"), filepath.Join(directory, "lines")
	write(t, good, "\n"+token+"\n")
	write(t, lines, token+"\n"+token+"\n")
	const title, again = "an OIDC token cannot be read", "Have the token's issuer write it there again, or name another file."
	tests := map[string]struct {
		path, token string
		problem     []string
	}{
		"a token": {good, token, []string{"", "", ""}},
		"two": {
			lines, "", []string{title, again, "FILE: " + lines + " holds more than one line or word, and a token is one word"},
		},
		"no file":              {"/gone/token", "", []string{title, again, "FILE: /gone/token cannot be read: no such file or directory"}},
		"a token as file name": {token, "", []string{title, "Set it as oidc_token.", "FILE is not the path of a file: it looks like a token"}},
	}
	for name, test := range tests {
		got, err := auth.ReadToken(environment.Setting{Name: "FILE", Value: test.path}, "oidc_token")
		if diff := cmp.Diff(test.problem, problemOf(err)); diff != "" || got != test.token {
			t.Errorf("%s: the problem (-want +got):\n%s", name, diff)
		}
		if strings.Contains(text(err), token) {
			t.Errorf("%s: the token is shown", name)
		}
	}
}

// TestUnusable checks that a problem which says more is kept, and what is advised
// otherwise.
func TestUnusable(t *testing.T) {
	file := &auth.Profiles[profile]{Path: "FILE", Tool: tool}
	chosen := &auth.Profiles[profile]{Path: "FILE", Tool: tool, Chosen: environment.Setting{Name: "PROFILE", Value: "a"}}
	own := &credential.Problem{Title: "of its own", Advice: "Do it.", Err: errors.New("x")}
	for name, test := range map[string]struct {
		file *auth.Profiles[profile]
		err  error
		want []string
	}{
		"current": {file, errors.New("x"), []string{auth.UnusableProfile, "Fix the profile (a configure --profile a).", "x"}},
		"chosen": {
			chosen, errors.New("x"),
			[]string{auth.UnusableProfile, "Fix the profile (a configure --profile a), or set PROFILE to another one.", "x"},
		},
		"its own": {chosen, own, []string{"of its own", "Do it.", "x"}},
	} {
		if diff := cmp.Diff(test.want, problemOf(test.file.Unusable("a", test.err))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if got := file.Describe(secret); got != "the profile "+credential.NotShown+" of FILE" {
		t.Errorf("got %s", got)
	}
}
