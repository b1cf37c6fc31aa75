package credential

import (
	"context"
	"errors"
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
