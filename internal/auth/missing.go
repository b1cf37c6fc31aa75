package auth

import (
	"fmt"
	"strings"
	"sync/atomic"
)

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

// Missing is why a chain has nothing if no place of it is set.
type Missing struct {
	// Path names the chain's block.
	Path string

	// BlockOnly is set if nothing but the block is looked at.
	BlockOnly bool

	// Listed is set if another error lists the places.
	Listed bool

	// places says of each place why it does not serve, and unread are the
	// variables that are set and are not read.
	places, unread []string

	listed atomic.Bool
}

// Once returns the error the first time, and later one that does not list the
// places again. Many data sources fail for the same reason.
func (m *Missing) Once() *Missing {
	if m.listed.CompareAndSwap(false, true) {
		return m
	}
	return &Missing{Path: m.Path, BlockOnly: m.BlockOnly, Listed: true, unread: m.unread}
}

// Error lists every place that was looked at.
func (m *Missing) Error() string {
	text := "nothing to sign in with was found"
	if !m.Listed {
		text += ". Looked at, in this order:\n  - " + strings.Join(m.places, "\n  - ")
	}
	switch len(m.unread) {
	case 0:
		return text
	case 1:
		return fmt.Sprintf("%s\nThe environment variable %s is set, but it is not read here.", text, m.unread[0])
	}
	return fmt.Sprintf("%s\nThe environment variables %s are set, but they are not read here.", text, strings.Join(m.unread, ", "))
}
