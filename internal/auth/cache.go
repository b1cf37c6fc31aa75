package auth

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// maxExpiryWindow is how long before it expires a temporary key is replaced, at the
// most. A key that lives for less than three times as long is replaced when a
// third of its life is left.
const maxExpiryWindow = 5 * time.Minute

// Cache keeps the key of a provider until it is about to expire. However many
// goroutines ask, one retrieves a key and the others wait for it, each for as long
// as its own context allows. It is safe for concurrent use.
type Cache struct {
	provider  Provider
	renewable bool
	now       func() time.Time

	turn chan struct{} // held by the goroutine that retrieves a key

	mu       sync.Mutex
	key      credential.Key
	renewAt  time.Time // zero if the key is never replaced
	cached   bool
	accepted bool           // the cloud accepted key
	refused  credential.Key // the key that key has replaced because the cloud refused it
}

// NewCache returns a cache that is empty. A key that is not renewable is retrieved
// once, and a refusal of it is final.
func NewCache(provider Provider, renewable bool) *Cache {
	return &Cache{provider: provider, renewable: renewable, now: time.Now, turn: make(chan struct{}, 1)}
}

// Retrieve returns the key to sign with. It asks the provider if there is none or
// if it is about to expire. While a key is still good, a failure to replace it is
// not an error.
func (c *Cache) Retrieve(ctx context.Context) (credential.Key, error) {
	if key, fresh := c.current(); fresh {
		return key, nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return credential.Key{}, context.Cause(ctx)
	}
	old, fresh := c.current()
	if fresh { // another goroutine retrieved it meanwhile
		return old, nil
	}
	key, err := c.provider(ctx)
	if err == nil {
		err = c.check(key)
	}
	if err != nil {
		if ctx.Err() == nil && c.postpone(old) {
			return old, nil
		}
		return credential.Key{}, err
	}
	c.keep(key)
	return key, nil
}

// RetrieveUncached asks the provider for a key, and does not keep it.
func (c *Cache) RetrieveUncached(ctx context.Context) (credential.Key, error) {
	key, err := c.provider(ctx)
	if err == nil {
		err = key.Check()
	}
	return key, err
}

// Accepted says that the cloud accepted a key.
func (c *Cache) Accepted(key credential.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.accepted && c.cached && c.key.Same(key) {
		c.accepted, c.refused = true, credential.Key{}
	}
}

// Invalidate says that the cloud refused a key. It reports whether Retrieve may
// return a better one: another goroutine retrieved it already, or the provider may
// give another. A key that replaced a refused one and was refused itself, without
// ever being accepted, is not replaced again.
func (c *Cache) Invalidate(key credential.Key) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case !c.renewable:
		return false
	case !c.cached || !c.key.Same(key):
		return true
	case !c.accepted && c.refused.ID != "":
		return false
	}
	c.key, c.cached, c.accepted, c.refused = credential.Key{}, false, false, key
	return true
}

// current returns the key that is cached, and whether it need not be replaced yet.
func (c *Cache) current() (credential.Key, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.key, c.cached && (c.renewAt.IsZero() || c.now().Before(c.renewAt))
}

// check fails if a key that was just retrieved is of no use.
func (c *Cache) check(key credential.Key) error {
	if err := key.Check(); err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.refused.Same(key):
		return &credential.Problem{
			Title:  "the credentials were refused",
			Advice: "Get new ones where these come from: " + key.Source + ".",
			Err:    errors.New("signing in again gave the key that the cloud had refused: " + key.Source),
		}
	case !key.Expires.IsZero() && !key.Expires.After(c.now()):
		return &credential.Problem{
			Title:  "the credentials have expired",
			Advice: "Get new ones where these come from (" + key.Source + "), or set this machine's clock if it is wrong.",
			Err: fmt.Errorf("the key from %s expired at %s; this machine's clock says %s",
				key.Source, key.Expires.UTC().Format(time.RFC3339), c.now().UTC().Format(time.RFC3339)),
		}
	}
	return nil
}

// postpone reports whether a key that could not be replaced is still good. Half of
// the time that is left passes before another try, so that a list is not held up
// at every page.
func (c *Cache) postpone(key credential.Key) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	left := key.Expires.Sub(c.now())
	if left <= 0 || !c.cached || !c.key.Same(key) {
		return false
	}
	c.renewAt = c.now().Add(left / 2)
	return true
}

func (c *Cache) keep(key credential.Key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.key, c.cached, c.accepted, c.renewAt = key, true, false, time.Time{}
	if c.renewable && !key.Expires.IsZero() {
		c.renewAt = key.Expires.Add(-min(maxExpiryWindow, key.Expires.Sub(c.now())/3))
	}
}
