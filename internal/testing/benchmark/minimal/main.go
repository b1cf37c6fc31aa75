// Command minimal is the smallest provider that the framework can make: one
// attribute and nothing else. Benchmarks hold the start of the real one against
// it.
package main

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

func main() {
	err := providerserver.Serve(context.Background(), func() provider.Provider { return minimal{} },
		providerserver.ServeOpts{Address: "registry.terraform.io/cloud-entitlements/entitlements"})
	if err != nil {
		log.Fatal(err)
	}
}

type minimal struct{}

func (minimal) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "entitlements"
}

func (minimal) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"text": schema.StringAttribute{Optional: true}}}
}

func (minimal) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {}

func (minimal) DataSources(context.Context) []func() datasource.DataSource { return nil }

func (minimal) Resources(context.Context) []func() resource.Resource { return nil }
