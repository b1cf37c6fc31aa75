package auth

import (
	"fmt"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/environment"
)

// Source is somewhere credentials may be.
type Source struct {
	Kind   Kind
	Origin Origin

	// Setting is the attribute or the variable that names the source, such as
	// "alicloud.profile", or the file that is read by default. It is empty if none
	// of Variables is set.
	Setting string

	// Variables are the environment variables that may name it, in order. Those of
	// an access key are in pairs of an id and a secret.
	Variables []string

	// Configured is set if the source is named, or is read by default. Others are
	// passed over.
	Configured bool

	// Load reads what is there. It may read files, and sends nothing. An
	// EmptyError says that a source which is read by default holds nothing; any
	// other error ends the search, because credentials that somebody meant must
	// not be passed over for those of somebody else.
	Load func() (*Credentials, error)
}

// Kind is what holds the credentials of a source.
type Kind string

// The kinds of sources, as errors name them.
const (
	AccessKey          Kind = "access key"
	ProfileFile        Kind = "profile"
	CredentialsURI     Kind = "credentials URI"
	ECSRole            Kind = "ECS role"
	OIDCRole           Kind = "OIDC role"
	ECSAgency          Kind = "ECS agency"
	OIDCAgency         Kind = "OIDC agency"
	SDKCredentialsFile Kind = "SDK credentials file"
)

// Origin is who names a source.
type Origin int

const (
	// Block is the provider block.
	Block Origin = iota
	// Environment is the environment.
	Environment
	// Default is nobody: the source is read because nothing else is set.
	Default
)

// BlockSource is a source that an attribute of the provider block names, such as
// "alicloud.profile".
func BlockSource(attribute string, kind Kind, configured bool, load func() (*Credentials, error)) Source {
	return Source{Kind: kind, Origin: Block, Setting: attribute, Configured: configured, Load: load}
}

// EnvironmentSource is a source that one of several environment variables names.
func EnvironmentSource(getenv func(string) string, kind Kind, variables []string, load func() (*Credentials, error)) Source {
	_, name := environment.FirstSet(getenv, variables...)
	return Source{Kind: kind, Origin: Environment, Setting: name, Variables: variables, Configured: name != "", Load: load}
}

// DefaultSource is a file that is read although nobody names it.
func DefaultSource(file string, kind Kind, load func() (*Credentials, error)) Source {
	return Source{Kind: kind, Origin: Default, Setting: file, Configured: true, Load: load}
}

// BlockKey is the source of an access key in the provider block.
func BlockKey(attribute string, key credential.Key) Source {
	return BlockSource(attribute, AccessKey, key.ID != "", func() (*Credentials, error) { return Static(key), nil })
}

// EnvironmentKey is the source of an access key in the environment; see
// KeyFromEnvironment.
func EnvironmentKey(getenv func(string) string, sets []KeyVariables) Source {
	var variables []string
	for _, names := range sets {
		variables = append(variables, names.ID, names.Secret)
	}
	return EnvironmentSource(getenv, AccessKey, variables, func() (*Credentials, error) {
		key, err := KeyFromEnvironment(getenv, sets)
		return Static(key), err
	})
}

// notConfigured says what would have to be set for the source to be used.
func (s Source) notConfigured() string {
	if s.Origin == Block {
		return s.Setting + " is not set"
	}
	names := s.Variables
	if s.Kind == AccessKey {
		names = nil
		for i := 0; i+1 < len(s.Variables); i += 2 {
			names = append(names, s.Variables[i]+" with "+s.Variables[i+1])
		}
	}
	return fmt.Sprintf("no %s in the environment: none is set of %s", s.Kind, strings.Join(names, ", "))
}
