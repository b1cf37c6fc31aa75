#!/bin/sh
# Checks .goreleaser.yml, and builds the files of a release with it, unsigned, into
# .build/release: for the platform of this machine or, with "all", for all platforms.
set -eu

cd "$(dirname "$0")/.."
mkdir -p .build
goreleaser() { # its long output is only printed if it fails
  CGO_ENABLED=0 go tool -modfile=tools/goreleaser/go.mod goreleaser "$@" >.build/goreleaser.log 2>&1 ||
    { cat .build/goreleaser.log >&2 && exit 1; }
}

goreleaser check
config=.goreleaser.yml
if [ "${1:-}" != all ]; then
  config=.build/goreleaser.yml
  sed -e "s/^    goos: .*/    goos: [$(go env GOOS)]/" -e "s/^    goarch: .*/    goarch: [$(go env GOARCH)]/" .goreleaser.yml >"$config"
fi
printf '\ndist: .build/release\n' | cat "$config" - >.build/snapshot.yml
goreleaser release --config .build/snapshot.yml --snapshot --clean --skip=sign,sbom,before

# The manifest of the Registry is uploaded from here under the name of the release.
for sums in .build/release/*_SHA256SUMS; do cp terraform-registry-manifest.json "${sums%SHA256SUMS}manifest.json"; done
cd .build/release
sha256sum --check --quiet ./*_SHA256SUMS
cat ./*_SHA256SUMS
