package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// releases say in which release something was added: a data source or function
// by its name, an attribute by its path below that or below "provider", such as
// "entitlements_ice_airtc_licenses.licenses.status". What is not there came with
// what it belongs to, and that with the first release.
type releases map[string]string

// since is about this provider.
var since = releases{}

// firstRelease is the release from which on everything else is there.
const firstRelease = "0.1.0"

// dated adds to the description of everything that a user can write or read in
// which release it was added.
type dated struct{ tfprotov6.ProviderServer }

// GetProviderSchema implements tfprotov6.ProviderServer.
func (d dated) GetProviderSchema(ctx context.Context, req *tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	response, err := d.ProviderServer.GetProviderSchema(ctx, req)
	if err != nil {
		return nil, err
	}
	if response.Provider != nil {
		since.dateBlock(response.Provider.Block, "provider", firstRelease)
	}
	for name, source := range response.DataSourceSchemas {
		since.dateBlock(source.Block, name, since.of(name, firstRelease))
	}
	since.dateFunctions(response.Functions)
	return response, nil
}

// GetFunctions implements tfprotov6.FunctionServer.
func (d dated) GetFunctions(ctx context.Context, req *tfprotov6.GetFunctionsRequest) (*tfprotov6.GetFunctionsResponse, error) {
	response, err := d.ProviderServer.GetFunctions(ctx, req)
	if err != nil {
		return nil, err
	}
	since.dateFunctions(response.Functions)
	return response, nil
}

// dateBlock dates what is in a block, and the blocks in it with all that they
// hold. The block's own description is dated by what it is in.
func (r releases) dateBlock(block *tfprotov6.SchemaBlock, path, parent string) {
	r.date(block.Attributes, path, parent)
	for _, nested := range block.BlockTypes {
		at := path + "." + nested.TypeName
		added := r.of(at, parent)
		nested.Block.Description = withRelease(nested.Block.Description, " ", added)
		r.dateBlock(nested.Block, at, added)
	}
}

// date dates attributes and what is nested in them. Where nothing else is
// known, they came with what they belong to.
func (r releases) date(attributes []*tfprotov6.SchemaAttribute, path, parent string) {
	for _, attribute := range attributes {
		at := path + "." + attribute.Name
		added := r.of(at, parent)
		attribute.Description = withRelease(attribute.Description, " ", added)
		if attribute.NestedType != nil {
			r.date(attribute.NestedType.Attributes, at, added)
		}
	}
}

func (r releases) dateFunctions(functions map[string]*tfprotov6.Function) {
	for name, function := range functions {
		function.Description = withRelease(function.Description, "\n\n", r.of(name, firstRelease))
	}
}

func (r releases) of(path, parent string) string {
	if added, ok := r[path]; ok {
		return added
	}
	return parent
}

func withRelease(description, separator, release string) string {
	return strings.TrimSpace(description + separator + "Since " + release + ".")
}
