package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
)

// Problem is why credentials that somebody meant cannot be used, in words for
// the person who has to do something about it.
type Problem struct {
	// Title says in a few words what is wrong, and Advice what to do. Advice is
	// empty if it follows from a call that failed, which is in Err then.
	Title, Advice string

	Err error
}

func (p *Problem) Error() string { return p.Err.Error() }

// Unwrap returns the cause.
func (p *Problem) Unwrap() error { return p.Err }

// Explain makes a Problem of an error, unless it has one within that says more,
// or says only that the caller stopped waiting.
func Explain(err error, title, advice string) error {
	var problem *Problem
	if err == nil || errors.As(err, &problem) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &Problem{Title: title, Advice: advice, Err: err}
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
