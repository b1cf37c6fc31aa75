package listsource

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/accounts"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/alicloud/ice"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// encode hands rows to Terraform.
type encode func(context.Context, datasource.ReadRequest, *datasource.ReadResponse, []listapi.Row) error

// encodings are those that were compared before this package's own was chosen, so
// that the choice can be judged again with the next version of the framework.
var encodings = map[string]encode{
	"1 structs and State.Set": func(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse,
		rows []listapi.Row) error {
		state := struct {
			Account       types.String `tfsdk:"account"`
			LicenseItemID types.String `tfsdk:"license_item_id"`
			Status        types.Int64  `tfsdk:"status"`
			Type          types.Int64  `tfsdk:"type"`
			Region        types.String `tfsdk:"region"`
			Timeouts      types.Object `tfsdk:"timeouts"`
			IDs           []string     `tfsdk:"ids"`
			Licenses      []license    `tfsdk:"licenses"`
		}{Timeouts: types.ObjectNull(map[string]attr.Type{"read": types.StringType}), Licenses: make([]license, len(rows))}
		for i, row := range rows {
			text := func(i int) *string {
				if row.Cell(i).IsNull() {
					return nil
				}
				text := row.Cell(i).Text()
				return &text
			}
			number := func(i int) *int64 {
				if row.Cell(i).IsNull() {
					return nil
				}
				number := row.Cell(i).Number()
				return &number
			}
			state.Licenses[i] = license{text(0), text(1), text(2), number(3), number(4), number(5), number(6), number(7), text(8), text(9),
				text(10), text(11)}
		}
		if diagnostics := resp.State.Set(ctx, &state); diagnostics.HasError() {
			return fmt.Errorf("%v", diagnostics)
		}
		return nil
	},
	"2 framework values": func(ctx context.Context, _ datasource.ReadRequest, resp *datasource.ReadResponse, rows []listapi.Row) error {
		of := map[string]attr.Type{}
		for _, column := range ice.Licenses.Columns {
			if of[column.Name] = types.StringType; column.Type == listapi.Int64 {
				of[column.Name] = types.Int64Type
			}
		}
		values := make([]attr.Value, len(rows))
		for i, row := range rows {
			attributes := make(map[string]attr.Value, len(ice.Licenses.Columns))
			for j, column := range ice.Licenses.Columns {
				switch cell := row.Cell(j); {
				case column.Type == listapi.Int64 && cell.IsNull():
					attributes[column.Name] = types.Int64Null()
				case column.Type == listapi.Int64:
					attributes[column.Name] = types.Int64Value(cell.Number())
				case cell.IsNull():
					attributes[column.Name] = types.StringNull()
				default:
					attributes[column.Name] = types.StringValue(cell.Text())
				}
			}
			values[i] = types.ObjectValueMust(of, attributes)
		}
		if diagnostics := resp.State.SetAttribute(ctx, path.Root("licenses"),
			types.ListValueMust(types.ObjectType{AttrTypes: of}, values)); diagnostics.HasError() {
			return fmt.Errorf("%v", diagnostics)
		}
		return nil
	},
	"3 State.Raw": func(_ context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse, rows []listapi.Row) error {
		resp.State.Raw = rawState(req.Config.Raw, rows)
		return nil
	},
	"4 NewDynamicValue": func(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse, rows []listapi.Row) error {
		value, err := tfprotov6.NewDynamicValue(req.Config.Raw.Type(), rawState(req.Config.Raw, rows))
		if err != nil {
			return err
		}
		return protocol.PutState(ctx, resp, value.MsgPack)
	},
	"5 the encoding itself": func(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
		rows []listapi.Row) error {
		encoded, err := encodeState(req.Config.Raw, &ice.Licenses.List, accounts.Default, "cn-shanghai", rows)
		if err != nil {
			return err
		}
		return protocol.PutState(ctx, resp, encoded)
	},
}

// BenchmarkEncodings measures one ReadDataSource of 10,000 rows that are at hand,
// for each encoding.
func BenchmarkEncodings(b *testing.B) {
	rows := make([]listapi.Row, 0, 10_000)
	for _, body := range pages(b, &ice.Licenses.List, simulator.Generate(lists.ICE, cap(rows), 1)) {
		page, err := ice.Licenses.DecodePage(b.Context(), body, succeeded)
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, page.Rows...)
	}
	for _, name := range slices.Sorted(maps.Keys(encodings)) {
		encode := encodings[name]
		b.Run(name, func(b *testing.B) {
			server := protocol.Serve(providerserver.NewProtocol6(&readyProvider{encode: encode, rows: rows})())
			schema, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
			if err != nil {
				b.Fatal(err)
			}
			of := schema.DataSourceSchemas["ready_list"].ValueType()
			config, err := tfprotov6.NewDynamicValue(of, nullAttributes(of.(tftypes.Object)))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				response, err := server.ReadDataSource(b.Context(),
					&tfprotov6.ReadDataSourceRequest{TypeName: "ready_list", Config: &config})
				if err != nil {
					b.Fatal(err)
				}
				if len(response.Diagnostics) > 0 {
					b.Fatal(response.Diagnostics[0].Summary, response.Diagnostics[0].Detail)
				}
			}
		})
	}
}

type license struct {
	LicenseItemID     *string `tfsdk:"license_item_id"`
	InstanceID        *string `tfsdk:"instance_id"`
	ContractNo        *string `tfsdk:"contract_no"`
	Type              *int64  `tfsdk:"type"`
	Status            *int64  `tfsdk:"status"`
	LicenseCount      *int64  `tfsdk:"license_count"`
	AvailableCapacity *int64  `tfsdk:"available_capacity"`
	ValidDays         *int64  `tfsdk:"valid_days"`
	BeginOn           *string `tfsdk:"begin_on"`
	ExpiredOn         *string `tfsdk:"expired_on"`
	CreationTime      *string `tfsdk:"creation_time"`
	ModificationTime  *string `tfsdk:"modification_time"`
}

func rawState(config tftypes.Value, rows []listapi.Row) tftypes.Value {
	var fields map[string]tftypes.Value
	if err := config.As(&fields); err != nil {
		panic(err)
	}
	state := maps.Clone(fields)
	list := state["licenses"].Type().(tftypes.List)
	values := make([]tftypes.Value, len(rows))
	for i, row := range rows {
		attributes := make(map[string]tftypes.Value, len(ice.Licenses.Columns))
		for j, column := range ice.Licenses.Columns {
			switch cell := row.Cell(j); {
			case column.Type == listapi.Int64 && cell.IsNull():
				attributes[column.Name] = tftypes.NewValue(tftypes.Number, nil)
			case column.Type == listapi.Int64:
				attributes[column.Name] = tftypes.NewValue(tftypes.Number, cell.Number())
			case cell.IsNull():
				attributes[column.Name] = tftypes.NewValue(tftypes.String, nil)
			default:
				attributes[column.Name] = tftypes.NewValue(tftypes.String, cell.Text())
			}
		}
		values[i] = tftypes.NewValue(list.ElementType, attributes)
	}
	state["licenses"] = tftypes.NewValue(list, values)
	return tftypes.NewValue(config.Type(), state)
}

// readyProvider is a provider of one data source that has its rows already.
type readyProvider struct {
	provider.Provider
	encode encode
	rows   []listapi.Row
}

func (*readyProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "ready"
}

func (*readyProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}

func (p *readyProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return p.source() }}
}

func (*readyProvider) Resources(context.Context) []func() resource.Resource { return nil }

func (p *readyProvider) source() datasource.DataSource { return &readySource{provider: p} }

type readySource struct{ provider *readyProvider }

func (*readySource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "ready_list"
}

func (*readySource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = listSchema(ice.Licenses)
}

func (s *readySource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if err := s.provider.encode(ctx, req, resp, s.provider.rows); err != nil {
		resp.Diagnostics.AddError("the rows could not be handed over", err.Error())
	}
}
