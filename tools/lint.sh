#!/bin/sh
# Runs golangci-lint on the Go code, as configured in .golangci.yml, and actionlint on
# the workflows. Both are pinned in their own modules. Then it checks that the actions
# are pinned too.
set -eu

cd "$(dirname "$0")/.."
export CGO_ENABLED=0
go tool -modfile=tools/golangci-lint/go.mod golangci-lint run ./...
# The linters of shell and Python are turned off, because the result would depend on
# whether they are installed.
go tool -modfile=tools/actionlint/go.mod actionlint -shellcheck= -pyflakes=
if grep -nE '^ *-? *uses:' .github/workflows/*.yml | grep -vE '@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$'; then
  echo "Pin the actions above by commit, with the version in a comment." >&2
  exit 1
fi
