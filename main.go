// Command terraform-provider-entitlements is the Terraform provider, which
// Terraform starts by itself.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// version is the release's version, set when it is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve a debugger: print what to set in the environment of Terraform, and wait")
	flag.Parse()
	err := providerserver.Serve(context.Background(), provider.New(version), providerserver.ServeOpts{
		Address: provider.Address,
		Debug:   *debug,
	})
	if err != nil {
		log.Fatal(err)
	}
}
