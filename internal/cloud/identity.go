package cloud

import (
	"context"
	"errors"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/transport"
)

// OperationIdentity is the operation of both clouds that says whose a key is.
const OperationIdentity = "GetCallerIdentity"

// Identity returns whose the key is that signs requests, after any role. A key of
// an account that is not allowed is an error here too. The error is always a
// *transport.Failure: that of the call if it was sent and failed, and else the one
// that a list is given which cannot be signed in for.
func (c *Client) Identity(ctx context.Context) (credential.Identity, error) {
	var identity credential.Identity
	_, err := c.settings.Credentials.Retrieve(ctx)
	if err == nil {
		identity, err = c.settings.Credentials.Identity(ctx)
	}
	if err == nil {
		return identity, nil
	}
	var failure *transport.Failure
	if !errors.As(err, &failure) || failure.Operation != OperationIdentity {
		failure = transport.Unsigned(ctx, err)
		failure.Cloud, failure.Operation = c.settings.Name, OperationIdentity
	}
	return credential.Identity{}, failure
}
