// Package listsource makes a data source of a declared list: schema, validation,
// read and state all follow from the declaration.
package listsource

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// New returns the data source of a list.
func New(list *cloud.List) datasource.DataSource {
	return &listDataSource{list: list}
}

type listDataSource struct {
	list    *cloud.List
	clients *accounts.Clients
}

var (
	_ datasource.DataSourceWithConfigure      = (*listDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*listDataSource)(nil)
)

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.list.Name
}

func (d *listDataSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = listSchema(d.list)
}

func (d *listDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	d.clients = accounts.Configured(req, resp)
}

func (d *listDataSource) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	arguments := readArguments(&d.list.List, req.Config.Raw)
	resp.Diagnostics.Append(arguments.Found.Mistakes...)
	resp.Diagnostics.Append(arguments.warnings...)
}

func (d *listDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.clients == nil {
		resp.Diagnostics.AddError("The provider is not configured", "The data source was read before the provider was configured.")
		return
	}
	arguments := readArguments(&d.list.List, req.Config.Raw)
	resp.Diagnostics.Append(arguments.Found.Mistakes...)
	if resp.Diagnostics.HasError() {
		return
	}
	access, found := d.clients.Find(ctx, arguments.account, d.list.Cloud(), req, resp)
	if !found {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, arguments.timeout)
	defer cancel()

	client := access.Client()
	region := client.Region(d.list, arguments.region)
	result, err := client.Read(ctx, d.list, region, arguments.values)
	if err != nil {
		resp.Diagnostics.Append(diagnose.NewRead(client, d.list, region, arguments.timeout).Error(err))
		return
	}
	state, err := encodeState(req.Config.Raw, &d.list.List, arguments.account, region, result.Rows)
	if err == nil {
		err = protocol.PutState(ctx, resp, state)
	}
	if err != nil {
		resp.Diagnostics.AddError("The state cannot be written", err.Error()+"\n\nPlease report this.")
	}
}

// listSchema returns the schema of a list's data source.
func listSchema(list *cloud.List) schema.Schema {
	attributes := map[string]schema.Attribute{
		"account": accounts.Attribute(),
		"region": schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: regionDescription(list.Service.Regions),
		},
		"ids": schema.ListAttribute{
			ElementType:         types.StringType,
			Computed:            true,
			MarkdownDescription: idsDescription(&list.List),
		},
		list.RowsName: schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: from(list.RowsDescription, "field", list.Layout.Rows...),
			NestedObject:        schema.NestedAttributeObject{Attributes: columnAttributes(list.Columns)},
		},
	}
	for _, argument := range list.Arguments {
		attributes[argument.Name] = argumentAttribute(argument)
	}
	description := fmt.Sprintf("%s Requires the permission `%s`.", list.Description, strings.Join(list.Permissions(), "` or `"))
	if list.Excluded != "" {
		description += " It is not in `entitlements_inventory`. " + list.Excluded
	}
	return schema.Schema{
		MarkdownDescription: description,
		Attributes:          attributes,
		Blocks:              map[string]schema.Block{"timeouts": accounts.Timeouts("the whole list", accounts.ListTimeout)},
	}
}

func regionDescription(regions cloud.Regions) string {
	if regions.Only {
		return fmt.Sprintf("Region to read. The service exists only in `%s`, which is the default; the provider's `region` does not apply.", regions.Home)
	}
	return fmt.Sprintf("Region to read. Default: the provider's `region`, or `%s` if that is not set either.", regions.Home)
}

func idsDescription(list *listapi.List) string {
	description := fmt.Sprintf("The distinct values of `%s` in `%s`, sorted.", list.Identifier, list.RowsName)
	for _, column := range list.Columns {
		if column.Name == list.Identifier {
			return from(description, "field", column.Field)
		}
	}
	return description
}

func argumentAttribute(argument listapi.Argument) schema.Attribute {
	kind := "parameter"
	if argument.InHeader {
		kind = "header"
	}
	description := from(argument.Description, kind, strings.Split(argument.Parameter, ", ")...)
	switch argument.Type {
	case listapi.Int64:
		// Not an Int64Attribute, which answers 1.5 with an error of its own that
		// asks to report a bug.
		return schema.NumberAttribute{Optional: true, MarkdownDescription: description}
	case listapi.Bool:
		return schema.BoolAttribute{Optional: true, MarkdownDescription: description}
	case listapi.StringMap:
		return schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: description}
	case listapi.StringSet:
		return schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: description}
	case listapi.Int64Set:
		return schema.SetAttribute{Optional: true, ElementType: types.NumberType, MarkdownDescription: description}
	}
	return schema.StringAttribute{Optional: true, MarkdownDescription: description}
}

func columnAttributes(columns []listapi.Column) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(columns))
	for _, column := range columns {
		description := from(column.Description, "field", column.Field)
		switch column.Type {
		case listapi.Int64:
			attributes[column.Name] = schema.Int64Attribute{Computed: true, Sensitive: column.Sensitive, MarkdownDescription: description}
		case listapi.Bool:
			attributes[column.Name] = schema.BoolAttribute{Computed: true, Sensitive: column.Sensitive, MarkdownDescription: description}
		case listapi.Decimal:
			attributes[column.Name] = schema.NumberAttribute{Computed: true, Sensitive: column.Sensitive, MarkdownDescription: description}
		case listapi.StringList:
			attributes[column.Name] = schema.ListAttribute{Computed: true, Sensitive: column.Sensitive, ElementType: types.StringType,
				MarkdownDescription: description}
		case listapi.Objects:
			attributes[column.Name] = schema.ListNestedAttribute{Computed: true, Sensitive: column.Sensitive, MarkdownDescription: description,
				NestedObject: schema.NestedAttributeObject{Attributes: columnAttributes(column.Columns)}}
		case listapi.StringMap:
			attributes[column.Name] = schema.MapAttribute{Computed: true, Sensitive: column.Sensitive, ElementType: types.StringType,
				MarkdownDescription: description}
		default:
			attributes[column.Name] = schema.StringAttribute{Computed: true, Sensitive: column.Sensitive, MarkdownDescription: description}
		}
	}
	return attributes
}

// from adds to a description in which field of the API the value is, so that the
// vendor's document can be looked up.
func from(description, kind string, names ...string) string {
	if len(names) > 1 {
		kind += "s"
	}
	return fmt.Sprintf("%s API %s `%s`.", description, kind, strings.Join(names, "`, `"))
}
