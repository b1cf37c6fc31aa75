// Package protocol stands between the framework and Terraform's protocol, for what
// the framework and its libraries cannot do:
//
//   - The state of a long list is written straight into the protocol's encoding. The
//     framework's own way takes a state apart, compares and copies it whole, several
//     times, which for long lists takes most of the time that a plan takes.
//   - Such a state is sent from where it is, instead of from a copy.
//   - A null that OpenTofu sends to a function reaches it. OpenTofu sends no value at
//     all, which the framework takes for a broken message.
//
// Everything else stays with the framework: it decodes the configuration, defers,
// configures, times out, logs and stops, and it calls Read.
package protocol

import (
	"context"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Serve returns a provider's server that sends the states which PutState was given,
// and takes nulls as OpenTofu sends them to functions.
func Serve(provider tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	return server{provider}
}

type server struct{ tfprotov6.ProviderServer }

// largeState is the size in bytes from which on a state is worth making room
// for: some 10,000 rows.
const largeState = 4 << 20

// ReadDataSource implements tfprotov6.DataSourceServer. The state that Read makes
// goes past the framework, on the context.
func (s server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	var state []byte
	response, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, stateKey{}, &state), req)
	if err == nil && state != nil {
		response.State = &tfprotov6.DynamicValue{MsgPack: state}
		if len(state) > largeState {
			// The rows are garbage by now: without this they would stay in memory
			// until Terraform has received the state. See SendWithoutCopies, too.
			debug.FreeOSMemory()
		}
	}
	return response, err
}

// null is a null in MessagePack.
const null = 0xc0

// CallFunction implements tfprotov6.FunctionServer.
func (s server) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	for i, argument := range req.Arguments {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			req.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{null}}
		}
	}
	return s.ProviderServer.CallFunction(ctx, req)
}

// stateKey is the context's key for the place of a state in the protocol's
// encoding.
type stateKey struct{}

// PutState hands a state to the server: past the framework if Serve made the
// server, and through it otherwise.
func PutState(ctx context.Context, resp *datasource.ReadResponse, encoded []byte) error {
	if state, ok := ctx.Value(stateKey{}).(*[]byte); ok {
		*state = encoded
		return nil
	}
	value, err := tfprotov6.DynamicValue{MsgPack: encoded}.Unmarshal(resp.State.Raw.Type())
	resp.State.Raw = value
	return err
}
