// Package credential holds the access keys that sign requests.
package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// Key is an access key: its id, its secret and, for temporary credentials, the
// security token that belongs to both. The three are always carried together,
// so that no part of one key meets a part of another.
type Key struct {
	ID, Secret, Token string

	// Source says where the key came from, for errors.
	Source string
}

// String names the key without showing any of it.
func (k Key) String() string { return "access key from " + k.Source }

// GoString does what String does, for %#v.
func (k Key) GoString() string { return k.String() }

// Source returns the key to sign with. It is called for each request, from
// many goroutines.
type Source func(context.Context) (Key, error)

// Static returns a source of one key, or of the error that there is none.
func Static(key Key, err error) Source {
	return func(context.Context) (Key, error) { return key, err }
}

// Variables are the names of the environment variables that hold one key.
type Variables struct{ ID, Secret, Token string }

// FromEnvironment returns the key in the first set of variables that holds
// one. A set that has an id but no secret, or the other way round, is passed
// over as long as a later set is whole, and is an error otherwise. Without any
// key the result is empty.
func FromEnvironment(getenv func(string) string, sets []Variables) (Key, error) {
	var half error
	for _, names := range sets {
		id, secret := strings.TrimSpace(getenv(names.ID)), strings.TrimSpace(getenv(names.Secret))
		switch {
		case id != "" && secret != "":
			key := Key{ID: id, Secret: secret, Source: "the environment variable " + names.ID}
			if names.Token != "" {
				key.Token = strings.TrimSpace(getenv(names.Token))
			}
			return key, key.Check()
		case id == "" && secret == "" || half != nil:
		case id == "":
			half = fmt.Errorf("the environment variable %s is set, but %s is not", names.Secret, names.ID)
		default:
			half = fmt.Errorf("the environment variable %s is set, but %s is not", names.ID, names.Secret)
		}
	}
	return Key{}, half
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

// Check fails where a part of the key cannot be sent in a header.
func (k Key) Check() error {
	for _, part := range []string{k.ID, k.Secret, k.Token} {
		if !Printable(part) {
			return errors.New("the key from " + k.Source + " has characters that no access key has, such as a line break or a space")
		}
	}
	return nil
}

// Printable tells whether a text has visible ASCII characters only.
func Printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}
