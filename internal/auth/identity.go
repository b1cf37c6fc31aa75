package auth

import (
	"context"
	"sync"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// OperationURI names the request to a credentials URI in errors.
const OperationURI = "GET credentials URI"

// Identify asks the cloud whose the key of a place is. It returns the key with
// the answer, since a key that the cloud refuses may be replaced on the way.
type Identify func(context.Context, *Opened) (credential.Key, credential.Identity, error)

// identities keeps whose the last key is.
type identities struct {
	turn chan struct{} // held by the goroutine that asks

	mu       sync.Mutex
	key      credential.Key
	identity credential.Identity
}

func newIdentities() *identities { return &identities{turn: make(chan struct{}, 1)} }

// of returns the key of a place, and whose it is. However many goroutines ask,
// one asks the cloud about a key and the others wait for it, each for as long as
// its own context allows.
func (i *identities) of(ctx context.Context, opened *Opened, identify Identify) (credential.Key, credential.Identity, error) {
	if key, identity, err := i.known(ctx, opened); err != nil || identity != (credential.Identity{}) {
		return key, identity, err
	}
	select {
	case i.turn <- struct{}{}:
		defer func() { <-i.turn }()
	case <-ctx.Done():
		return credential.Key{}, credential.Identity{}, context.Cause(ctx)
	}
	if key, identity, err := i.known(ctx, opened); err != nil || identity != (credential.Identity{}) {
		return key, identity, err
	}
	key, identity, err := identify(ctx, opened)
	if err == nil {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.key, i.identity = key, identity
	}
	return key, identity, err
}

// known returns the key of a place, and whose it is if that was asked before.
func (i *identities) known(ctx context.Context, opened *Opened) (credential.Key, credential.Identity, error) {
	key, err := opened.Session().Key(ctx)
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
