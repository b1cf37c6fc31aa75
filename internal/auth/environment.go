package auth

import (
	"fmt"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// KeyVariables are the names of the environment variables that hold one key.
type KeyVariables struct{ ID, Secret, Token string }

// KeyFromEnvironment returns the key in the first set of variables that holds any
// part of one. A set that has an id but no secret, or the other way round, is an
// error: passing it over would sign in as somebody else. A token alone does not
// count. Without any key the result is empty.
func KeyFromEnvironment(getenv func(string) string, sets []KeyVariables) (credential.Key, error) {
	for _, names := range sets {
		id, secret := strings.TrimSpace(getenv(names.ID)), strings.TrimSpace(getenv(names.Secret))
		switch {
		case id != "" && secret != "":
			key := credential.Key{ID: id, Secret: secret, Source: "the environment variable " + names.ID}
			if names.Token != "" {
				key.Token = strings.TrimSpace(getenv(names.Token))
			}
			return key, key.Check()
		case id == "" && secret == "":
		case id == "":
			return credential.Key{}, credential.HalfKey(fmt.Errorf("the environment variable %s is set, but %s is not", names.Secret, names.ID))
		default:
			return credential.Key{}, credential.HalfKey(fmt.Errorf("the environment variable %s is set, but %s is not", names.ID, names.Secret))
		}
	}
	return credential.Key{}, nil
}
