#!/bin/sh
# Runs the linters: golangci-lint over the Go code as .golangci.yml says, and
# actionlint over the workflows. Both are pinned in modules of their own.
set -eu

cd "$(dirname "$0")/.."
export CGO_ENABLED=0
go tool -modfile=tools/golangci-lint/go.mod golangci-lint run ./...
# What is said of shell and Python within workflows would depend on whether
# their linters happen to be installed.
go tool -modfile=tools/actionlint/go.mod actionlint -shellcheck= -pyflakes=
