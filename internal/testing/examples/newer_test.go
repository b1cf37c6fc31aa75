package examples

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/go-version"

	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/acctest"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator"
	"github.com/cloud-entitlements/terraform-provider-entitlements/internal/testing/simulator/lists"
)

// since is the first version of each CLI that has a feature, empty if none has.
type since struct{ terraform, opentofu string }

// TestAccNewer tries what only newer CLIs can do. On an older one, the test of each
// feature is skipped, so that the output of "make test-matrix" names it.
func TestAccNewer(t *testing.T) {
	cli := acctest.CLI(t)
	config := install(t) // before the home directory, and Go's caches with it, are hidden
	acctest.Isolate(t)
	t.Setenv("CHECKPOINT_DISABLE", "1")
	product, is := productOf(t, cli)
	features := []struct {
		name  string
		since since
		try   func(t *testing.T, w *workspace, mirror string)
	}{
		{"&& stops at the first false", since{"1.12.0", "1.10.0"}, tryShortCircuit},
		{"ephemeral values in the provider block", since{"1.10.0", "1.11.0"}, tryEphemeral},
		{"init with development overrides", since{"1.15.0", ""}, tryInitWithOverrides},
	}
	for _, feature := range features {
		t.Run(feature.name, func(t *testing.T) {
			first := feature.since.terraform
			if product == "OpenTofu" {
				first = feature.since.opentofu
			}
			if first == "" || is.LessThan(version.Must(version.NewVersion(first))) {
				t.Skipf("%s %s does not have this: %s", product, is, feature.name)
			}
			t.Parallel()
			clouds := acctest.Start(t, simulator.Config{Rows: healthy(time.Now())})
			feature.try(t, &workspace{cli: cli, directory: t.TempDir(), clouds: clouds}, config)
		})
	}
}

// tryShortCircuit guards a comparison with a null, which older CLIs need "?:" for.
func tryShortCircuit(t *testing.T, w *workspace, mirror string) {
	w.write(t, "main.tf", requiredProvider+w.clouds.Block()+`
data "entitlements_ice_airtc_licenses" "none" {
  license_item_id = "none-has-it"
}

locals {
  licenses = data.entitlements_ice_airtc_licenses.none.licenses
}

output "expired" {
  value = length(local.licenses) > 0 && timecmp(local.licenses[0].expired_on, "2026-11-25T00:00:00Z") < 0
}
`)
	w.must(t, mirror, "init", "-input=false")
	w.must(t, mirror, "apply", "-input=false", "-auto-approve")
	if got := w.must(t, mirror, "output", "-json", "expired"); got != "false\n" {
		t.Errorf("the output is %q", got)
	}
}

// tryEphemeral gives the provider its keys in ephemeral variables. Each request is
// signed with them, and neither the plan nor the state has them, as they have those
// of other variables.
func tryEphemeral(t *testing.T, w *workspace, mirror string) {
	block := strings.ReplaceAll(w.clouds.Block(), fmt.Sprintf("%q", acctest.Account.SecretKey), "var.secret_key")
	if strings.Count(block, "var.secret_key") != 2 {
		t.Fatalf("not every key is replaced:\n%s", block)
	}
	w.write(t, "main.tf", requiredProvider+block+`
data "entitlements_codearts_ide_licenses" "all" {}

data "entitlements_outboundbot_instances" "all" {}

output "licenses" {
  value = length(data.entitlements_codearts_ide_licenses.all.licenses)
}
`)
	key := "-var=secret_key=" + acctest.Account.SecretKey
	plan := func(ephemeral bool) bool {
		t.Helper()
		w.write(t, "variables.tf", fmt.Sprintf("variable \"secret_key\" {\n  type      = string\n  sensitive = true\n  ephemeral = %t\n}\n", ephemeral))
		w.must(t, mirror, "plan", "-input=false", "-out=plan", key)
		return w.holds(t, "plan", acctest.Account.SecretKey)
	}
	w.must(t, mirror, "init", "-input=false")
	if !plan(false) {
		t.Error("a plan does not hold the values of other variables: this test would find nothing")
	}
	if plan(true) {
		t.Error("the plan holds the secret key")
	}
	w.must(t, mirror, "apply", "-input=false", key, "plan")
	if w.holds(t, "terraform.tfstate", acctest.Account.SecretKey) {
		t.Error("the state holds the secret key")
	}
	read := make(map[simulator.API]string)
	for _, request := range w.clouds.Requests() {
		read[request.API] = request.AccessKeyID
	}
	want := map[simulator.API]string{lists.CodeArtsIDE: acctest.Account.AccessKeyID, lists.OutboundBot: acctest.Account.AccessKeyID}
	if d := cmp.Diff(want, read); d != "" {
		t.Errorf("what was read, and with which key (-want +got):\n%s", d)
	}
}

// tryInitWithOverrides runs "init" with the CLI configuration that "make build"
// writes, of which older CLIs ask a registry for the provider.
func tryInitWithOverrides(t *testing.T, w *workspace, _ string) {
	overrides := filepath.Join(w.directory, "dev.tfrc")
	w.write(t, "dev.tfrc", fmt.Sprintf("provider_installation {\n  dev_overrides {\n    %q = %q\n  }\n  filesystem_mirror {\n    path = %q\n  }\n}\n",
		"cloud-entitlements/entitlements", directory, t.TempDir()))
	w.write(t, "main.tf", requiredProvider+w.clouds.Block()+`
data "entitlements_outboundbot_instances" "all" {}
`)
	w.must(t, overrides, "init", "-input=false")
	w.must(t, overrides, "apply", "-input=false", "-auto-approve")
	if len(w.clouds.Requests()) == 0 {
		t.Error("nothing was read")
	}
}

const requiredProvider = `terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}

`

// workspace is a directory in which a CLI runs.
type workspace struct {
	cli, directory string
	clouds         *acctest.Clouds
}

func (w *workspace) write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.directory, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// must runs the CLI with a CLI configuration, and returns its output.
func (w *workspace) must(t *testing.T, config string, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), w.cli, arguments...)
	command.Dir = w.directory
	command.Env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+config, "TF_CLI_ARGS=-no-color")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(w.cli), arguments[0], err, &stdout, &stderr)
	}
	return stdout.String()
}

// holds reports whether a file has a text in it: a plan is a ZIP archive.
func (w *workspace) holds(t *testing.T, name, text string) bool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(w.directory, name))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(content, []byte(text)) {
		return true
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if errors.Is(err, zip.ErrFormat) {
		return false
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.File {
		member, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(member)
		if err := errors.Join(err, member.Close()); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(text)) {
			return true
		}
	}
	return false
}

// productOf returns which CLI this is, Terraform or OpenTofu, and its version.
func productOf(t *testing.T, cli string) (string, *version.Version) {
	t.Helper()
	words, err := exec.CommandContext(t.Context(), cli, "version").Output()
	if err != nil {
		t.Fatal(err)
	}
	product, _, _ := strings.Cut(strings.TrimSpace(string(words)), " ")
	return product, versionOf(t, cli)
}

// versionOf returns the version of a CLI, without the suffix of a pre-release.
func versionOf(t *testing.T, cli string) *version.Version {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), cli, "version", "-json").Output()
	var found struct {
		Version string `json:"terraform_version"`
	}
	if err := errors.Join(err, json.Unmarshal(output, &found)); err != nil {
		t.Fatal(err)
	}
	is, err := version.NewVersion(found.Version)
	if err != nil {
		t.Fatal(err)
	}
	return is.Core()
}
