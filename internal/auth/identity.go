package auth

import (
	"context"
	"sync"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// Identify asks the cloud whose the key of some credentials is. It returns the key
// with the answer, since a key that the cloud refuses may be replaced on the way.
type Identify func(context.Context, *Credentials) (credential.Key, credential.Identity, error)

// identityCache keeps whose the last key is.
type identityCache struct {
	turn chan struct{} // held by the goroutine that asks

	mu       sync.Mutex
	key      credential.Key
	identity credential.Identity
}

func newIdentityCache() *identityCache { return &identityCache{turn: make(chan struct{}, 1)} }

// get returns the key of some credentials, and whose it is. However many goroutines
// call it, one asks the cloud about a key and the others wait for it, each for as
// long as its own context allows.
func (i *identityCache) get(ctx context.Context, credentials *Credentials, identify Identify) (credential.Key, credential.Identity, error) {
	if key, identity, err := i.cached(ctx, credentials); err != nil || identity != (credential.Identity{}) {
		return key, identity, err
	}
	select {
	case i.turn <- struct{}{}:
		defer func() { <-i.turn }()
	case <-ctx.Done():
		return credential.Key{}, credential.Identity{}, context.Cause(ctx)
	}
	if key, identity, err := i.cached(ctx, credentials); err != nil || identity != (credential.Identity{}) {
		return key, identity, err
	}
	key, identity, err := identify(ctx, credentials)
	if err == nil {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.key, i.identity = key, identity
	}
	return key, identity, err
}

// cached returns the key of some credentials, and whose it is if the cloud was
// asked before.
func (i *identityCache) cached(ctx context.Context, credentials *Credentials) (credential.Key, credential.Identity, error) {
	key, err := credentials.Retrieve(ctx)
	if err != nil {
		return key, credential.Identity{}, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.key.Same(key) {
		return key, i.identity, nil
	}
	return key, credential.Identity{}, nil
}
