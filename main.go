// Command terraform-provider-entitlements is the Terraform provider, which
// Terraform starts by itself.
package main

import (
	"flag"
	"log"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// version is the release's version, set when it is built.
var version = "dev"

func main() {
	debug := flag.Bool("debug", false, "serve a debugger: print what to set in the environment of Terraform, and wait")
	flag.Parse()
	var options []tf6server.ServeOpt
	if *debug {
		options = append(options, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(provider.Address, provider.NewServer(version), options...); err != nil {
		log.Fatal(err)
	}
}
