package auth

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// Chain is the sources of the credentials of one cloud, in order, and the role that
// is assumed with what the first configured one holds. No other source is used if
// that one fails. Nothing is read before the chain is first asked. It is safe for
// concurrent use.
type Chain struct {
	config            ChainConfig
	base, credentials func() (*Credentials, error) // without and with the role of the block
	identities        *identityCache
}

// ChainConfig says what a Chain is made of.
type ChainConfig struct {
	// Path is how errors name the block that the chain belongs to, such as
	// "alicloud".
	Path string

	// Sources are where credentials may be, in order. If BlockOnly is set, only
	// those of the block are used. If Base is set, none is: a role of this chain is
	// assumed with the credentials of that one.
	Sources   []Source
	BlockOnly bool
	Base      *Chain

	// AssumeRole, if set, returns the credentials of a role that is assumed with
	// those of the source.
	AssumeRole func(*Credentials) (*Credentials, error)

	// Identify asks whose a key is.
	Identify Identify

	// AllowedAccountIDs are the accounts that keys may belong to, or empty for
	// any.
	AllowedAccountIDs []string

	// UnreadVariables are variables that users may expect to be read and that are
	// not. If Getenv finds one when there are no credentials, the error says so.
	UnreadVariables []string
	Getenv          func(string) string
}

// NewChain returns a chain.
func NewChain(config ChainConfig) *Chain {
	if config.BlockOnly {
		config.Sources = slices.DeleteFunc(config.Sources, func(source Source) bool { return source.Origin != Block })
	}
	c := &Chain{config: config, identities: newIdentityCache()}
	c.base = sync.OnceValues(c.load)
	if config.Base != nil {
		c.base = config.Base.base
	}
	c.credentials = c.base
	if config.AssumeRole != nil {
		c.credentials = sync.OnceValues(func() (*Credentials, error) {
			base, err := c.base()
			if err != nil {
				return nil, err
			}
			return config.AssumeRole(base)
		})
	}
	return c
}

// load returns what the first configured source holds.
func (c *Chain) load() (*Credentials, error) {
	var passed []string
	for _, source := range c.config.Sources {
		if !source.Configured {
			passed = append(passed, source.notConfigured())
			continue
		}
		credentials, err := source.Load()
		var empty EmptyError
		switch {
		case err == nil:
			return credentials, nil
		case errors.As(err, &empty):
			passed = append(passed, string(empty))
		case source.Origin == Default:
			return nil, fmt.Errorf("%w. It was looked at because nothing else is set", err)
		default:
			return nil, err
		}
	}
	none := &NoCredentialsError{Path: c.config.Path, BlockOnly: c.config.BlockOnly, passed: passed}
	for _, name := range c.config.UnreadVariables {
		if c.config.Getenv(name) != "" {
			none.unread = append(none.unread, name)
		}
	}
	return nil, none
}

// Sources returns where credentials are looked for, in order.
func (c *Chain) Sources() []Source { return slices.Clone(c.config.Sources) }

// WithoutRole returns the chain without the role that its block assumes. Both
// share the key that the role is assumed with.
func (c *Chain) WithoutRole() *Chain {
	config := c.config
	config.AssumeRole, config.AllowedAccountIDs = nil, nil
	return &Chain{config: config, base: c.base, credentials: c.base, identities: newIdentityCache()}
}

// Retrieve returns the key to sign with; see Cache.Retrieve. If only some accounts
// are allowed, the cloud was asked whose the key is before it is returned.
func (c *Chain) Retrieve(ctx context.Context) (credential.Key, error) {
	credentials, err := c.credentials()
	if err != nil {
		return credential.Key{}, err
	}
	if len(c.config.AllowedAccountIDs) == 0 {
		return credentials.Retrieve(ctx)
	}
	key, identity, err := c.identities.get(ctx, credentials, c.config.Identify)
	setting := c.config.Path + ".allowed_account_ids"
	if err != nil {
		err = fmt.Errorf("the account of the key could not be checked, and %s is set: %w", setting, err)
		return credential.Key{}, credential.Explain(err, "the account could not be verified", "")
	}
	if !slices.Contains(c.config.AllowedAccountIDs, identity.AccountID) {
		return credential.Key{}, &credential.Problem{
			Title:  "the account is not allowed",
			Advice: fmt.Sprintf("Sign in to an account that %s has, or add %q to it.", setting, identity.AccountID),
			Err: fmt.Errorf("the %s belongs to the account %q, and %s has %s",
				key, identity.AccountID, setting, quoteIDs(c.config.AllowedAccountIDs)),
		}
	}
	return key, nil
}

// quoteIDs lists ids that the block has. They are not secrets, although some may
// look like one.
func quoteIDs(ids []string) string {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = strconv.Quote(id)
	}
	return strings.Join(quoted, ", ")
}

// Identity returns whose the key is that signs, after any role. The cloud is asked
// once for each key.
func (c *Chain) Identity(ctx context.Context) (credential.Identity, error) {
	credentials, err := c.credentials()
	if err != nil {
		return credential.Identity{}, err
	}
	_, identity, err := c.identities.get(ctx, credentials, c.config.Identify)
	return identity, err
}

// Invalidate says that the cloud refused a key; see Cache.Invalidate.
func (c *Chain) Invalidate(key credential.Key) bool {
	credentials, err := c.credentials()
	return err == nil && credentials.Invalidate(key)
}

// Accepted says that the cloud accepted a key; see Cache.Accepted.
func (c *Chain) Accepted(key credential.Key) {
	if credentials, err := c.credentials(); err == nil {
		credentials.Accepted(key)
	}
}

// Missing returns a NoCredentialsError if there is nothing to sign in with, or nil.
// Credentials that are configured and cannot be used are not missing: Retrieve
// returns what is wrong with them. It sends nothing.
func (c *Chain) Missing() error {
	var none *NoCredentialsError
	if _, err := c.credentials(); errors.As(err, &none) {
		return none
	}
	return nil
}

// Region returns the region that a profile sets beside its credentials, or an
// empty string. That of a profile which only a role is assumed with does not
// count.
func (c *Chain) Region() string {
	if credentials, err := c.credentials(); err == nil && c.config.Base == nil {
		return credentials.Region
	}
	return ""
}

// ProjectID returns the project that a profile sets beside its credentials, or an
// empty string, as Region does.
func (c *Chain) ProjectID() string {
	if credentials, err := c.credentials(); err == nil && c.config.Base == nil {
		return credentials.ProjectID
	}
	return ""
}

// Ignored returns the source that is used, and those that are configured and not
// used because of it, if they hold credentials of another kind and the provider
// block names the one that is used.
func (c *Chain) Ignored() (used Source, ignored []Source) {
	for _, source := range c.config.Sources {
		switch {
		case !source.Configured || source.Origin == Default:
		case !used.Configured:
			if source.Origin != Block {
				return Source{}, nil
			}
			used = source
		case source.Kind != used.Kind:
			ignored = append(ignored, source)
		}
	}
	return used, ignored
}
