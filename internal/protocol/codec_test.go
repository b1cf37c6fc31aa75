package protocol_test

import (
	"bytes"
	"context"
	"net"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
)

// reader is a provider that returns one response to each reading.
type reader struct {
	tfprotov6.ProviderServer
	response *tfprotov6.ReadDataSourceResponse
}

func (r reader) ReadDataSource(context.Context, *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return r.response, nil
}

// recorder is a codec that keeps what the one that it has wrote last.
type recorder struct {
	encoding.CodecV2
	message any
	written mem.BufferSlice
}

func (r *recorder) Marshal(message any) (mem.BufferSlice, error) {
	written, err := r.CodecV2.Marshal(message)
	r.message, r.written = message, written
	return written, err
}

// rawCodec is a client's codec that sends nothing and takes any response as bytes.
type rawCodec struct{}

func (rawCodec) Marshal(any) (mem.BufferSlice, error) { return nil, nil }
func (rawCodec) Unmarshal(data mem.BufferSlice, to any) error {
	*to.(*[]byte) = data.Materialize()
	return nil
}
func (rawCodec) Name() string { return grpcproto.Name }

// TestSendWithoutCopies compares what a client receives with what gRPC's own codec
// writes for the same response, and checks that a large state was not copied.
func TestSendWithoutCopies(t *testing.T) {
	own := encoding.GetCodecV2(grpcproto.Name)
	t.Cleanup(func() { encoding.RegisterCodecV2(own) })
	protocol.SendWithoutCopies()
	recorded := &recorder{CodecV2: encoding.GetCodecV2(grpcproto.Name)}
	encoding.RegisterCodecV2(recorded)

	warnings := []*tfprotov6.Diagnostic{{Severity: tfprotov6.DiagnosticSeverityWarning, Summary: "one", Detail: "two"}}
	state := func(size int) *tfprotov6.DynamicValue {
		return &tfprotov6.DynamicValue{MsgPack: bytes.Repeat([]byte("0123456789abcdefg"), size/17)}
	}
	for name, test := range map[string]struct {
		response tfprotov6.ReadDataSourceResponse
		copied   bool
	}{
		"no state":                      {tfprotov6.ReadDataSourceResponse{Diagnostics: warnings}, true},
		"a small state":                 {tfprotov6.ReadDataSourceResponse{State: state(1000), Diagnostics: warnings}, true},
		"a large state":                 {tfprotov6.ReadDataSourceResponse{State: state(10 << 20)}, false},
		"a large state and a warning":   {tfprotov6.ReadDataSourceResponse{State: state(10 << 20), Diagnostics: warnings}, false},
		"a large state, and a deferral": {tfprotov6.ReadDataSourceResponse{State: state(5 << 20), Deferred: &tfprotov6.Deferred{}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			received := read(t, &test.response)
			want, err := own.Marshal(recorded.message)
			if err != nil {
				t.Fatal(err)
			}
			if whole := want.Materialize(); !bytes.Equal(received, whole) || len(whole) == 0 {
				t.Errorf("%d bytes were received where %d are due", len(received), len(whole))
			}
			inPlace := test.response.State != nil && slices.ContainsFunc(recorded.written, func(part mem.Buffer) bool {
				return &part.ReadOnlyData()[0] == &test.response.State.MsgPack[0]
			})
			if inPlace == test.copied {
				t.Errorf("copied: %t", !inPlace)
			}
		})
	}
}

// read reads a data source of a provider that returns a response, and returns the
// bytes that a client receives.
func read(t *testing.T, response *tfprotov6.ReadDataSourceResponse) (received []byte) {
	t.Helper()
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	defer server.GracefulStop()
	plugin := tf6server.GRPCProviderPlugin{Name: "test", GRPCProvider: func() tfprotov6.ProviderServer { return reader{response: response} }}
	if err := plugin.GRPCServer(nil, server); err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(listener) }() // ends when the server stops
	client, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }() // the server ends it in any case
	err = client.Invoke(t.Context(), "/tfplugin6.Provider/ReadDataSource", nil, &received,
		grpc.ForceCodecV2(rawCodec{}), grpc.MaxCallRecvMsgSize(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	return received
}
