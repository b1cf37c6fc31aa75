// Package gateway is what stands in front of the simulated services of each cloud: it finds out what a request is for and
// who signed it, refuses what the real gateway refuses, and writes answers and errors in the form of the cloud.
package gateway

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/signature"
)

// Cloud is what the clouds do differently with the same kind of request. It is [Alicloud] or [Huaweicloud].
type Cloud interface {
	// Name is the name of the cloud.
	Name() lists.Cloud
	// requestID makes an identifier as this cloud writes them.
	requestID() string
	// Identify finds out what is asked for, its parameters and who claims to ask. What is not a list may be an operation
	// of a sign-in service.
	Identify(*Exchange, Operations) *Failure
	// Authenticate checks the claim to be an account, which may or may not be known.
	Authenticate(g *Guards, x *Exchange, account Account, known bool) *Failure
	// accountID makes up the identifier of the account that something belongs to.
	accountID(belonging string) string
	// Principal is how the cloud writes who somebody is, and the identifier that goes with it.
	Principal(Identity) (urn, id string)
	// unreadable, Denied, Throttled, Invalid and broken are the answers to a request that cannot be read, to a missing
	// permission, to too many requests, to a parameter with a value that the API does not take, and to a mistake in the simulator.
	unreadable(status int, why string) *Failure
	Denied(*Exchange) *Failure
	Throttled(limit int) *Failure
	Invalid(x *Exchange, parameter string) *Failure
	broken(*Exchange) *Failure
	// Succeed finishes the body of an answer that went well, Fail makes the body of one that did not.
	Succeed(x *Exchange, body map[string]any)
	Fail(x *Exchange, f *Failure) map[string]any
	// requestIDHeader is the header that carries the identifier.
	requestIDHeader() string
	contentType() string
}

// Operations are the operations of sign-in services that have no path, but only a name.
type Operations interface {
	// Unsigned reports whether nobody signs the requests for an operation.
	Unsigned(action string) bool
	// Find reports whether a request is for one of the operations. It sets [Exchange.Service] then, and may refuse the request.
	Find(x *Exchange, action, version string) (known bool, f *Failure)
}

// Of returns the gateway of a cloud.
func Of(cloud lists.Cloud) Cloud {
	if cloud == lists.Huaweicloud {
		return Huaweicloud{}
	}
	return Alicloud{}
}

// ofRequest returns the gateway that a request is for: by its path, and if the path says nothing, by how it is signed.
func ofRequest(r *http.Request) Cloud {
	for _, l := range lists.Known() {
		if l.Path != "" && l.Path == r.URL.Path {
			return Of(l.Service.Cloud)
		}
	}
	if strings.HasPrefix(r.Header.Get("Authorization"), signature.SchemeHuaweicloud) || r.Header.Get(signature.HuaweicloudDate) != "" {
		return Huaweicloud{}
	}
	return Alicloud{}
}

// randomHex returns n random bytes in hexadecimal.
func randomHex(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails
	return fmt.Sprintf("%x", b)
}
