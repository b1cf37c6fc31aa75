package auth_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/auth"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// TestKeyFromEnvironment checks that a key is always of one set of variables.
func TestKeyFromEnvironment(t *testing.T) {
	sets := []auth.KeyVariables{
		{ID: "A_ID", Secret: "A_SECRET", Token: "A_TOKEN"}, {ID: "B_ID", Secret: "B_SECRET"}, {ID: "C_ID", Secret: "C_SECRET", Token: "C_TOKEN"},
	}
	tests := map[string]struct {
		environment map[string]string
		want        credential.Key
		wantError   string
	}{
		"nothing": {nil, credential.Key{}, ""},
		"the first set": {
			map[string]string{"A_ID": "a", "A_SECRET": "s", "C_ID": "c", "C_SECRET": "t"},
			credential.Key{ID: "a", Secret: "s", Source: "the environment variable A_ID"}, "",
		},
		"with its token": {
			map[string]string{"A_ID": "a", "A_SECRET": "s", "A_TOKEN": "t"},
			credential.Key{ID: "a", Secret: "s", Token: "t", Source: "the environment variable A_ID"}, "",
		},
		"not another's token": {
			map[string]string{"B_ID": "b", "B_SECRET": "s", "A_TOKEN": "t", "C_TOKEN": "t"},
			credential.Key{ID: "b", Secret: "s", Source: "the environment variable B_ID"}, "",
		},
		"half, then whole": {
			map[string]string{"A_ID": "a", "C_ID": "c", "C_SECRET": "s"}, credential.Key{}, "A_ID is set, but A_SECRET is not",
		},
		"a secret, then whole": {
			map[string]string{"B_SECRET": "b", "C_ID": "c", "C_SECRET": "s"}, credential.Key{}, "B_SECRET is set, but B_ID is not",
		},
		"whole, then half": {
			map[string]string{"B_ID": "b", "B_SECRET": "s", "C_ID": "c"},
			credential.Key{ID: "b", Secret: "s", Source: "the environment variable B_ID"}, "",
		},
		"a token, then whole": {
			map[string]string{"A_TOKEN": "t", "C_ID": "c", "C_SECRET": "s"},
			credential.Key{ID: "c", Secret: "s", Source: "the environment variable C_ID"}, "",
		},
		"halves of two": {map[string]string{"A_ID": "a", "B_SECRET": "s"}, credential.Key{}, "A_ID is set, but A_SECRET is not"},
		"a secret only": {map[string]string{"B_SECRET": "s"}, credential.Key{}, "B_SECRET is set, but B_ID is not"},
		"a token only":  {map[string]string{"A_TOKEN": "t"}, credential.Key{}, ""},
		"blanks": {
			map[string]string{"A_ID": " ", "A_SECRET": "\n", "B_ID": " b ", "B_SECRET": "s\n"},
			credential.Key{ID: "b", Secret: "s", Source: "the environment variable B_ID"}, "",
		},
		"a line break in the middle": {
			map[string]string{"A_ID": "a", "A_SECRET": "s\nt"}, credential.Key{ID: "a", Secret: "s\nt", Source: "the environment variable A_ID"},
			"characters that no access key has",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := auth.KeyFromEnvironment(func(name string) string { return test.environment[name] }, sets)
			if got != test.want {
				t.Errorf("got %#v from %q", got, got.Source)
			}
			if test.wantError == "" && err != nil || test.wantError != "" && (err == nil || !strings.Contains(err.Error(), test.wantError)) {
				t.Errorf("got error %v", err)
			}
		})
	}
}

// TestKeyIsNotPrinted checks that a key shows nothing of itself, however it is
// printed.
func TestKeyIsNotPrinted(t *testing.T) {
	key := credential.Key{ID: "the-id", Secret: "the-secret", Token: "the-token", Source: "a test"}
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		for _, value := range []any{key, &key, []credential.Key{key}, struct{ K credential.Key }{key}} {
			if text := fmt.Sprintf(format, value); strings.Contains(text, "the-") {
				t.Errorf("%s of %T shows %s", format, value, text)
			}
		}
	}
}
