// Package datasource makes a Terraform data source of a declared list API:
// schema, validation, read and state all follow from the declaration.
package datasource

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/cloud"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/diagnose"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
)

// defaultTimeout bounds a read where the user sets no timeouts.read.
const defaultTimeout = 10 * time.Minute

// Clients are the clients of the configured clouds, by cloud.API.Cloud. It is
// what the provider hands to each data source.
type Clients map[string]*cloud.Client

// New returns the data source of an API.
func New(api cloud.API) datasource.DataSource {
	return &listDataSource{api: api, list: api.Declaration()}
}

type listDataSource struct {
	api    cloud.API
	list   *listapi.List
	client *cloud.Client
}

var (
	_ datasource.DataSourceWithConfigure      = (*listDataSource)(nil)
	_ datasource.DataSourceWithValidateConfig = (*listDataSource)(nil)
)

func (d *listDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_" + d.list.Name
}

func (d *listDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = listSchema(ctx, d.list)
}

func (d *listDataSource) Configure(_ context.Context, req datasource.ConfigureRequest, resp *datasource.ConfigureResponse) {
	if req.ProviderData == nil {
		return // the provider is not configured yet, as during validation
	}
	clients, ok := req.ProviderData.(Clients)
	client, known := clients[d.api.Cloud()]
	if !ok || !known {
		resp.Diagnostics.AddError("The provider is at fault", fmt.Sprintf("The data source got %T without %s. Please report this.", req.ProviderData, d.api.Cloud()))
		return
	}
	d.client = client
}

func (d *listDataSource) ValidateConfig(_ context.Context, req datasource.ValidateConfigRequest, resp *datasource.ValidateConfigResponse) {
	arguments := readArguments(d.list, req.Config.Raw)
	resp.Diagnostics.Append(arguments.diagnostics...)
}

func (d *listDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.client == nil {
		resp.Diagnostics.AddError("The provider is not configured", "The data source was read before the provider was configured.")
		return
	}
	arguments := readArguments(d.list, req.Config.Raw)
	resp.Diagnostics.Append(arguments.diagnostics.Errors()...)
	timeout := ReadTimeout(ctx, req, resp)
	if resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()

	region := d.client.Region(d.list, arguments.region)
	rows, err := d.client.Read(ctx, d.api, region, arguments.parameters)
	if err != nil {
		resp.Diagnostics.Append(diagnose.NewRead(d.client, d.api, region, timeout).Error(err))
		return
	}
	state, err := encodeState(req.Config.Raw, d.list, region, rows)
	if err == nil {
		err = PutState(ctx, resp, state)
	}
	if err != nil {
		resp.Diagnostics.AddError("The state cannot be written", err.Error()+"\n\nPlease report this.")
	}
}

// ReadTimeout returns how long a read may take.
func ReadTimeout(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) time.Duration {
	var configured timeouts.Value
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("timeouts"), &configured)...)
	if resp.Diagnostics.HasError() {
		return 0
	}
	timeout, diags := configured.Read(ctx, defaultTimeout)
	resp.Diagnostics.Append(diags...)
	return timeout
}

// listSchema returns the schema of a list's data source.
func listSchema(ctx context.Context, list *listapi.List) schema.Schema {
	attributes := map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional:            true,
			Computed:            true,
			MarkdownDescription: regionDescription(list.Home),
		},
		"ids": schema.ListAttribute{
			ElementType:         types.StringType,
			Computed:            true,
			MarkdownDescription: idsDescription(list),
		},
		list.RowsName: schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: from(list.RowsDescription, "field", rowsFields(list.Layout)...),
			NestedObject:        schema.NestedAttributeObject{Attributes: columnAttributes(list.Columns)},
		},
		"timeouts": Timeouts(ctx, "the whole list"),
	}
	for _, argument := range list.Arguments {
		attributes[argument.Name] = argumentAttribute(argument)
	}
	description := fmt.Sprintf("%s Needs the permission `%s`.", list.Description, list.Permission)
	return schema.Schema{MarkdownDescription: description, Attributes: attributes}
}

func regionDescription(home listapi.Home) string {
	if home.Only {
		return fmt.Sprintf("Region to read. The service exists in `%s` only, which is the default: the provider's `region` does not apply to it.", home.Region)
	}
	return fmt.Sprintf("Region to read. Default: the provider's `region`, otherwise that of the environment or of the profile if it is one of `%s`, otherwise `%s`.",
		strings.Join(home.Documented, "`, `"), home.Region)
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

// Timeouts returns the attribute that bounds how long reading something takes,
// with a description of the whole, for which the library has no option.
func Timeouts(ctx context.Context, something string) schema.Attribute {
	attribute := timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		ReadDescription: fmt.Sprintf("How long reading %s may take, with all its pages and tries, as a Go duration such as `90s` or `15m`. Default: `%s`.", something, shortDuration(defaultTimeout)),
	})
	if nested, ok := attribute.(schema.SingleNestedAttribute); ok {
		nested.MarkdownDescription = "How long the data source may take. When the time is over, the read fails: it never returns what it has so far."
		return nested
	}
	return attribute
}

func argumentAttribute(argument listapi.Argument) schema.Attribute {
	description := from(argument.Description, "parameter", strings.Split(argument.Parameter, ", ")...)
	switch argument.Type {
	case listapi.Int64:
		return schema.Int64Attribute{Optional: true, MarkdownDescription: description}
	case listapi.StringMap:
		return schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: description}
	}
	return schema.StringAttribute{Optional: true, MarkdownDescription: description}
}

func columnAttributes(columns []listapi.Column) map[string]schema.Attribute {
	attributes := make(map[string]schema.Attribute, len(columns))
	for _, column := range columns {
		description := from(column.Description, "field", column.Field)
		switch column.Type {
		case listapi.Int64:
			attributes[column.Name] = schema.Int64Attribute{Computed: true, MarkdownDescription: description}
		case listapi.Bool:
			attributes[column.Name] = schema.BoolAttribute{Computed: true, MarkdownDescription: description}
		case listapi.StringMap:
			attributes[column.Name] = schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
		default:
			attributes[column.Name] = schema.StringAttribute{Computed: true, MarkdownDescription: description}
		}
	}
	return attributes
}

// from adds to a description where the API keeps what it describes, so that the
// vendor's document can be looked up.
func from(description, kind string, names ...string) string {
	if len(names) > 1 {
		kind += "s"
	}
	return fmt.Sprintf("%s API %s `%s`.", description, kind, strings.Join(names, "`, `"))
}

// rowsFields returns the fields that hold the rows, in each of their spellings.
func rowsFields(layout listapi.Layout) []string {
	fields := slices.Clone(layout.Rows)
	if layout.Within != "" {
		for i := range fields {
			fields[i] = layout.Within + "." + fields[i]
		}
	}
	return fields
}

// shortDuration writes whole minutes without the seconds.
func shortDuration(d time.Duration) string {
	return fmt.Sprintf("%dm", d/time.Minute)
}
