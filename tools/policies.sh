#!/bin/sh
# Tests the examples, and what the documents tell readers to type: with a real
# Terraform CLI on simulated clouds, and with OPA on the plans that it makes. OPA is built
# from source into .build/, which takes a minute or two on two cores, once.
# Arguments are those of go test.
set -eu

cd "$(dirname "$0")/.."
CGO_ENABLED=0 GOWORK=off go -C tools/opa build -trimpath -ldflags '-s -w' -o "$PWD/.build/opa" github.com/open-policy-agent/opa
ENTITLEMENTS_OPA=$PWD/.build/opa exec tools/test.sh -tags=opa "$@" ./internal/testing/policies ./internal/testing/examples
