// Package dialect declares what differs between clouds when one of their APIs is
// called: how a request is signed, and how an answer says that the call failed.
// There is one Dialect for each cloud, in the package of the cloud.
package dialect

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// Dialect is how the APIs of one cloud are called.
type Dialect struct {
	// Block is the name of the provider's block that configures the cloud, and
	// Name the cloud's name in errors.
	Block, Name string

	// Sign builds the request of a call and signs it.
	Sign func(context.Context, Call, credential.Key, transport.Target) (*transport.Request, error)

	// Failed returns the failure that the fields of an answer with a status of the
	// 200s report, or nil.
	Failed func(fields map[string]jsontext.Value) *transport.Failure

	// Explain returns the failure that the fields of any other answer report.
	Explain transport.Explain
}

// Call is one call of an operation of an API.
type Call struct {
	// Name names the operation as the cloud does.
	Name string

	// Version is the version of the API, in the API's own spelling. It is empty for
	// an API that has it in its paths.
	Version string

	// Method is the HTTP method. Path is empty for an operation in the RPC style of
	// Alibaba Cloud, which has none.
	Method, Path string

	// Query and Header are the parameters in the URL and in the header, by name.
	Query, Header map[string]string

	// Body is what is sent as JSON: nil for no body.
	Body any
}
