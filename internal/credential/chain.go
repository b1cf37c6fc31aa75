package credential

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
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
		place.Unset = attribute + " in the provider block is not set"
	}
	return place
}

// InEnvironment is a place that one of several environment variables names.
func InEnvironment(getenv func(string) string, kind string, variables []string, open func() (*Opened, error)) Place {
	_, name := FirstSet(getenv, variables...)
	place := Place{Setting: name, Kind: kind, Origin: Environment, Open: open}
	if name == "" {
		place.Unset = "no " + kind + " in the environment: none is set of " + strings.Join(variables, ", ")
	}
	return place
}

// keyKind is the kind of places that hold a key itself.
const keyKind = "access key"

// KeyInBlock is the place of a key in the provider block.
func KeyInBlock(attribute string, key Key) Place {
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
}

// Static returns what a place holds where that is a key itself.
func Static(key Key) *Opened {
	return &Opened{Obtain: func(context.Context) (Key, error) { return key, key.Check() }}
}

// Chain is the places where the credentials of one cloud may be, in order. The
// first that is set serves. Nothing is looked at before the first question. It
// is safe for concurrent use.
type Chain struct {
	places []Place
	open   func() (*found, error)
}

// found is the place that serves.
type found struct {
	*Opened
	session *Session
}

// NewChain returns a chain. Where onTop is not nil, it makes of what the place
// holds what is signed in with, such as a role that is assumed.
func NewChain(places []Place, onTop func(*Opened) (*Opened, error)) *Chain {
	c := &Chain{places: places}
	c.open = sync.OnceValues(func() (*found, error) {
		opened, err := c.search()
		if err != nil {
			return nil, err
		}
		if onTop != nil {
			if opened, err = onTop(opened); err != nil {
				return nil, err
			}
		}
		return &found{Opened: opened, session: NewSession(opened.Obtain, opened.Renewable)}, nil
	})
	return c
}

// Key returns the key to sign with; see Session.Key.
func (c *Chain) Key(ctx context.Context) (Key, error) {
	found, err := c.open()
	if err != nil {
		return Key{}, err
	}
	return found.session.Key(ctx)
}

// Refused tells that the cloud refused a key; see Session.Refused.
func (c *Chain) Refused(key Key) bool {
	found, err := c.open()
	return err == nil && found.session.Refused(key)
}

// Accepted tells that the cloud took a key; see Session.Accepted.
func (c *Chain) Accepted(key Key) {
	if found, err := c.open(); err == nil {
		found.session.Accepted(key)
	}
}

// Missing returns why there is nothing to sign in with, or nil. Credentials that
// are set and cannot be used are not missing: Key says what is wrong with them.
// It sends nothing.
func (c *Chain) Missing() error {
	if _, err := c.open(); errors.Is(err, errMissing) {
		return err
	}
	return nil
}

// Region returns the region that a profile sets beside its credentials, or an
// empty text.
func (c *Chain) Region() string {
	if found, err := c.open(); err == nil {
		return found.Region
	}
	return ""
}

// ProjectID returns the project that a profile sets beside its credentials, or
// an empty text.
func (c *Chain) ProjectID() string {
	if found, err := c.open(); err == nil {
		return found.ProjectID
	}
	return ""
}

// Hidden returns the place that serves and the places that are set and do not
// serve for it, where it was named in the provider block and they hold
// credentials of other kinds.
func (c *Chain) Hidden() (serves Place, hidden []Place) {
	for _, place := range c.places {
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

// errMissing is why a chain has nothing where no place of it is set.
var errMissing = errors.New("nothing to sign in with was found")

// search returns what the first place holds that is set.
func (c *Chain) search() (*Opened, error) {
	var passed []string
	for _, place := range c.places {
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
	return nil, fmt.Errorf("%w. Looked at, in this order:\n  - %s", errMissing, strings.Join(passed, "\n  - "))
}
