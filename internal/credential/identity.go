package credential

import (
	"context"
	"sync"
)

// OperationURI names the request to a credentials URI in errors.
const OperationURI = "GET credentials URI"

// Identity is who a key belongs to, as the cloud says it.
type Identity struct {
	// AccountID is the account, ARN the user or role in the cloud's way to name
	// one, PrincipalID its id, and Type what kind it is, or empty on clouds that
	// do not say so.
	AccountID, ARN, PrincipalID, Type string
}

// Identify asks the cloud whose the key of a place is. It returns the key with
// the answer, since a key that the cloud refuses may be replaced on the way.
type Identify func(context.Context, *Opened) (Key, Identity, error)

// identities keeps whose the last key is.
type identities struct {
	turn chan struct{} // held by the goroutine that asks

	mu       sync.Mutex
	key      Key
	identity Identity
}

func newIdentities() *identities { return &identities{turn: make(chan struct{}, 1)} }

// of returns the key of a place, and whose it is. However many goroutines ask,
// one asks the cloud about a key and the others wait for it, each for as long as
// its own context allows.
func (i *identities) of(ctx context.Context, opened *Opened, identify Identify) (Key, Identity, error) {
	if key, identity, err := i.known(ctx, opened); err != nil || identity != (Identity{}) {
		return key, identity, err
	}
	select {
	case i.turn <- struct{}{}:
		defer func() { <-i.turn }()
	case <-ctx.Done():
		return Key{}, Identity{}, context.Cause(ctx)
	}
	if key, identity, err := i.known(ctx, opened); err != nil || identity != (Identity{}) {
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
func (i *identities) known(ctx context.Context, opened *Opened) (Key, Identity, error) {
	key, err := opened.Session().Key(ctx)
	if err != nil {
		return key, Identity{}, err
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.key.same(key) {
		return key, i.identity, nil
	}
	return key, Identity{}, nil
}
