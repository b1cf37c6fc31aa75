// Package environment reads settings from environment variables, each of which may
// have several names. A variable that is empty or blank is not set. Its errors
// name variables, and show a value only if it cannot be a secret.
package environment

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// FirstSet returns the value of the first variable that is set, and its name.
func FirstSet(getenv func(string) string, names ...string) (value, name string) {
	for _, name := range names {
		if value := strings.TrimSpace(getenv(name)); value != "" {
			return value, name
		}
	}
	return "", ""
}

// Fill sets an empty value to that of the first variable that is set.
func Fill(getenv func(string) string, value *string, variables []string) {
	if *value == "" {
		*value, _ = FirstSet(getenv, variables...)
	}
}

// Shape is what a text that is sent to a cloud has to look like.
type Shape struct {
	// Fits reports whether a text has it, and Problem says what is wrong with one
	// that does not, such as "is not the name of a session.".
	Fits    func(text string) bool
	Problem string
}

// WrongVariable is the title of the problem of a variable whose value cannot be
// used.
const WrongVariable = "an environment variable has a value that cannot be used"

// Wrong is the problem of a variable whose value cannot be used.
func Wrong(variable string, err error) error {
	return &credential.Problem{Title: WrongVariable, Advice: fmt.Sprintf("Set %s to what belongs there, or unset it.", variable), Err: err}
}

// FillShaped does what Fill does. It fails if the variable's value does not have a
// shape.
func FillShaped(getenv func(string) string, value *string, variables []string, shape Shape) error {
	text, name := FirstSet(getenv, variables...)
	if *value != "" || text == "" {
		return nil
	}
	if !shape.Fits(text) {
		problem := strings.TrimSuffix(shape.Problem, ".")
		return Wrong(name, fmt.Errorf("the environment variable %s is %s, which %s", name, credential.Quote(text), problem))
	}
	*value = text
	return nil
}

// FillToken does what Fill does with a token. It fails if the variable's value
// cannot be one, and never shows it.
func FillToken(getenv func(string) string, value *string, variables []string) error {
	text, name := FirstSet(getenv, variables...)
	if *value == "" && !credential.Printable(text) {
		return Wrong(name, fmt.Errorf("the environment variable %s has characters that no token has, such as a line break or a space", name))
	}
	Fill(getenv, value, variables)
	return nil
}

// FillSeconds sets a value of 0 to that of the first variable that is set, which
// has to be a whole number from low to high.
func FillSeconds(getenv func(string) string, value *int64, low, high int64, variables []string) error {
	text, name := FirstSet(getenv, variables...)
	if *value != 0 || text == "" {
		return nil
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds < low || seconds > high {
		return fmt.Errorf("the environment variable %s is not a whole number from %d to %d", name, low, high)
	}
	*value = seconds
	return nil
}

// Setting is a setting of a block or of the environment, and its value. It has no
// name if neither sets it.
type Setting struct{ Name, Value string }

// Chosen returns the setting of a block if it is set there, and otherwise that of
// the first variable that is.
func Chosen(name, value string, getenv func(string) string, variables []string) Setting {
	if value != "" {
		return Setting{name, value}
	}
	value, name = FirstSet(getenv, variables...)
	return Setting{name, value}
}

func (s Setting) String() string { return s.Name + " is " + credential.Quote(s.Value) }
