package cloud

import (
	"context"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/credential"
)

// OperationIdentity is the operation of both clouds that says whose a key is.
const OperationIdentity = "GetCallerIdentity"

// Identity returns whose the key is that signs requests, after any role. A key of
// an account that is not allowed is an error here too.
func (c *Client) Identity(ctx context.Context) (credential.Identity, error) {
	if _, err := c.settings.Credentials.Key(ctx); err != nil {
		return credential.Identity{}, err
	}
	return c.settings.Credentials.Identity(ctx)
}
