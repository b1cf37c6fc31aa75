package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// maxMargin is how long before it expires a temporary key is replaced, at the
// most. A key that lives for less than three times as long is replaced when a
// third of its life is left.
const maxMargin = 5 * time.Minute

// Obtain signs in, and returns the key that this gave. It returns an error
// where the context ends first.
type Obtain func(ctx context.Context) (credential.Key, error)

// Session keeps the key that Obtain gave until it is about to expire. However
// many goroutines ask, one signs in and the others wait for it, each for as
// long as its own context allows. It is safe for concurrent use.
type Session struct {
	obtain    Obtain
	renewable bool
	now       func() time.Time

	turn chan struct{} // held by the goroutine that signs in

	mu      sync.Mutex
	key     credential.Key
	renew   time.Time // when key is to be replaced, or zero for never
	has     bool
	proven  bool           // the cloud has taken key
	refused credential.Key // the key that the cloud refused last, where key is in its place
}

// NewSession returns a session that has not signed in yet. A key that is not
// renewable is obtained once, and a refusal of it is final.
func NewSession(obtain Obtain, renewable bool) *Session {
	return &Session{obtain: obtain, renewable: renewable, now: time.Now, turn: make(chan struct{}, 1)}
}

// Key returns the key to sign with, signing in where there is none or the one
// there is about to expire. While a key is still good, a failure to replace it
// is not an error.
func (s *Session) Key(ctx context.Context) (credential.Key, error) {
	if key, fresh := s.current(); fresh {
		return key, nil
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return credential.Key{}, context.Cause(ctx)
	}
	old, fresh := s.current()
	if fresh { // another goroutine signed in meanwhile
		return old, nil
	}
	key, err := s.obtain(ctx)
	if err == nil {
		err = s.check(key)
	}
	if err != nil {
		if ctx.Err() == nil && s.postpone(old) {
			return old, nil
		}
		return credential.Key{}, err
	}
	s.keep(key)
	return key, nil
}

// Accepted tells the session that the cloud took a key.
func (s *Session) Accepted(key credential.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.proven && s.has && s.key.Same(key) {
		s.proven, s.refused = true, credential.Key{}
	}
}

// Refused tells the session that the cloud refused a key. It returns whether
// Key may return a better one: another goroutine has it already, or signing in
// again may give it. Where the refused key is itself in the place of one that
// was refused, and was never taken, it is not replaced again.
func (s *Session) Refused(key credential.Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case !s.renewable:
		return false
	case !s.has || !s.key.Same(key):
		return true
	case !s.proven && s.refused.ID != "":
		return false
	}
	s.key, s.has, s.proven, s.refused = credential.Key{}, false, false, key
	return true
}

// current returns the key there is, and whether it need not be replaced yet.
func (s *Session) current() (credential.Key, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.key, s.has && (s.renew.IsZero() || s.now().Before(s.renew))
}

// check fails where a key that was just obtained cannot be of use.
func (s *Session) check(key credential.Key) error {
	if err := key.Check(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.refused.Same(key):
		return &credential.Problem{
			Title:  "the credentials were refused",
			Advice: "Get new ones where these come from: " + key.Source + ".",
			Err:    errors.New("signing in again gave the key that the cloud had refused: " + key.Source),
		}
	case !key.Expires.IsZero() && !key.Expires.After(s.now()):
		return &credential.Problem{
			Title:  "the credentials have expired",
			Advice: "Get new ones where these come from (" + key.Source + "), or set this machine's clock if it is wrong.",
			Err:    fmt.Errorf("the key from %s expired at %s; this machine's clock says %s", key.Source, key.Expires.UTC().Format(time.RFC3339), s.now().UTC().Format(time.RFC3339)),
		}
	}
	return nil
}

// postpone tells whether a key that could not be replaced is still good. Half of
// the time that is left passes before that is tried again, so that a list is not
// held up at every page.
func (s *Session) postpone(key credential.Key) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	left := key.Expires.Sub(s.now())
	if left <= 0 || !s.has || !s.key.Same(key) {
		return false
	}
	s.renew = s.now().Add(left / 2)
	return true
}

func (s *Session) keep(key credential.Key) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.key, s.has, s.proven, s.renew = key, true, false, time.Time{}
	if s.renewable && !key.Expires.IsZero() {
		s.renew = key.Expires.Add(-min(maxMargin, key.Expires.Sub(s.now())/3))
	}
}
