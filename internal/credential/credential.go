// Package credential is the access key that signs requests, whose it is, why one
// cannot be used, and what may be shown of texts that could be one. Where keys
// come from is known by package auth.
package credential

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Key is an access key: its id, its secret and, for temporary credentials, the
// security token that belongs to both. The three are always carried together,
// so that no part of one key meets a part of another.
type Key struct {
	ID, Secret, Token string

	// Expires is when the key stops being accepted, or zero if that is not
	// known.
	Expires time.Time

	// Source says where the key came from, for errors.
	Source string
}

// String names the key without showing any of it.
func (k Key) String() string { return "access key from " + k.Source }

// GoString does what String does, for %#v.
func (k Key) GoString() string { return k.String() }

// Same reports whether two keys are the same to the cloud.
func (k Key) Same(other Key) bool {
	return k.ID == other.ID && k.Secret == other.Secret && k.Token == other.Token
}

// maxID is the longest id of a key that is sent, in bytes. It is far longer than
// those of the clouds, and shorter than a private key.
const maxID = 128

// Check fails if a part of the key is missing or cannot be sent in a header.
func (k Key) Check() error {
	if k.ID == "" || k.Secret == "" {
		return HalfKey(errors.New("the key from " + k.Source + " has no id or no secret"))
	}
	for _, part := range []string{k.ID, k.Secret, k.Token} {
		if !Printable(part) || len(k.ID) > maxID {
			return &Problem{
				Title:  "the access key is malformed",
				Advice: fmt.Sprintf("Set the key from %s again.", k.Source),
				Err:    errors.New("the key from " + k.Source + " has characters that no access key has, such as a line break or a space, or its id is too long for one"),
			}
		}
	}
	return nil
}

// HalfKey is the problem of a key with a part missing.
func HalfKey(err error) error {
	return &Problem{Title: "the access key is incomplete", Advice: "Set both parts of the key, or neither.", Err: err}
}

// Printable reports whether a text has visible ASCII characters only.
func Printable(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
}

// Identity is who a key belongs to, as the cloud says it.
type Identity struct {
	// AccountID is the account, ARN the user or role in the cloud's way to name
	// one, PrincipalID its id, and Type what kind it is, or empty on clouds that
	// do not say so.
	AccountID, ARN, PrincipalID, Type string
}
