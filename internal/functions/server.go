package functions

import (
	"context"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// Serve returns a provider's server that takes a null in the way in which
// OpenTofu sends it to a function: as no value at all, which the framework
// takes for a broken message.
func Serve(server tfprotov6.ProviderServer) tfprotov6.ProviderServer {
	return withNulls{server}
}

type withNulls struct{ tfprotov6.ProviderServer }

// null is a null in MessagePack.
const null = 0xc0

// CallFunction implements tfprotov6.FunctionServer.
func (s withNulls) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	for i, argument := range req.Arguments {
		if argument == nil || len(argument.MsgPack) == 0 && len(argument.JSON) == 0 {
			req.Arguments[i] = &tfprotov6.DynamicValue{MsgPack: []byte{null}}
		}
	}
	return s.ProviderServer.CallFunction(ctx, req)
}
