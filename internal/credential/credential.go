// Package credential holds the access keys that sign requests, and decides
// where they come from: which of the places that may hold credentials serves,
// when a temporary key is to be replaced, and what is said when there is none.
// How a cloud is signed in to is known by the packages of the clouds.
package credential

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Key is an access key: its id, its secret and, for temporary credentials, the
// security token that belongs to both. The three are always carried together,
// so that no part of one key meets a part of another.
type Key struct {
	ID, Secret, Token string

	// Expires is when the key stops being accepted, or zero where that is not
	// known.
	Expires time.Time

	// Source says where the key came from, for errors.
	Source string
}

// String names the key without showing any of it.
func (k Key) String() string { return "access key from " + k.Source }

// GoString does what String does, for %#v.
func (k Key) GoString() string { return k.String() }

// same tells whether two keys are the same to the cloud.
func (k Key) same(other Key) bool {
	return k.ID == other.ID && k.Secret == other.Secret && k.Token == other.Token
}

// maxID is the longest id of a key that is sent, in bytes. It is far longer than
// those of the clouds, and shorter than a private key.
const maxID = 128

// Check fails where a part of the key is missing or cannot be sent in a header.
func (k Key) Check() error {
	if k.ID == "" || k.Secret == "" {
		return halfKey(errors.New("the key from " + k.Source + " has no id or no secret"))
	}
	for _, part := range []string{k.ID, k.Secret, k.Token} {
		if !Printable(part) || len(k.ID) > maxID {
			return &Problem{
				Title:  "the access key is malformed",
				Advice: fmt.Sprintf("Set the key from %s anew.", k.Source),
				Err:    errors.New("the key from " + k.Source + " has characters that no access key has, such as a line break or a space, or its id is too long for one"),
			}
		}
	}
	return nil
}

// halfKey is the problem of a key with a part missing.
func halfKey(err error) error {
	return &Problem{Title: "the access key is incomplete", Advice: "Set both parts of the key, or neither.", Err: err}
}

// Printable tells whether a text has visible ASCII characters only.
func Printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Variables are the names of the environment variables that hold one key.
type Variables struct{ ID, Secret, Token string }

// FromEnvironment returns the key in the first set of variables that holds
// any part of one. A set that has an id but no secret, or the other way round, is
// an error: passing it over would sign in as somebody else. A token alone does
// not count. Without any key the result is empty.
func FromEnvironment(getenv func(string) string, sets []Variables) (Key, error) {
	for _, names := range sets {
		id, secret := strings.TrimSpace(getenv(names.ID)), strings.TrimSpace(getenv(names.Secret))
		switch {
		case id != "" && secret != "":
			key := Key{ID: id, Secret: secret, Source: "the environment variable " + names.ID}
			if names.Token != "" {
				key.Token = strings.TrimSpace(getenv(names.Token))
			}
			return key, key.Check()
		case id == "" && secret == "":
		case id == "":
			return Key{}, halfKey(fmt.Errorf("the environment variable %s is set, but %s is not", names.Secret, names.ID))
		default:
			return Key{}, halfKey(fmt.Errorf("the environment variable %s is set, but %s is not", names.ID, names.Secret))
		}
	}
	return Key{}, nil
}

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
	// Fits tells whether a text has it, and Problem says what is wrong with one
	// that does not, such as "is not the name of a session.".
	Fits    func(text string) bool
	Problem string
}

// WrongVariable is the title of the problem of a variable whose value cannot be
// used.
const WrongVariable = "an environment variable has a value that cannot be used"

// Wrong is the problem of a variable whose value cannot be used.
func Wrong(variable string, err error) error {
	return &Problem{Title: WrongVariable, Advice: fmt.Sprintf("Set %s to what belongs there, or unset it.", variable), Err: err}
}

// FillShaped does what Fill does. It fails if the variable's value does not have a
// shape.
func FillShaped(getenv func(string) string, value *string, variables []string, shape Shape) error {
	text, name := FirstSet(getenv, variables...)
	if *value != "" || text == "" {
		return nil
	}
	if !shape.Fits(text) {
		return Wrong(name, fmt.Errorf("the environment variable %s is %s, which %s", name, Quote(text), strings.TrimSuffix(shape.Problem, ".")))
	}
	*value = text
	return nil
}

// FillToken does what Fill does with a token. It fails if the variable's value
// cannot be one, and never shows it.
func FillToken(getenv func(string) string, value *string, variables []string) error {
	text, name := FirstSet(getenv, variables...)
	if *value == "" && !Printable(text) {
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

func (s Setting) String() string { return s.Name + " is " + Quote(s.Value) }

// MissingError says which part of a setting is neither in the provider block nor
// in the environment.
type MissingError struct {
	// Attribute is the name of the attribute within its block.
	Attribute string

	// Variables are the environment variables that may take its place.
	Variables []string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is missing. Set it in the provider block, or set %s in the environment.", e.Attribute, strings.Join(e.Variables, " or "))
}
