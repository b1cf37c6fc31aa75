package transport

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// firstSpacing is the pause between two calls after the first throttling,
	// and maxSpacing the longest one.
	firstSpacing = 50 * time.Millisecond
	maxSpacing   = 2 * time.Second

	// minSpacing is the shortest pause between two calls; a shorter one is left out.
	minSpacing = 5 * time.Millisecond
)

// admission decides when a call may be sent. It is what the calls to one cloud
// share:
//
//   - Until one call has shown that the key is good, calls go one at a time,
//     and once the key was refused none is sent: clouds lock a key that fails
//     a few times in a row. A key that could be renewed is another key. If signing
//     in fails for a reason that may pass, the next call tries it again.
//   - Throttling slows every call: the number of calls in flight halves and
//     the pause between two calls doubles. Both recover step by step with the
//     calls that succeed.
type admission struct {
	mu       sync.Mutex
	max      float64
	limit    float64 // calls that may be in flight now, rounded down
	inFlight int
	waiting  []chan struct{}

	proven  bool
	refusal *Failure

	spacing time.Duration
	next    time.Time // when the next call may be sent
	slowed  time.Time // when throttling last slowed the calls
}

// ticket is the right to send one call.
type ticket struct{ sent time.Time }

func newAdmission(limit int) *admission {
	return &admission{max: float64(limit), limit: float64(limit)}
}

// enter waits until a call may be sent. It returns a refusal if the key has
// been refused, and an error if the context ended first; otherwise the
// caller must hand its ticket to leave.
func (a *admission) enter(ctx context.Context) (ticket, *Failure, error) {
	for {
		if ctx.Err() != nil {
			return ticket{}, nil, context.Cause(ctx)
		}
		a.mu.Lock()
		if a.refusal != nil {
			refusal := *a.refusal
			a.mu.Unlock()
			return ticket{}, &refusal, nil
		}
		if a.inFlight < a.open() {
			a.inFlight++
			now := time.Now()
			start := now
			if a.next.After(now) {
				start = a.next
			}
			a.next = start.Add(a.spacing)
			a.mu.Unlock()
			if err := sleep(ctx, start.Sub(now)); err != nil {
				a.leave(ticket{}, &Failure{Kind: Stopped}, false)
				return ticket{}, nil, err
			}
			return ticket{sent: time.Now()}, nil, nil
		}
		turn := make(chan struct{})
		a.waiting = append(a.waiting, turn)
		a.mu.Unlock()
		select {
		case <-turn:
		case <-ctx.Done():
			a.mu.Lock()
			if i := slices.Index(a.waiting, turn); i >= 0 {
				a.waiting = slices.Delete(a.waiting, i, i+1)
			} else {
				a.wake() // the turn that was given to this call is another's
			}
			a.mu.Unlock()
		}
	}
}

// open returns how many calls may be in flight.
func (a *admission) open() int {
	if !a.proven {
		return 1
	}
	return int(a.limit)
}

// leave gives a ticket back, with how the call ended, and with whether there is
// a better key now than the one that was refused.
func (a *admission) leave(t ticket, failure *Failure, renewed bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.inFlight--
	switch {
	case failure == nil:
		a.proven = true
		a.limit = min(a.max, a.limit+1/a.limit)
		if a.spacing -= a.spacing / 8; a.spacing < minSpacing {
			a.spacing = 0
		}
	case renewed:
		a.proven = false // the new key has to be proven
	case failure.refusesKey():
		if a.refusal == nil {
			refusal := *failure
			a.refusal = &refusal
		}
	case failure.Kind == Throttled && !t.sent.Before(a.slowed):
		// Calls that were under way when throttling was noticed say nothing
		// new about it.
		a.limit = max(1, a.limit/2)
		a.spacing = min(max(2*a.spacing, firstSpacing), maxSpacing)
		a.slowed = time.Now()
		a.next = a.slowed.Add(max(a.spacing, failure.RetryAfter))
	}
	a.wake()
}

// wake gives turns to as many waiting calls as may be sent now.
func (a *admission) wake() {
	free := a.open() - a.inFlight
	if a.refusal != nil {
		free = len(a.waiting)
	}
	for ; free > 0 && len(a.waiting) > 0; free-- {
		close(a.waiting[0])
		a.waiting = a.waiting[1:]
	}
}
