package acctest

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/provider"
)

// Terraform is a real Terraform CLI in a directory of its own, with the provider that
// the test serves. Function Test of this package runs eight commands and more to apply
// a configuration: this is for tests that need fewer.
type Terraform struct {
	// Directory is where the configuration and the state are.
	Directory string

	program string
	env     []string
}

// Terraform returns a CLI whose provider finds the clouds' services for signing in.
// It is skipped as Test is.
func (c *Clouds) Terraform(t *testing.T) *Terraform {
	t.Helper()
	isolated(t)
	program := CLI(t)
	return &Terraform{t.TempDir(), program, append(os.Environ(), Reattach(t, provider.NewServerAt("test", c.Services()))...)}
}

// Configure writes a configuration, and which provider is meant, unless it says so
// itself.
func (w *Terraform) Configure(t *testing.T, config string) {
	t.Helper()
	if !strings.Contains(config, "required_providers") {
		config += "terraform {\n  required_providers {\n    entitlements = {\n      source = \"cloud-entitlements/entitlements\"\n    }\n  }\n}\n"
	}
	if err := os.WriteFile(filepath.Join(w.Directory, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Run runs a command, and returns what it printed and its exit status.
func (w *Terraform) Run(t *testing.T, arguments ...string) (output string, status int) {
	t.Helper()
	running <- struct{}{}
	defer func() { <-running }()
	command := exec.CommandContext(t.Context(), w.program, append(arguments, "-no-color")...)
	command.Dir, command.Env = w.Directory, w.env
	printed, err := command.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return string(printed), command.ProcessState.ExitCode()
}

// Reattach serves a provider in the process of the test, until the test ends, and
// returns the environment in which a Terraform CLI uses it. A CLI starts a provider
// several times in one plan, which takes longer than all the rest of a short plan;
// it only connects to this one. It needs no init, and runs one command at a time: all
// commands share what the last one configured.
func Reattach(t testing.TB, server func() tfprotov6.ProviderServer) []string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	served, ended := make(chan *plugin.ReattachConfig), make(chan struct{})
	failed := make(chan error, 1)
	go func() {
		failed <- tf6server.Serve(provider.Address, server,
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
	type reattached struct {
		Protocol        string
		ProtocolVersion int
		Pid             int
		Test            bool
		Addr            address
	}
	this := reattached{string(config.Protocol), config.ProtocolVersion, config.Pid, config.Test,
		address{config.Addr.Network(), config.Addr.String()}}
	_, name, _ := strings.Cut(provider.Address, "/")
	encoded, err := json.Marshal(map[string]reattached{"registry.terraform.io/" + name: this, "registry.opentofu.org/" + name: this})
	if err != nil {
		t.Fatal(err)
	}
	return []string{"TF_REATTACH_PROVIDERS=" + string(encoded), "CHECKPOINT_DISABLE=1"}
}
