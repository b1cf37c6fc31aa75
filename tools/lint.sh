#!/bin/sh
# Runs the linters: golangci-lint over the Go code as .golangci.yml says, and
# actionlint over the workflows, both pinned in modules of their own; and checks
# that the actions are pinned too.
set -eu

cd "$(dirname "$0")/.."
export CGO_ENABLED=0
go tool -modfile=tools/golangci-lint/go.mod golangci-lint run ./...
# What is said of shell and Python within workflows would depend on whether
# their linters happen to be installed.
go tool -modfile=tools/actionlint/go.mod actionlint -shellcheck= -pyflakes=
if grep -nE '^ *-? *uses:' .github/workflows/*.yml | grep -vE '@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$'; then
  echo "The actions above are not pinned by commit, with the version behind it." >&2
  exit 1
fi
