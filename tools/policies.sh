#!/bin/sh
# Tests the examples, and the commands in the documents, with a real Terraform CLI on
# simulated clouds, and with OPA on its plans. OPA is built from source into .build/
# once, which takes a minute or two on two cores. The arguments are those of go test.
set -eu

cd "$(dirname "$0")/.."
CGO_ENABLED=0 GOWORK=off go -C tools/opa build -trimpath -ldflags '-s -w' -o "$PWD/.build/opa" github.com/open-policy-agent/opa
ENTITLEMENTS_OPA=$PWD/.build/opa exec tools/test.sh -tags=opa "$@" ./internal/testing/policies ./internal/testing/examples
