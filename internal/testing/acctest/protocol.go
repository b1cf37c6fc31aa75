package acctest

import (
	"context"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// Object is a configuration or a state, by attribute: string, bool, int64,
// Decimal, []any, Object, nil or Unknown.
type Object = map[string]any

// Decimal is a number that is no 64-bit integer, as its digits.
type Decimal string

// Unknown stands for a value that is not known yet.
var Unknown = struct{ unknown int }{}

// NoValue stands for a null argument of a function as OpenTofu sends it.
var NoValue = struct{ noValue int }{}

// Protocol is the provider behind its protocol, as Terraform speaks to it, in
// this process.
type Protocol struct {
	server tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
	ctx    context.Context // of what validates and configures, or nil for the test's
}

// WithContext returns the provider with a context for what validates and
// configures it, such as one that keeps the logs.
func (p *Protocol) WithContext(ctx context.Context) *Protocol {
	with := *p
	with.ctx = ctx
	return &with
}

func (p *Protocol) context(t testing.TB) context.Context {
	if p.ctx == nil {
		return t.Context()
	}
	return p.ctx
}

// NewProtocol returns a provider that is not configured yet.
func NewProtocol(t testing.TB) *Protocol {
	t.Helper()
	return Behind(t, provider.NewServer("test")())
}

// Protocol returns a provider that is not configured yet, and that finds the
// clouds' services for signing in.
func (c *Clouds) Protocol(t testing.TB) *Protocol {
	t.Helper()
	return Behind(t, provider.NewServerAt("test", c.Services())())
}

// Behind returns a provider behind the given server, not configured yet.
func Behind(t testing.TB, server tfprotov6.ProviderServer) *Protocol {
	t.Helper()
	schema, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil || len(schema.Diagnostics) > 0 {
		t.Fatal(err, Text(schema.Diagnostics))
	}
	return &Protocol{server: server, schema: schema}
}

// Configured returns a provider that reaches the clouds. The settings are added
// to those of its block.
func (c *Clouds) Configured(t testing.TB, settings Object) *Protocol {
	t.Helper()
	p := c.Protocol(t)
	block := c.Settings()
	for name, value := range settings {
		block[name] = value
	}
	if response := p.Configure(t, block, nil); len(response.Diagnostics) > 0 {
		t.Fatal(Text(response.Diagnostics))
	}
	return p
}

// Settings returns the provider block that reaches the clouds.
func (c *Clouds) Settings() Object {
	endpoints := ListEndpoints(c.URL)
	endpoints["alicloud"]["sts"] = c.URL
	endpoints["huaweicloud"]["sts"], endpoints["huaweicloud"]["iam"] = c.URL, c.URL
	settings := Object{}
	for cloud, of := range endpoints {
		settings[cloud] = Object{"access_key": Account.AccessKeyID, "secret_key": Account.SecretKey, "endpoints": of}
	}
	return settings
}

// Block returns a provider block as the provider reads it: the settings, and nothing
// else.
func Block(t testing.TB, settings Object) tftypes.Value {
	t.Helper()
	return terraformValue(t, provider.Unset(t.Context()).Type(), settings)
}

// ListEndpoints returns the endpoints of all lists, by cloud, each at one address.
func ListEndpoints(address string) map[string]Object {
	endpoints := map[string]Object{}
	for _, cloud := range CloudNames() {
		endpoints[cloud] = Object{}
		for _, source := range OfCloud(cloud) {
			endpoints[cloud][source.Endpoint] = address
		}
	}
	return endpoints
}

// ValidateProvider validates a provider block.
func (p *Protocol) ValidateProvider(t testing.TB, block Object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.server.ValidateProviderConfig(p.context(t), &tfprotov6.ValidateProviderConfigRequest{
		Config: dynamic(t, p.schema.Provider.ValueType(), block),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// Configure configures the provider.
func (p *Protocol) Configure(t testing.TB, block Object,
	capabilities *tfprotov6.ConfigureProviderClientCapabilities) *tfprotov6.ConfigureProviderResponse {
	t.Helper()
	response, err := p.server.ConfigureProvider(p.context(t), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion:   "1.11.4",
		Config:             dynamic(t, p.schema.Provider.ValueType(), block),
		ClientCapabilities: capabilities,
	})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// Validate validates the configuration of a data source.
func (p *Protocol) Validate(t testing.TB, name string, config Object) []*tfprotov6.Diagnostic {
	t.Helper()
	response, err := p.server.ValidateDataResourceConfig(p.context(t), &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name,
		Config:   dynamic(t, p.schema.DataSourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response.Diagnostics
}

// Answer reads a data source and returns the protocol's answer as it is.
func (p *Protocol) Answer(ctx context.Context, t testing.TB, name string, config Object) *tfprotov6.ReadDataSourceResponse {
	t.Helper()
	response, err := p.server.ReadDataSource(ctx, &tfprotov6.ReadDataSourceRequest{
		TypeName: name,
		Config:   dynamic(t, p.schema.DataSourceSchemas[name].ValueType(), config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// Read reads a data source. The state is nil where there is none.
func (p *Protocol) Read(ctx context.Context, t testing.TB, name string, config Object) (Object, []*tfprotov6.Diagnostic) {
	t.Helper()
	response := p.Answer(ctx, t, name, config)
	if response.State == nil {
		return nil, response.Diagnostics
	}
	value, err := response.State.Unmarshal(p.schema.DataSourceSchemas[name].ValueType())
	if err != nil {
		t.Fatal(err)
	}
	state, _ := goValue(t, value).(Object)
	return state, response.Diagnostics
}

// Deferred reads a data source for a Terraform that can put it off, and returns
// the answer as it is.
func (p *Protocol) Deferred(t testing.TB, name string, config Object) *tfprotov6.ReadDataSourceResponse {
	t.Helper()
	response, err := p.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName:           name,
		Config:             dynamic(t, p.schema.DataSourceSchemas[name].ValueType(), config),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// Call calls a function of the provider.
func (p *Protocol) Call(t testing.TB, name string, arguments ...any) (any, *tfprotov6.FunctionError) {
	t.Helper()
	definition, ok := p.schema.Functions[name]
	if !ok || len(definition.Parameters) != len(arguments) {
		t.Fatalf("there is no function %s with %d parameters", name, len(arguments))
	}
	request := &tfprotov6.CallFunctionRequest{Name: name}
	for i, argument := range arguments {
		value := dynamic(t, definition.Parameters[i].Type, argument)
		if argument == any(NoValue) {
			value = &tfprotov6.DynamicValue{}
		}
		request.Arguments = append(request.Arguments, value)
	}
	response, err := p.server.CallFunction(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	if response.Error != nil {
		return nil, response.Error
	}
	value, err := response.Result.Unmarshal(definition.Return.Type)
	if err != nil {
		t.Fatal(err)
	}
	return goValue(t, value), nil
}

// Schema returns the provider's schema.
func (p *Protocol) Schema() *tfprotov6.GetProviderSchemaResponse { return p.schema }

// Text writes diagnostics as Terraform would, one after the other.
func Text(diagnostics []*tfprotov6.Diagnostic) string {
	var text strings.Builder
	for _, d := range diagnostics {
		fmt.Fprintf(&text, "%s: %s", d.Severity, d.Summary)
		if d.Attribute != nil {
			fmt.Fprintf(&text, " [%s]", d.Attribute)
		}
		fmt.Fprintf(&text, "\n%s\n", d.Detail)
	}
	return text.String()
}

func dynamic(t testing.TB, of tftypes.Type, from any) *tfprotov6.DynamicValue {
	t.Helper()
	value, err := tfprotov6.NewDynamicValue(of, terraformValue(t, of, from))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

// terraformValue turns a Go value into one of Terraform's. Attributes that an
// object does not have are null.
func terraformValue(t testing.TB, of tftypes.Type, value any) tftypes.Value {
	t.Helper()
	if value == nil {
		return tftypes.NewValue(of, nil)
	}
	if value == any(NoValue) {
		return tftypes.NewValue(of, nil)
	}
	if value == any(Unknown) {
		return tftypes.NewValue(of, tftypes.UnknownValue)
	}
	switch of := of.(type) {
	case tftypes.Object:
		object, values := value.(Object), map[string]tftypes.Value{}
		for name, attribute := range of.AttributeTypes {
			values[name] = terraformValue(t, attribute, object[name])
		}
		for name := range object {
			if _, known := of.AttributeTypes[name]; !known {
				t.Fatalf("there is no attribute %s", name)
			}
		}
		return tftypes.NewValue(of, values)
	case tftypes.Map:
		values := map[string]tftypes.Value{}
		for name, element := range value.(Object) {
			values[name] = terraformValue(t, of.ElementType, element)
		}
		return tftypes.NewValue(of, values)
	case tftypes.List:
		values := []tftypes.Value{}
		for _, element := range value.([]any) {
			values = append(values, terraformValue(t, of.ElementType, element))
		}
		return tftypes.NewValue(of, values)
	case tftypes.Set:
		values := []tftypes.Value{}
		for _, element := range value.([]any) {
			values = append(values, terraformValue(t, of.ElementType, element))
		}
		return tftypes.NewValue(of, values)
	}
	if digits, ok := value.(Decimal); ok {
		number, _, err := big.ParseFloat(string(digits), 10, 512, big.ToNearestEven)
		if err != nil {
			t.Fatal(err)
		}
		value = number
	}
	return tftypes.NewValue(of, value)
}

// goValue turns one of Terraform's values into a Go value.
func goValue(t testing.TB, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	as := func(target any) {
		if err := value.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch value.Type().(type) {
	case tftypes.Object, tftypes.Map:
		values, object := map[string]tftypes.Value{}, Object{}
		as(&values)
		for name, element := range values {
			object[name] = goValue(t, element)
		}
		return object
	case tftypes.List, tftypes.Set:
		values, list := []tftypes.Value{}, []any{}
		as(&values)
		for _, element := range values {
			list = append(list, goValue(t, element))
		}
		return list
	}
	switch {
	case value.Type().Is(tftypes.String):
		var text string
		as(&text)
		return text
	case value.Type().Is(tftypes.Bool):
		var truth bool
		as(&truth)
		return truth
	case value.Type().Is(tftypes.Number):
		var number big.Float
		as(&number)
		n, accuracy := number.Int64()
		if accuracy != big.Exact {
			return Decimal(number.Text('f', -1))
		}
		return n
	}
	t.Fatalf("a value of an unexpected type: %s", value.Type())
	return nil
}
