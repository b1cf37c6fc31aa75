package simulator

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
)

// cloud is what two clouds do differently with the same kind of request.
type cloud interface {
	// name tells the clouds' counters apart.
	name() string
	// accounts are the keys that the cloud knows.
	accounts(*Config) []Account
	// requestID makes an identifier as this cloud writes them.
	requestID() string
	// identify finds the list that is asked for, its parameters and the claim of who asks.
	identify(*exchange) *failure
	// authenticate checks the claim.
	authenticate(*Server, *exchange) *failure
	// temporaryKey makes a key that a sign-in service can give out.
	temporaryKey() Account
	// accountID makes up the identifier of the account that something belongs to.
	accountID(belonging string) string
	// principal is how the cloud writes who somebody is, and the identifier that goes with it.
	principal(identity) (urn, id string)
	// unreadable, denied, throttled, invalid and broken are the answers to a request that cannot be read, to a missing
	// permission, to too many requests, to a parameter that has no such value, and to a mistake in the simulator.
	unreadable(status int, why string) *failure
	denied(*exchange) *failure
	throttled(limit int) *failure
	invalid(parameter string) *failure
	broken() *failure
	// succeed finishes the body of an answer that went well, fail makes that of one that did not.
	succeed(x *exchange, body map[string]any)
	fail(x *exchange, f *failure) map[string]any
	// requestIDHeader is the header that carries the identifier.
	requestIDHeader() string
	contentType() string
}

// cloudOf tells which cloud a request is for: by its path, and where the path says nothing, by how it is signed.
func cloudOf(r *http.Request) cloud {
	for _, l := range lists {
		if l.path != "" && l.path == r.URL.Path {
			return l.cloud
		}
	}
	if strings.HasPrefix(r.Header.Get("Authorization"), SchemeHuawei) || r.Header.Get(huaweiDate) != "" {
		return huawei{}
	}
	return alibaba{}
}

// randomHex returns n random bytes in hexadecimal.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return fmt.Sprintf("%x", b)
}
