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
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// Origin is who put a place before a Chain.
type Origin int

const (
	// Block is the provider block.
	Block Origin = iota
	// Environment is the environment.
	Environment
	// Implied is a place that is looked at although nobody named it.
	Implied
)

// Place is somewhere credentials may be.
type Place struct {
	// Setting is the attribute or the variable that names the place, such as
	// "alicloud.profile", and Kind what holds the credentials, such as "profile".
	Setting, Kind string

	// Variables are the environment variables that may name it, in order.
	Variables []string

	Origin Origin

	// Unset says what would have to be set for the place to hold anything. It
	// is empty where it is set.
	Unset string

	// Open looks at the place. It may read files, and sends nothing. ErrNothing
	// says that an Implied place is empty; any other error ends the search,
	// because credentials that somebody meant must not be passed over for those
	// of somebody else.
	Open func() (*Opened, error)
}

// InBlock is a place that an attribute of the provider block names, such as
// "alicloud.profile".
func InBlock(attribute, kind string, set bool, open func() (*Opened, error)) Place {
	place := Place{Setting: attribute, Kind: kind, Origin: Block, Open: open}
	if !set {
		place.Unset = attribute + " is not set"
	}
	return place
}

// InEnvironment is a place that one of several environment variables names.
func InEnvironment(getenv func(string) string, kind string, variables []string, open func() (*Opened, error)) Place {
	_, name := environment.FirstSet(getenv, variables...)
	place := Place{Setting: name, Kind: kind, Variables: variables, Origin: Environment, Open: open}
	if name == "" {
		place.Unset = "no " + kind + " in the environment: none is set of " + strings.Join(variables, ", ")
	}
	return place
}

// keyKind is the kind of places that hold a key itself.
const keyKind = "access key"

// KeyInBlock is the place of a key in the provider block.
func KeyInBlock(attribute string, key credential.Key) Place {
	return InBlock(attribute, keyKind, key.ID != "", func() (*Opened, error) { return Static(key), nil })
}

// KeyInEnvironment is the place of a key in the environment; see
// FromEnvironment.
func KeyInEnvironment(getenv func(string) string, sets []Variables) Place {
	var variables, pairs []string
	for _, names := range sets {
		variables = append(variables, names.ID, names.Secret)
		pairs = append(pairs, names.ID+" with "+names.Secret)
	}
	place := InEnvironment(getenv, keyKind, variables, func() (*Opened, error) {
		key, err := FromEnvironment(getenv, sets)
		return Static(key), err
	})
	if place.Unset != "" {
		place.Unset = "no " + keyKind + " in the environment: none is set of " + strings.Join(pairs, ", ")
	}
	return place
}

// ErrNothing is why an Implied place does not serve.
type ErrNothing string

func (e ErrNothing) Error() string { return string(e) }

// Opened is what a Place holds.
type Opened struct {
	// Obtain signs in with what is there, and Renewable tells whether doing so
	// again may give another key.
	Obtain    Obtain
	Renewable bool

	// Region and ProjectID are what a profile sets beside its credentials, or
	// empty.
	Region, ProjectID string

	// STS is what a profile says of the service that gives the keys of roles.
	STS STS

	// WithToken is set for the key of a role that was assumed with an OIDC token.
	WithToken bool

	// Beneath is what the role of a profile is assumed with, if a role of the
	// block takes the place of the profile's. It is nil if a role of the block is
	// assumed with the place's own key.
	Beneath *Opened

	once    sync.Once
	session *Session
}

// STS is what a profile says of the service that gives the keys of roles. What
// it does not say is empty.
type STS struct {
	Endpoint, Region string

	// VPC is set if the service is to be reached within the cloud's network.
	VPC bool
}

// Session returns the session that keeps the key of the place. There is one, so
// that all who sign in with the place share its key.
func (o *Opened) Session() *Session {
	o.once.Do(func() { o.session = NewSession(o.Obtain, o.Renewable) })
	return o.session
}

// Static returns what a place holds where that is a key itself.
func Static(key credential.Key) *Opened {
	return &Opened{Obtain: func(context.Context) (credential.Key, error) { return key, key.Check() }}
}

// Chain is the places where the credentials of one cloud may be, in order. The
// first that is set serves. Nothing is looked at before the first question. It
// is safe for concurrent use.
type Chain struct {
	config     Config
	base, open func() (*Opened, error) // without and with the role of the block
	identities *identities
}

// Config says what a Chain is made of.
type Config struct {
	// Path is how errors name the block that the chain belongs to, such as
	// "alicloud".
	Path string

	// Places are where credentials may be, in order. If BlockOnly is set, those
	// are left out that the block does not name. None is looked at if Base is
	// set: the chain whose credentials a role of this one is assumed with.
	Places    []Place
	BlockOnly bool
	Base      *Chain

	// OnTop, if set, makes of what the place holds what is signed in with: a role
	// that is assumed.
	OnTop func(*Opened) (*Opened, error)

	// Identify asks whose a key is.
	Identify Identify

	// AllowedAccountIDs are the accounts that keys may belong to, or empty for
	// any.
	AllowedAccountIDs []string

	// Unread are variables that users may take for ones that count, which Getenv
	// reads to say that they do not.
	Unread []string
	Getenv func(string) string
}

// NewChain returns a chain.
func NewChain(config Config) *Chain {
	if config.BlockOnly {
		config.Places = slices.DeleteFunc(config.Places, func(place Place) bool { return place.Origin != Block })
	}
	c := &Chain{config: config, identities: newIdentities()}
	c.base = sync.OnceValues(c.search)
	if config.Base != nil {
		c.base = config.Base.base
	}
	c.open = c.base
	if config.OnTop != nil {
		c.open = sync.OnceValues(func() (*Opened, error) {
			base, err := c.base()
			if err != nil {
				return nil, err
			}
			return config.OnTop(base)
		})
	}
	return c
}

// Places returns where credentials are looked for, in order.
func (c *Chain) Places() []Place { return slices.Clone(c.config.Places) }

// WithoutRole returns the chain without the role that its block assumes. Both
// share the key that is beneath the role, however often it is asked for.
func (c *Chain) WithoutRole() *Chain {
	config := c.config
	config.OnTop, config.AllowedAccountIDs = nil, nil
	return &Chain{config: config, base: c.base, open: c.base, identities: newIdentities()}
}

// Key returns the key to sign with; see Session.Key. If only some accounts are
// allowed, whose each key is was asked before it is returned.
func (c *Chain) Key(ctx context.Context) (credential.Key, error) {
	opened, err := c.open()
	if err != nil {
		return credential.Key{}, err
	}
	if len(c.config.AllowedAccountIDs) == 0 {
		return opened.Session().Key(ctx)
	}
	key, identity, err := c.identities.of(ctx, opened, c.config.Identify)
	setting := c.config.Path + ".allowed_account_ids"
	if err != nil {
		return credential.Key{}, credential.Explain(fmt.Errorf("the account of the key could not be checked, and %s is set: %w", setting, err), "the account could not be verified", "")
	}
	if !slices.Contains(c.config.AllowedAccountIDs, identity.AccountID) {
		return credential.Key{}, &credential.Problem{
			Title:  "the account is not allowed",
			Advice: fmt.Sprintf("Sign in to an account that %s has, or add %q to it.", setting, identity.AccountID),
			Err:    fmt.Errorf("the %s belongs to the account %q, and %s has %s", key, identity.AccountID, setting, named(c.config.AllowedAccountIDs)),
		}
	}
	return key, nil
}

// named lists ids that the block has. They are no secrets, although they may look
// like some.
func named(ids []string) string {
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = strconv.Quote(id)
	}
	return strings.Join(quoted, ", ")
}

// Identity returns whose the key is that signs, after any role. The cloud is
// asked once for each key.
func (c *Chain) Identity(ctx context.Context) (credential.Identity, error) {
	opened, err := c.open()
	if err != nil {
		return credential.Identity{}, err
	}
	_, identity, err := c.identities.of(ctx, opened, c.config.Identify)
	return identity, err
}

// Refused tells that the cloud refused a key; see Session.Refused.
func (c *Chain) Refused(key credential.Key) bool {
	opened, err := c.open()
	return err == nil && opened.Session().Refused(key)
}

// Accepted tells that the cloud took a key; see Session.Accepted.
func (c *Chain) Accepted(key credential.Key) {
	if opened, err := c.open(); err == nil {
		opened.Session().Accepted(key)
	}
}

// Missing returns why there is nothing to sign in with, or nil. Credentials that
// are set and cannot be used are not missing: Key says what is wrong with them.
// It sends nothing.
func (c *Chain) Missing() error {
	var missing *Missing
	if _, err := c.open(); errors.As(err, &missing) {
		return missing
	}
	return nil
}

// Region returns the region that a profile sets beside its credentials, or an
// empty text. That of a profile which only a role is assumed with is not the
// chain's.
func (c *Chain) Region() string {
	if opened, err := c.open(); err == nil && c.config.Base == nil {
		return opened.Region
	}
	return ""
}

// ProjectID returns the project that a profile sets beside its credentials, or
// an empty text, as Region does.
func (c *Chain) ProjectID() string {
	if opened, err := c.open(); err == nil && c.config.Base == nil {
		return opened.ProjectID
	}
	return ""
}

// Hidden returns the place that serves and the places that are set and do not
// serve for it, where it was named in the provider block and they hold
// credentials of other kinds.
func (c *Chain) Hidden() (serves Place, hidden []Place) {
	for _, place := range c.config.Places {
		switch {
		case place.Unset != "" || place.Origin == Implied:
		case serves.Setting == "":
			if place.Origin != Block {
				return Place{}, nil
			}
			serves = place
		case place.Kind != serves.Kind:
			hidden = append(hidden, place)
		}
	}
	return serves, hidden
}

// search returns what the first place holds that is set.
func (c *Chain) search() (*Opened, error) {
	var passed []string
	for _, place := range c.config.Places {
		if place.Unset != "" {
			passed = append(passed, place.Unset)
			continue
		}
		opened, err := place.Open()
		var nothing ErrNothing
		switch {
		case err == nil:
			return opened, nil
		case errors.As(err, &nothing):
			passed = append(passed, string(nothing))
		case place.Origin == Implied:
			return nil, fmt.Errorf("%w. It was looked at because nothing else is set", err)
		default:
			return nil, err
		}
	}
	missing := &Missing{Path: c.config.Path, BlockOnly: c.config.BlockOnly, places: passed}
	for _, name := range c.config.Unread {
		if c.config.Getenv(name) != "" {
			missing.unread = append(missing.unread, name)
		}
	}
	return nil, missing
}
