// Package auth is where credentials come from, and how they are renewed: the
// sources of credentials of one cloud in their order, the roles that are assumed
// with what they hold, and the requests that this takes. What is particular to a
// cloud is in the packages below this one.
//
// The words are those of the vendors' SDKs. A Provider retrieves a key, a Cache
// keeps it until it is about to expire, a Source may hold credentials, and a Chain
// uses the first of several sources that does.
package auth

import (
	"context"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// Provider retrieves a key: it reads one, or asks a service for a temporary one.
// It returns an error if the context ends first.
type Provider func(ctx context.Context) (credential.Key, error)

// Credentials are what a Source holds: a provider behind a cache, so that all who
// use the source share its key, and what a profile sets beside it.
type Credentials struct {
	*Cache

	// Region and ProjectID are what a profile sets beside its credentials, or
	// empty.
	Region, ProjectID string

	// STS is what a profile says of the service that gives the keys of roles.
	STS STS

	// FromOIDC is set for the key of a role that was assumed with an OIDC token.
	FromOIDC bool

	// WithoutRole are what the role of a profile is assumed with, if a role of the
	// block takes the place of the profile's. It is nil if a role of the block is
	// assumed with the profile's own key.
	WithoutRole *Credentials
}

// STS is what a profile says of the service that gives the keys of roles. What it
// does not say is empty.
type STS struct {
	Endpoint, Region string

	// VPC is set if the service is to be reached within the cloud's network.
	VPC bool
}

// NewCredentials returns credentials whose provider may give another key the next
// time.
func NewCredentials(provider Provider) *Credentials {
	return &Credentials{Cache: NewCache(provider, true)}
}

// Static returns credentials that are a key itself. If the cloud refuses it, there
// is no other.
func Static(key credential.Key) *Credentials {
	return &Credentials{Cache: NewCache(func(context.Context) (credential.Key, error) { return key, key.Check() }, false)}
}
