package acctest

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// Reattach serves the provider in the process of the test, until the test ends, and
// returns the environment in which a Terraform CLI uses it. A CLI starts a provider
// several times in one plan, which takes longer than all the rest of a short plan;
// it only connects to this one. It needs no init, and runs one command at a time: all
// commands share what the last one configured.
func Reattach(t testing.TB) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	served, ended := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(provider.Address, provider.NewServer("test"),
			tf6server.WithDebug(ctx, served, ended), tf6server.WithGoPluginLogger(hclog.NewNullLogger()),
			tf6server.WithoutLogStderrOverride())
	}()
	var config *plugin.ReattachConfig
	select {
	case config = <-served:
	case err := <-failed:
		stop()
		t.Fatalf("the provider is not served: %v", err)
	}
	t.Cleanup(func() {
		stop()
		<-ended
	})

	type address struct{ Network, String string }
	type server struct {
		Protocol        string
		ProtocolVersion int
		Pid             int
		Test            bool
		Addr            address
	}
	this := server{string(config.Protocol), config.ProtocolVersion, config.Pid, config.Test,
		address{config.Addr.Network(), config.Addr.String()}}
	_, name, _ := strings.Cut(provider.Address, "/")
	encoded, err := json.Marshal(map[string]server{"registry.terraform.io/" + name: this, "registry.opentofu.org/" + name: this})
	if err != nil {
		t.Fatal(err)
	}
	return []string{"TF_REATTACH_PROVIDERS=" + string(encoded), "CHECKPOINT_DISABLE=1"}
}
