// Command readymade is this provider but for one thing: the answer to each read
// is a file, ready made. Benchmarks hold the real one against it, which shows
// what a plan would take if reading took no time at all.
package main

import (
	"context"
	"log"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

func main() {
	err := tf6server.Serve(provider.Address, func() tfprotov6.ProviderServer {
		return readymade{provider.NewServer("benchmark")()}
	})
	if err != nil {
		log.Fatal(err)
	}
}

type readymade struct{ tfprotov6.ProviderServer }

// ReadDataSource answers with the file that ENTITLEMENTS_READYMADE names.
func (readymade) ReadDataSource(context.Context, *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	state, err := os.ReadFile(os.Getenv("ENTITLEMENTS_READYMADE"))
	return &tfprotov6.ReadDataSourceResponse{State: &tfprotov6.DynamicValue{MsgPack: state}}, err
}
