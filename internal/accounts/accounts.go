// Package accounts has the clients of the clouds of the configured accounts. It is
// what the provider hands to its data sources, and what these have in common: the
// attribute that names an account, and the block that bounds a read.
package accounts

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
)

// Default is the name of the account of the provider's own credentials.
const Default = "default"

// Blocks is the name of the provider's list of account blocks.
const Blocks = "account"

// Clients are the clients of the configured clouds. It is what the provider
// hands to each data source.
type Clients struct {
	// Accounts are the clouds of each account, by cloud.List.Cloud, by the
	// account's name. Default is always there and has every cloud.
	Accounts map[string]map[string]Access

	// Unknown are the settings that are not known yet and without which it is
	// not known which other accounts there are.
	Unknown []string
}

// Access is how a cloud of an account is read.
type Access struct {
	// Client returns the client, which is made when it is first asked for.
	Client func() *cloud.Client

	// Declared is set if the cloud has a block, which may be empty: in the
	// provider for Default, and in the account for any other.
	Declared bool

	// Unknown are the settings that are not known yet and without which the
	// cloud cannot be read.
	Unknown []string

	// Mistakes are the errors in the settings without which the cloud cannot be
	// read. Their texts name the settings.
	Mistakes diag.Diagnostics
}

// unknownAdvice says what to do about a value that is not known at plan time.
const unknownAdvice = "A value that comes from something which is only created when the plan is applied is not known while data sources are read during planning. " +
	"Set it to something that is known, set it through the environment if it is a setting of the provider's own block, or apply what it comes from first (with -target)."

// Find returns how a cloud of an account is read. If it cannot be, the response
// says why: with errors, or with a deferral if a value is not known yet and
// Terraform can put the read off. A mistake is an error at once, because a value
// that becomes known later does not correct it.
func (c *Clients) Find(
	ctx context.Context, account, cloudName string, req datasource.ReadRequest, resp *datasource.ReadResponse,
) (Access, bool) {
	clouds, known := c.Accounts[account]
	access, has := clouds[cloudName]
	unknown := access.Unknown
	if !known {
		unknown = c.Unknown
	}
	switch {
	case len(access.Mistakes) > 0:
		for _, mistake := range access.Mistakes {
			// Its path is one of the provider block, which the data source does not have.
			resp.Diagnostics.AddError(mistake.Summary(), mistake.Detail())
		}
	case len(unknown) > 0:
		putOff(ctx, in(cloudName, account), fmt.Sprintf("account = %q", Default), unknown, req, resp)
	case !known:
		names := slices.Sorted(maps.Keys(c.Accounts))
		resp.Diagnostics.AddAttributeError(path.Root("account"), "Unknown account",
			fmt.Sprintf("account = %q is not the name of an account block in the provider. The accounts are %s.", account, strings.Join(names, ", ")))
	case !has:
		resp.Diagnostics.AddAttributeError(path.Root("account"), "The account does not have the cloud",
			fmt.Sprintf("The account %q has no block %s, which reading it needs. Add the block to the account, or read another account.", account, cloudName))
	}
	return access, has && len(unknown) == 0 && len(access.Mistakes) == 0
}

// FindAccounts reports whether it is known which accounts there are. If it is not,
// the response says so, as that of Find does. Possible is what can be read all the
// same, such as account = "default".
func (c *Clients) FindAccounts(ctx context.Context, possible string, req datasource.ReadRequest, resp *datasource.ReadResponse) bool {
	if len(c.Unknown) == 0 {
		return true
	}
	putOff(ctx, "the accounts", possible, c.Unknown, req, resp)
	return false
}

// putOff defers a read that needs settings which are not known yet, or reports
// them if Terraform cannot put the read off.
func putOff(ctx context.Context, what, possible string, unknown []string, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	const summary = "A setting of the provider is not known yet"
	switch {
	case req.ClientCapabilities.DeferralAllowed:
		resp.Deferred = &datasource.Deferred{Reason: datasource.DeferredReasonProviderConfigUnknown}
		resp.State.Raw = tftypes.NewValue(resp.State.Schema.Type().TerraformType(ctx), tftypes.UnknownValue)
	case slices.Equal(unknown, []string{Blocks}):
		resp.Diagnostics.AddError(summary, fmt.Sprintf("The list of account blocks is not known yet, so only %s can be read. %s", possible, unknownAdvice))
	default:
		be := "is"
		if len(unknown) > 1 {
			be = "are"
		}
		resp.Diagnostics.AddError(summary, fmt.Sprintf("Reading %s needs %s, which %s not known yet. %s",
			what, strings.Join(unknown, ", "), be, unknownAdvice))
	}
}

// in names a cloud of an account.
func in(cloudName, account string) string {
	if account == Default {
		return cloudName
	}
	return fmt.Sprintf("%s of the account %q", cloudName, account)
}

// Configured returns the clients that the provider hands to a data source, or nil
// if the provider is not configured yet, as during validation.
func Configured(req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) *Clients {
	clients, ok := req.ProviderData.(*Clients)
	if req.ProviderData != nil && !ok {
		resp.Diagnostics.AddError("The provider is at fault", fmt.Sprintf("The data source got %T. Please report this.", req.ProviderData))
	}
	return clients
}

// Attribute returns the attribute that says which account is read.
func Attribute() schema.Attribute {
	return schema.StringAttribute{
		Optional:            true,
		Computed:            true,
		MarkdownDescription: "Name of the `account` block of the provider whose account is read. Default: `default`, the provider's own credentials.",
	}
}
