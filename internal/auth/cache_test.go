package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// issuer gives keys that are numbered and live for a while.
type issuer struct {
	now   time.Time
	lives time.Duration
	count atomic.Int64
	err   error
}

func (i *issuer) retrieve(context.Context) (credential.Key, error) {
	n := i.count.Add(1)
	key := credential.Key{ID: fmt.Sprint("key", n), Secret: "s", Token: "t", Source: "a test"}
	if i.lives != 0 {
		key.Expires = i.now.Add(i.lives)
	}
	return key, i.err
}

func (i *issuer) cache(renewable bool) *Cache {
	i.now = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s := NewCache(i.retrieve, renewable)
	s.now = func() time.Time { return i.now }
	return s
}

func expectKey(t *testing.T, s *Cache, want string) credential.Key {
	t.Helper()
	key, err := s.Retrieve(t.Context())
	if err != nil || key.ID != want {
		t.Errorf("got %q and %v, want %s", key.ID, err, want)
	}
	return key
}

// TestCacheReplacesInTime checks when a key is replaced: five minutes before
// it expires, or when a third of a short life is left.
func TestCacheReplacesInTime(t *testing.T) {
	for lives, after := range map[time.Duration]time.Duration{
		time.Hour:        55 * time.Minute,
		15 * time.Minute: 10 * time.Minute,
		9 * time.Minute:  6 * time.Minute,
		3 * time.Second:  2 * time.Second,
	} {
		i := &issuer{lives: lives}
		s := i.cache(true)
		expectKey(t, s, "key1")
		i.now = i.now.Add(after - 1)
		expectKey(t, s, "key1")
		i.now = i.now.Add(1)
		expectKey(t, s, "key2")
	}
	i := &issuer{} // nobody knows when it expires
	s := i.cache(true)
	expectKey(t, s, "key1")
	i.now = i.now.AddDate(1, 0, 0)
	expectKey(t, s, "key1")
}

// TestCacheKeepsAGoodKey checks that a failure to replace a key matters once
// the key has expired, and not before.
func TestCacheKeepsAGoodKey(t *testing.T) {
	i := &issuer{lives: 15 * time.Minute}
	s := i.cache(true)
	expectKey(t, s, "key1")
	i.err = errors.New("no luck")
	i.now = i.now.Add(14 * time.Minute)
	for range 3 { // only the first tries to replace it
		expectKey(t, s, "key1")
	}
	i.now = i.now.Add(time.Minute)
	if _, err := s.Retrieve(t.Context()); !errors.Is(err, i.err) {
		t.Errorf("an expired key: %v", err)
	}
	i.err = nil
	expectKey(t, s, "key4")
}

// TestCacheRefused checks what a refused key leads to.
func TestCacheRefused(t *testing.T) {
	i := &issuer{lives: time.Hour}
	s := i.cache(true)
	old := expectKey(t, s, "key1")
	for range 3 { // of many calls with the same key one leads to another key
		if !s.Invalidate(old) {
			t.Error("there is no other key")
		}
		expectKey(t, s, "key2")
	}

	// A key in the place of a refused one is replaced only after the cloud took
	// it once.
	key := expectKey(t, s, "key2")
	if s.Invalidate(key) {
		t.Error("a second key that was never taken is replaced")
	}
	s.Accepted(key)
	if !s.Invalidate(key) {
		t.Error("a key that was taken is not replaced")
	}
	expectKey(t, s, "key3")

	s = i.cache(false)
	key = expectKey(t, s, "key4")
	if s.Invalidate(key) {
		t.Error("a lasting key can be renewed")
	}

	same := NewCache(func(context.Context) (credential.Key, error) {
		return credential.Key{ID: "same", Secret: "s", Source: "a test"}, nil
	}, true)
	key = expectKey(t, same, "same")
	if !same.Invalidate(key) {
		t.Error("there is no other key")
	}
	if _, err := same.Retrieve(t.Context()); err == nil || !strings.Contains(err.Error(), "gave the key that the cloud had refused") {
		t.Errorf("the same key again: %v", err)
	}
}

// TestCacheTakesNoUselessKey checks that a key that has expired already, or is
// incomplete, is an error.
func TestCacheTakesNoUselessKey(t *testing.T) {
	i := &issuer{lives: -time.Minute}
	const want = "expired at 2026-11-24T11:59:00Z; this machine's clock says 2026-11-24T12:00:00Z"
	if _, err := i.cache(true).Retrieve(t.Context()); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("an expired key: %v", err)
	}
	for name, key := range map[string]credential.Key{
		"no id": {Secret: "s"}, "no secret": {ID: "a"}, "a line break": {ID: "a", Secret: "s\n"},
	} {
		s := NewCache(func(context.Context) (credential.Key, error) { return key, nil }, true)
		if _, err := s.Retrieve(t.Context()); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

// TestCacheAtOnce checks that of many that ask at once one signs in, that one
// whose context ends leaves the others to it, and that what it began is not
// their fault.
func TestCacheAtOnce(t *testing.T) {
	begun, release := make(chan struct{}, 100), make(chan struct{})
	var count atomic.Int64
	s := NewCache(func(ctx context.Context) (credential.Key, error) {
		count.Add(1)
		begun <- struct{}{}
		select {
		case <-release:
			return credential.Key{ID: "a", Secret: "s", Source: "a test"}, nil
		case <-ctx.Done():
			return credential.Key{}, context.Cause(ctx)
		}
	}, true)

	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() { _, err := s.Retrieve(ctx); first <- err }()
	<-begun
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() { expectKey(t, s, "a") })
	}
	impatient, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	if _, err := s.Retrieve(impatient); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("one that waited: %v", err)
	}
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the first: %v", err)
	}
	close(release)
	all.Wait()
	if n := count.Load(); n != 2 {
		t.Errorf("signed in %d times, want 2: the first was given up", n)
	}
}
