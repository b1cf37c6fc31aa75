package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// sourceNames are those of the sources of the tests, in order: two of the block, two
// of the environment, two that are read by default.
var sourceNames = []string{"alicloud.profile", "alicloud.ecs_role_name", "PROFILE", "ECS_ROLE", "~/.profiles", "~/.credentials"}

// sources returns sources that note when they are loaded. What each does is said by
// its name: nothing if it is not configured, "key" if it holds one, "empty" if it
// holds none, and anything else is an error. One that is read by default and not
// named is empty.
func sources(does map[string]string, loaded *[]string) []auth.Source {
	load := func(name string) func() (*auth.Credentials, error) {
		return func() (*auth.Credentials, error) {
			*loaded = append(*loaded, name)
			switch what := does[name]; what {
			case "key":
				return auth.Static(credential.Key{ID: name, Secret: "secret", Source: name}), nil
			case "", "empty":
				return nil, fmt.Errorf("of the file: %w", auth.EmptyError("there is nothing in "+name))
			default:
				return nil, errors.New(what)
			}
		}
	}
	getenv := func(name string) string { return does[name] }
	n := sourceNames
	return []auth.Source{
		auth.BlockSource(n[0], auth.ProfileFile, does[n[0]] != "", load(n[0])),
		auth.BlockSource(n[1], auth.ECSRole, does[n[1]] != "", load(n[1])),
		auth.EnvironmentSource(getenv, auth.ProfileFile, []string{n[2], n[2] + "_2"}, load(n[2])),
		auth.EnvironmentSource(getenv, auth.ECSRole, []string{n[3]}, load(n[3])),
		auth.DefaultSource(n[4], auth.ProfileFile, load(n[4])),
		auth.DefaultSource(n[5], auth.SDKCredentialsFile, load(n[5])),
	}
}

// TestChainOrder checks which source is used, which ones are read, and what is said
// if none can be used: the first that is configured is used, another is never tried in
// its place, and only a default one may be empty.
func TestChainOrder(t *testing.T) {
	const byDefault = ". It was looked at because nothing else is set"
	nothing := strings.Join([]string{
		"nothing to sign in with was found. Looked at, in this order:",
		"  - alicloud.profile is not set",
		"  - alicloud.ecs_role_name is not set",
		"  - no profile in the environment: none is set of PROFILE, PROFILE_2",
		"  - no ECS role in the environment: none is set of ECS_ROLE",
		"  - there is nothing in ~/.profiles",
		"  - there is nothing in ~/.credentials",
	}, "\n")
	type does = map[string]string
	tests := map[string]struct {
		does      does
		blockOnly bool
		loaded    []string
		key, err  string
		missing   bool
	}{
		"the first of all": {
			does{"alicloud.profile": "key", "alicloud.ecs_role_name": "key", "PROFILE": "key"}, false, []string{"alicloud.profile"},
			"alicloud.profile", "", false,
		},
		"the block before the environment": {
			does{"alicloud.ecs_role_name": "key", "PROFILE": "key"}, false, []string{"alicloud.ecs_role_name"}, "alicloud.ecs_role_name", "", false,
		},
		"the environment before the defaults": {
			does{"ECS_ROLE": "key", "~/.profiles": "key"}, false, []string{"ECS_ROLE"}, "ECS_ROLE", "", false,
		},
		"a default": {
			does{"~/.profiles": "key", "~/.credentials": "key"}, false, []string{"~/.profiles"}, "~/.profiles", "", false,
		},
		"a default after an empty one": {
			does{"~/.credentials": "key"}, false, []string{"~/.profiles", "~/.credentials"}, "~/.credentials", "", false,
		},
		"one that fails": {
			does{"alicloud.profile": "broken", "PROFILE": "key", "~/.profiles": "key"}, false, []string{"alicloud.profile"}, "", "broken", false,
		},
		"a variable that fails": {does{"PROFILE": "broken", "ECS_ROLE": "key"}, false, []string{"PROFILE"}, "", "broken", false},
		"a default that fails": {
			does{"~/.profiles": "broken", "~/.credentials": "key"}, false, []string{"~/.profiles"}, "", "broken" + byDefault, false,
		},
		"nothing": {nil, false, []string{"~/.profiles", "~/.credentials"}, "", nothing, true},
		"an account reads only its block": {
			does{"PROFILE": "key", "~/.profiles": "key"}, true, nil, "", nothing[:strings.Index(nothing, "\n  - no profile")], true,
		},
		"an account": {
			does{"alicloud.ecs_role_name": "key", "PROFILE": "key"}, true, []string{"alicloud.ecs_role_name"}, "alicloud.ecs_role_name", "", false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var loaded []string
			chain := auth.NewChain(auth.ChainConfig{Path: "alicloud", Sources: sources(test.does, &loaded), BlockOnly: test.blockOnly})
			if loaded != nil {
				t.Errorf("%q was read before it was needed", loaded)
			}
			for range 2 { // the answer is kept
				key, err := chain.Retrieve(t.Context())
				if got := text(err); key.ID != test.key || got != test.err {
					t.Errorf("got the key %q and the error %q", key.ID, got)
				}
			}
			if diff := cmp.Diff(test.loaded, loaded); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
			if missing := chain.Missing(); (missing != nil) != test.missing {
				t.Errorf("missing: %v", missing)
			}
		})
	}
}

// TestIgnored checks which credentials are said to be ignored: those of another kind
// than the ones of the block that are used.
func TestIgnored(t *testing.T) {
	type does = map[string]string
	for name, test := range map[string]struct {
		does    does
		used    string
		ignored []string
	}{
		"none":                   {nil, "", nil},
		"one":                    {does{"alicloud.profile": "key"}, "alicloud.profile", nil},
		"one in the environment": {does{"PROFILE": "key", "ECS_ROLE": "key"}, "", nil},
		"the same kind":          {does{"alicloud.profile": "key", "PROFILE": "key"}, "alicloud.profile", nil},
		"another kind":           {does{"alicloud.profile": "key", "ECS_ROLE": "key"}, "alicloud.profile", []string{"ECS_ROLE"}},
		"two in the block": {
			does{"alicloud.profile": "key", "alicloud.ecs_role_name": "key", "PROFILE": "key"}, "alicloud.profile",
			[]string{"alicloud.ecs_role_name"},
		},
		"the second, and the rest": {
			does{"alicloud.ecs_role_name": "key", "PROFILE_2": "key", "~/.credentials": "key"}, "alicloud.ecs_role_name", []string{"PROFILE_2"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var loaded []string
			used, ignored := auth.NewChain(auth.ChainConfig{Sources: sources(test.does, &loaded)}).Ignored()
			var settings []string
			for _, source := range ignored {
				settings = append(settings, source.Setting)
			}
			if diff := cmp.Diff(test.ignored, settings); diff != "" || used.Setting != test.used || loaded != nil {
				t.Errorf("%q is used, want %q; %q was read; ignored (-want +got):\n%s", used.Setting, test.used, loaded, diff)
			}
		})
	}
}

// TestNoCredentials checks the error of a chain without credentials: it names the
// variables that are set and not read, pairs those of keys, and lists the sources
// once.
func TestNoCredentials(t *testing.T) {
	sets := []auth.KeyVariables{{ID: "ID", Secret: "SECRET", Token: "TOKEN"}, {ID: "AK", Secret: "SK"}}
	for name, test := range map[string]struct {
		set  map[string]string
		want string
	}{
		"none": {nil, ""},
		"one":  {map[string]string{"PASSWORD": "hunter2"}, "\nThe environment variable PASSWORD is set, but it is not read here."},
		"two": {
			map[string]string{"PASSWORD": "hunter2", "AUTH_TOKEN": "t"},
			"\nThe environment variables PASSWORD, AUTH_TOKEN are set, but they are not read here.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			getenv := func(name string) string { return test.set[name] }
			chain := auth.NewChain(auth.ChainConfig{
				Path:            "huaweicloud",
				Sources:         []auth.Source{auth.BlockKey("huaweicloud.access_key", credential.Key{}), auth.EnvironmentKey(getenv, sets)},
				UnreadVariables: []string{"PASSWORD", "AUTH_TOKEN"},
				Getenv:          getenv,
			})
			var none *auth.NoCredentialsError
			if !errors.As(chain.Missing(), &none) {
				t.Fatalf("got %v", chain.Missing())
			}
			const found = "nothing to sign in with was found"
			const listed = ". Looked at, in this order:\n  - huaweicloud.access_key is not set\n" +
				"  - no access key in the environment: none is set of ID with SECRET, AK with SK"
			got := []string{none.Path, none.Once().Error(), none.Once().Error(), none.Once().Error()}
			want := []string{"huaweicloud", found + listed + test.want, found + test.want, found + test.want}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("the path, and the error three times (-want +got):\n%s", diff)
			}
		})
	}
}

// TestChainWithoutCredentials checks that what a chain is asked beside a key is
// nothing, and no panic, if there are no credentials.
func TestChainWithoutCredentials(t *testing.T) {
	var loaded []string
	chain := auth.NewChain(auth.ChainConfig{Path: "alicloud", Sources: sources(map[string]string{"PROFILE": "broken"}, &loaded)})
	chain.Accepted(credential.Key{})
	if chain.Invalidate(credential.Key{}) || chain.Region() != "" || chain.ProjectID() != "" || chain.Missing() != nil {
		t.Error("a chain without credentials has some")
	}
	if _, err := chain.Identity(t.Context()); text(err) != "broken" {
		t.Errorf("got %v", err)
	}
	if _, err := chain.WithoutRole().Retrieve(t.Context()); text(err) != "broken" {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"PROFILE"}, loaded); diff != "" {
		t.Errorf("read (-want +got):\n%s", diff)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
