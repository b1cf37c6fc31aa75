package auth

import (
	"fmt"
	"strings"
	"sync/atomic"
)

// EmptyError says why a source that is read by default holds no credentials.
type EmptyError string

func (e EmptyError) Error() string { return string(e) }

// IncompleteError says which part of a setting is neither in the provider block nor
// in the environment.
type IncompleteError struct {
	// Attribute is the name of the attribute within its block.
	Attribute string

	// Variables are the environment variables that may take its place.
	Variables []string
}

func (e *IncompleteError) Error() string {
	const text = "%s is missing. Set it in the provider block, or set %s in the environment."
	return fmt.Sprintf(text, e.Attribute, strings.Join(e.Variables, " or "))
}

// NoCredentialsError says that no source of a chain is configured.
type NoCredentialsError struct {
	// Path names the chain's block.
	Path string

	// BlockOnly is set if only the block is read.
	BlockOnly bool

	// Listed is set if another error lists the sources.
	Listed bool

	// passed says of each source why it was passed over, and unread are the
	// variables that are set and are not read.
	passed, unread []string

	listed atomic.Bool
}

// Once returns the error the first time, and later one that does not list the
// sources again. Many data sources fail for the same reason.
func (e *NoCredentialsError) Once() *NoCredentialsError {
	if e.listed.CompareAndSwap(false, true) {
		return e
	}
	return &NoCredentialsError{Path: e.Path, BlockOnly: e.BlockOnly, Listed: true, unread: e.unread}
}

// Error lists every source that was looked at.
func (e *NoCredentialsError) Error() string {
	text := "nothing to sign in with was found"
	if !e.Listed {
		text += ". Looked at, in this order:\n  - " + strings.Join(e.passed, "\n  - ")
	}
	switch len(e.unread) {
	case 0:
		return text
	case 1:
		return fmt.Sprintf("%s\nThe environment variable %s is set, but it is not read here.", text, e.unread[0])
	}
	return fmt.Sprintf("%s\nThe environment variables %s are set, but they are not read here.", text, strings.Join(e.unread, ", "))
}
