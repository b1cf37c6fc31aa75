// Command terraform-provider-entitlements is the Terraform provider, which
// Terraform starts by itself.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"runtime/debug"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/protocol"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// The release and the commit that it was built from, set when it is built.
var (
	version = "dev"
	commit  = ""
)

// release names what this is, to users and to the clouds.
func release() string {
	if commit == "" {
		return version
	}
	return version + " (" + commit + ")"
}

func main() {
	show := flag.Bool("version", false, "print the version and the commit")
	debugged := flag.Bool("debug", false, "serve a debugger: print what to set in the environment of Terraform, and wait")
	list := flag.String("shape", "", "read a `list`, such as codearts_ide_licenses, with the settings in the environment, and print its shape: "+
		"keys, types, counts and lengths, and no value")
	flag.Parse()
	if *list != "" {
		if err := printShape(*list); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	if *show {
		fmt.Println("terraform-provider-entitlements", release())
		return
	}
	if !provider.LogsAreRead(os.Environ()) {
		_ = os.Setenv("TF_LOG_SDK", "OFF") // fails for a malformed name alone
	}
	if os.Getenv("GOGC") == "" {
		// Long lists are texts without pointers, in which there is nothing to look
		// for: collecting twice as often takes a quarter less memory and no time
		// that can be measured.
		debug.SetGCPercent(50)
	}
	protocol.SendWithoutCopies()
	var options []tf6server.ServeOpt
	if *debugged {
		options = append(options, tf6server.WithManagedDebug())
	}
	if err := tf6server.Serve(provider.Address, provider.NewServer(release()), options...); err != nil {
		log.Fatal(err)
	}
}

// printShape prints the shape of a list. It prints what differs from the list's
// declaration to stderr.
func printShape(list string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	record, differences, err := provider.Shape(ctx, release(), list, provider.Unset(ctx))
	if record == nil {
		return err
	}
	for _, difference := range differences {
		fmt.Fprintln(os.Stderr, difference)
	}
	return errors.Join(record.Write(os.Stdout), err)
}
