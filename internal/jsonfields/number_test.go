package jsonfields

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// TestIsNumber compares isNumber with the grammar that it stands for.
func TestIsNumber(t *testing.T) {
	grammar := regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	check := func(t interface{ Errorf(string, ...any) }, text string) {
		if got, want := isNumber(text), grammar.MatchString(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"", "-", "--1", "+1", "0", "007", "1.", ".5", "1.5.2",
		"1e", "1e+", "1e5", "1E-05", "1.0e1", "e5", " 1", "1 ", "1\n", "٣", "0x1", "1_0", "NaN"} {
		check(t, text)
	}
	rapid.Check(t, func(t *rapid.T) { check(t, rapid.StringMatching(`-?[0-9.eE+-]{0,8}`).Draw(t, "text")) })
}
