package datasource

import (
	"context"
	"runtime"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Serve returns a provider's server with a short way for the states of its list
// data sources: from the rows straight into the protocol's encoding.
//
// The framework's own way takes a state apart, compares and copies it whole,
// several times, which for long lists takes most of the time that a plan takes.
// Everything else stays with the framework: it decodes the configuration, defers,
// configures, times out, logs and stops, and it calls Read. Only the state that
// Read makes goes past it, on the context.
func Serve(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	return shortcut{server}
}

// largeState is the size in bytes from which on a state is worth making room
// for: some 10,000 rows.
const largeState = 4 << 20

type shortcut struct{ tfprotov6.ProviderServer }

// ReadDataSource implements tfprotov6.DataSourceServer.
func (s shortcut) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	var state []byte
	response, err := s.ProviderServer.ReadDataSource(context.WithValue(ctx, stateKey{}, &state), req)
	if err == nil && state != nil {
		response.State = &tfprotov6.DynamicValue{MsgPack: state}
		if len(state) > largeState {
			// The rows are garbage by now, and the protocol copies the state
			// once more: without this both would be in memory at once.
			runtime.GC()
		}
	}
	return response, err
}

// stateKey is the context's key for the place of a state in the protocol's
// encoding.
type stateKey struct{}

// PutState hands a state to the server: past the framework where Serve made the
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
