// Package provider is the provider block: it makes a client of each cloud from
// what the user configured.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/catalog"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/functions"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/identity"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/inventory"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listsource"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// Address is the provider's source address in the Registry.
const Address = "registry.terraform.io/cloud-entitlements/entitlements"

// typeName is the provider's name in configurations.
const typeName = "entitlements"

// New returns a factory of the provider. The version is that of the release,
// with the commit behind it, and is sent in the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider {
		return &entitlementsProvider{version: version, services: PublicServices}
	}
}

// NewServer returns a factory of the server that Terraform talks to: the provider
// behind internal/protocol.
func NewServer(version string) func() tfprotov6.ProviderServer {
	return NewServerAt(version, PublicServices)
}

// NewServerAt does what NewServer does, with other services for signing in than
// the clouds' own.
func NewServerAt(version string, services Services) func() tfprotov6.ProviderServer {
	return func() tfprotov6.ProviderServer {
		provider := &entitlementsProvider{version: version, services: services}
		return protocol.Serve(providerserver.NewProtocol6(provider)())
	}
}

type entitlementsProvider struct {
	version  string
	services Services
}

var (
	_ provider.ProviderWithValidateConfig = (*entitlementsProvider)(nil)
	_ provider.ProviderWithFunctions      = (*entitlementsProvider)(nil)
)

func (p *entitlementsProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = typeName
	resp.Version = p.version
}

func (p *entitlementsProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = providerSchema()
}

func (p *entitlementsProvider) ValidateConfig(
	_ context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	resp.Diagnostics.Append(readSettings(req.Config.Raw, p.services).mistakes...)
}

// Configure does not fail because of a value that is not known yet, or because of
// a mistake in a cloud's block of one account: the reads that need them do.
func (p *entitlementsProvider) Configure(_ context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	settings := readSettings(req.Config.Raw, p.services)
	if settings.found.Mistakes.HasError() || settings.foundAccounts.Mistakes.HasError() {
		resp.Diagnostics.Append(settings.mistakes...)
		return
	}
	clients, warnings := settings.clients(userAgent(p.version, req.TerraformVersion))
	resp.Diagnostics.Append(warnings...)
	resp.DataSourceData = clients
}

func (p *entitlementsProvider) DataSources(context.Context) []func() datasource.DataSource {
	sources := []func() datasource.DataSource{
		func() datasource.DataSource { return inventory.New(catalog.Lists) },
		func() datasource.DataSource { return identity.New(catalog.Lists.Clouds()) },
	}
	for _, list := range catalog.Lists {
		sources = append(sources, func() datasource.DataSource { return listsource.New(list) })
	}
	return sources
}

// Functions returns the functions that the provider adds to the language.
func (p *entitlementsProvider) Functions(context.Context) []func() function.Function {
	return functions.All
}

// Resources returns nothing: the provider creates, changes and deletes nothing.
func (p *entitlementsProvider) Resources(context.Context) []func() resource.Resource { return nil }
