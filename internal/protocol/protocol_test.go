package protocol_test

import (
	"context"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/listapi"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// values are attributes of each kind that states have, and what they hold.
func values() (tftypes.Object, map[string]func(protocol.Encoder), map[string]tftypes.Value) {
	texts, numbers := tftypes.List{ElementType: tftypes.String}, tftypes.Map{ElementType: tftypes.Number}
	labels := tftypes.Map{ElementType: tftypes.String}
	third, _, _ := big.ParseFloat("33.333333333333333333333333333333333333", 10, 512, big.ToNearestEven)
	of := tftypes.Object{AttributeTypes: map[string]tftypes.Type{
		"configured": tftypes.String, "unset": tftypes.Bool,
		"text": tftypes.String, "null": tftypes.String, "number": tftypes.Number, "decimal": tftypes.Number, "truth": tftypes.Bool,
		"texts": texts, "labels": labels, "counts": numbers, "absent": labels,
	}}
	written := map[string]func(protocol.Encoder){
		"text":    func(e protocol.Encoder) { e.Text("智能") },
		"null":    func(e protocol.Encoder) { e.Null() },
		"number":  func(e protocol.Encoder) { e.Cell(listapi.NumberCell(-9223372036854775808)) },
		"decimal": func(e protocol.Encoder) { e.Decimal(third) },
		"truth":   func(e protocol.Encoder) { e.Cell(listapi.TruthCell(true)) },
		"texts":   func(e protocol.Encoder) { e.Texts([]string{"", "b"}) },
		"labels": func(e protocol.Encoder) {
			e.Cell(listapi.EntriesCell([]listapi.Entry{{Name: "b"}, {Name: "a", Value: listapi.TextCell("1")}}))
		},
		"counts": func(e protocol.Encoder) { e.Map(1); e.Text("all"); e.Number(3) },
		"absent": func(e protocol.Encoder) { e.Cell("") },
	}
	want := map[string]tftypes.Value{
		"configured": tftypes.NewValue(tftypes.String, "by the user"), "unset": tftypes.NewValue(tftypes.Bool, nil),
		"text": tftypes.NewValue(tftypes.String, "智能"), "null": tftypes.NewValue(tftypes.String, nil),
		"number": tftypes.NewValue(tftypes.Number, int64(-9223372036854775808)), "decimal": tftypes.NewValue(tftypes.Number, third),
		"truth": tftypes.NewValue(tftypes.Bool, true),
		"texts": tftypes.NewValue(texts, []tftypes.Value{tftypes.NewValue(tftypes.String, ""), tftypes.NewValue(tftypes.String, "b")}),
		"labels": tftypes.NewValue(labels, map[string]tftypes.Value{
			"a": tftypes.NewValue(tftypes.String, "1"), "b": tftypes.NewValue(tftypes.String, nil),
		}),
		"counts": tftypes.NewValue(numbers, map[string]tftypes.Value{"all": tftypes.NewValue(tftypes.Number, 3)}),
		"absent": tftypes.NewValue(labels, nil),
	}
	return of, written, want
}

// configured returns a configuration in which one attribute is set.
func configured(of tftypes.Object) tftypes.Value {
	attributes := map[string]tftypes.Value{}
	for name, attribute := range of.AttributeTypes {
		attributes[name] = tftypes.NewValue(attribute, nil)
	}
	attributes["configured"] = tftypes.NewValue(tftypes.String, "by the user")
	return tftypes.NewValue(of, attributes)
}

// TestState reads a state again that has values of each kind, through the server of
// this package and through the framework's own.
func TestState(t *testing.T) {
	of, written, values := values()
	encoded, err := protocol.EncodeState(configured(of), written)
	if err != nil {
		t.Fatal(err)
	}
	if len(encoded) != cap(encoded) {
		t.Errorf("memory was taken for %d bytes where there are %d", cap(encoded), len(encoded))
	}
	want := tftypes.NewValue(of, values)

	framework := &datasource.ReadResponse{State: tfsdk.State{Raw: tftypes.NewValue(of, nil)}}
	if err := protocol.PutState(t.Context(), framework, encoded); err != nil {
		t.Fatal(err)
	}
	if diff, err := want.Diff(framework.State.Raw); err != nil || len(diff) > 0 {
		t.Errorf("through the framework: %v %v", diff, err)
	}

	response, err := protocol.Serve(reading{state: encoded}).ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{})
	if err != nil {
		t.Fatal(err)
	}
	state, err := response.State.Unmarshal(of)
	if err != nil {
		t.Fatal(err)
	}
	if diff, err := want.Diff(state); err != nil || len(diff) > 0 {
		t.Errorf("past the framework: %v %v", diff, err)
	}
}

// TestNoObject checks that a state is not made of a configuration that has no
// attributes to keep.
func TestNoObject(t *testing.T) {
	if state, err := protocol.EncodeState(tftypes.NewValue(tftypes.String, "x"), nil); err == nil || state != nil {
		t.Errorf("%v, %v", state, err)
	}
}

// reading is a server whose read puts a state.
type reading struct {
	tfprotov6.ProviderServer
	state []byte
}

func (r reading) ReadDataSource(ctx context.Context, _ *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return &tfprotov6.ReadDataSourceResponse{}, protocol.PutState(ctx, &datasource.ReadResponse{}, r.state)
}

// TestNulls checks what a function is given for each way to send an argument.
func TestNulls(t *testing.T) {
	null := &tfprotov6.DynamicValue{MsgPack: []byte{0xc0}}
	text := &tfprotov6.DynamicValue{MsgPack: []byte{0xa1, 'x'}}
	json := &tfprotov6.DynamicValue{JSON: []byte(`"x"`)}
	called := &calling{}
	_, err := protocol.Serve(called).CallFunction(t.Context(), &tfprotov6.CallFunctionRequest{
		Arguments: []*tfprotov6.DynamicValue{nil, {}, {MsgPack: []byte{}}, null, text, json},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]*tfprotov6.DynamicValue{null, null, null, null, text, json}, called.arguments); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// calling is a server that keeps the arguments of a call.
type calling struct {
	tfprotov6.ProviderServer
	arguments []*tfprotov6.DynamicValue
}

func (c *calling) CallFunction(_ context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	c.arguments = req.Arguments
	return &tfprotov6.CallFunctionResponse{}, nil
}
