#!/bin/sh
# Tests examples/policies and examples/modules: with a real Terraform CLI on
# simulated clouds, and with OPA on the plans that the CLI makes. OPA is built
# from source into .build/; the first time takes about 2 minutes on two cores.
# Arguments are those of go test.
set -eu

cd "$(dirname "$0")/.."
root=$PWD
cli=$(tools/terraform-cli.sh)
. tools/plain-env.sh
tools/build.sh
CGO_ENABLED=0 GOWORK=off go -C tools/policies build -trimpath -o "$root/.build/opa" github.com/open-policy-agent/opa
export ENTITLEMENTS_CLI="$cli" ENTITLEMENTS_OPA="$root/.build/opa" TF_CLI_CONFIG_FILE="$root/.build/dev.tfrc"
printf 'The policies run on %s (%s).\n' "$("$cli" version | head -n 1)" "$cli"

CGO_ENABLED=0 GOWORK=off exec go -C tools/policies test -count=1 -timeout=20m "$@" ./...
