package environment_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

type variables = map[string]string

func getenv(set variables) func(string) string { return func(name string) string { return set[name] } }

// names are those of one setting, in order.
var names = []string{"A", "B", "C"}

// token has the look of a secret.
const token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjaSJ9.c2lnbmF0dXJl"

// TestFirstSet checks which of several variables counts, and that a setting of the
// block counts before them.
func TestFirstSet(t *testing.T) {
	type result struct{ Value, Name string }
	tests := map[string]struct {
		set   variables
		first result
		fill  string // what an empty value is filled with
	}{
		"none":                      {nil, result{}, ""},
		"another":                   {variables{"D": "d"}, result{}, ""},
		"the first":                 {variables{"A": "a", "B": "b", "C": "c"}, result{"a", "A"}, "a"},
		"the last":                  {variables{"C": "c"}, result{"c", "C"}, "c"},
		"an empty one does not":     {variables{"A": "", "B": "b"}, result{"b", "B"}, "b"},
		"a blank one does not":      {variables{"A": " \n", "B": "b"}, result{"b", "B"}, "b"},
		"white space is taken away": {variables{"B": " b c\n"}, result{"b c", "B"}, "b c"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var first result
			first.Value, first.Name = environment.FirstSet(getenv(test.set), names...)
			if diff := cmp.Diff(test.first, first); diff != "" {
				t.Errorf("FirstSet (-want +got):\n%s", diff)
			}
			empty, full := "", "of the block"
			environment.Fill(getenv(test.set), &empty, names)
			environment.Fill(getenv(test.set), &full, names)
			if diff := cmp.Diff([]string{test.fill, "of the block"}, []string{empty, full}); diff != "" {
				t.Errorf("Fill (-want +got):\n%s", diff)
			}
			chosen := environment.Chosen("alicloud.x", "", getenv(test.set), names)
			if diff := cmp.Diff(environment.Setting{Name: test.first.Name, Value: test.first.Value}, chosen); diff != "" {
				t.Errorf("Chosen, without a setting of the block (-want +got):\n%s", diff)
			}
			chosen = environment.Chosen("alicloud.x", "of the block", getenv(test.set), names)
			if diff := cmp.Diff(environment.Setting{Name: "alicloud.x", Value: "of the block"}, chosen); diff != "" {
				t.Errorf("Chosen, with one (-want +got):\n%s", diff)
			}
		})
	}
	if value, name := environment.FirstSet(getenv(variables{"": "x"})); value != "" || name != "" {
		t.Errorf("of no variables %q was set: %q", name, value)
	}
}

// expect compares a value that was filled, and the problem of the variable that was
// to fill it. The problem shows no secret.
func expect(t *testing.T, want, got, wantErr string, err error) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if wantErr == "" {
		if err != nil {
			t.Errorf("got %v", err)
		}
		return
	}
	var problem *credential.Problem
	if !errors.As(err, &problem) {
		t.Fatalf("got %v, want the problem %s", err, wantErr)
	}
	found := []string{problem.Title, problem.Advice, err.Error()}
	if diff := cmp.Diff([]string{environment.WrongVariable, "Set B to what belongs there, or unset it.", wantErr}, found); diff != "" {
		t.Errorf("the problem (-want +got):\n%s", diff)
	}
	if strings.Contains(strings.Join(found, " "), token) {
		t.Error("the problem shows a token")
	}
}

// TestFillShaped checks that only the variable that counts is checked, and only if
// its value is used.
func TestFillShaped(t *testing.T) {
	shape := environment.Shape{
		Fits:    func(text string) bool { return strings.HasPrefix(text, "ok") },
		Problem: "does not begin with ok.",
	}
	tests := map[string]struct {
		value         string
		set           variables
		want, problem string
	}{
		"none":        {"", nil, "", ""},
		"it fits":     {"", variables{"B": "ok1", "C": "no"}, "ok1", ""},
		"it does not": {"", variables{"B": "no", "C": "ok"}, "", `the environment variable B is "no", which does not begin with ok`},
		"a token in its place": {
			"", variables{"B": token}, "", "the environment variable B is " + credential.NotShown + ", which does not begin with ok",
		},
		"the block's counts":     {"of the block", variables{"B": "no"}, "of the block", ""},
		"around it is no matter": {"", variables{"B": " ok \n"}, "ok", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			value := test.value
			err := environment.FillShaped(getenv(test.set), &value, names, shape)
			expect(t, test.want, value, test.problem, err)
		})
	}
}

// TestFillToken checks that a token which no header can hold is refused, and never
// shown.
func TestFillToken(t *testing.T) {
	const problem = "the environment variable B has characters that no token has, such as a line break or a space"
	tests := map[string]struct {
		value         string
		set           variables
		want, problem string
	}{
		"none":               {"", nil, "", ""},
		"a token":            {"", variables{"B": token + "\n"}, token, ""},
		"two words":          {"", variables{"B": token + " x"}, "", problem},
		"two lines":          {"", variables{"B": token + "\n" + token}, "", problem},
		"not ASCII":          {"", variables{"B": token + "é"}, "", problem},
		"the block's counts": {"of the block", variables{"B": token + " x"}, "of the block", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			value := test.value
			err := environment.FillToken(getenv(test.set), &value, names)
			expect(t, test.want, value, test.problem, err)
		})
	}
}

// TestFillSeconds checks the bounds, and that the block's value counts first.
func TestFillSeconds(t *testing.T) {
	const problem = "the environment variable B is not a whole number from 900 to 3600"
	tests := map[string]struct {
		value   int64
		set     variables
		want    int64
		problem string
	}{
		"none":               {0, nil, 0, ""},
		"the lowest":         {0, variables{"B": "900"}, 900, ""},
		"the highest":        {0, variables{"B": "3600"}, 3600, ""},
		"too low":            {0, variables{"B": "899"}, 0, problem},
		"too high":           {0, variables{"B": "3601"}, 0, problem},
		"a fraction":         {0, variables{"B": "900.5"}, 0, problem},
		"a duration":         {0, variables{"B": "15m"}, 0, problem},
		"beyond 64 bits":     {0, variables{"B": "99999999999999999999"}, 0, problem},
		"a token":            {0, variables{"B": token}, 0, problem},
		"the block's counts": {1000, variables{"B": token}, 1000, ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			value := test.value
			err := environment.FillSeconds(getenv(test.set), &value, 900, 3600, names)
			if value != test.want {
				t.Errorf("got %d, want %d", value, test.want)
			}
			if got := text(err); got != test.problem {
				t.Errorf("got the error %q, want %q", got, test.problem)
			}
		})
	}
}

// TestSettingIsNotShown checks that a setting shows its value only if that cannot
// be a secret.
func TestSettingIsNotShown(t *testing.T) {
	for value, want := range map[string]string{
		"audit":         `HW_PROFILE is "audit"`,
		token:           "HW_PROFILE is " + credential.NotShown,
		"SECRET=hunter": "HW_PROFILE is " + credential.NotShown,
	} {
		if got := (environment.Setting{Name: "HW_PROFILE", Value: value}).String(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
