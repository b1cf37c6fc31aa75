#!/bin/sh
# Builds the provider like a release, and installs it in the implied local mirror in
# the home directory, where "init" of Terraform and OpenTofu looks before it asks a
# registry. The argument is the version.
set -eu

version=${1:?the version is missing, such as 0.1.0}
cd "$(dirname "$0")/.."
os=$(go env GOOS) arch=$(go env GOARCH)
if [ "$os" = windows ]; then
  plugins=${APPDATA:?}/terraform.d/plugins
else
  plugins=${HOME:?}/.terraform.d/plugins
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program=$work/terraform-provider-entitlements_v$version$(go env GOEXE)
commit=$(git rev-parse --short HEAD 2>/dev/null || :)
CGO_ENABLED=0 go build -buildvcs=false -trimpath -tags=grpcnotrace -ldflags "-s -w -X main.version=$version -X main.commit=$commit" -o "$program" .

for registry in registry.terraform.io registry.opentofu.org; do
  into=$plugins/$registry/cloud-entitlements/entitlements/$version/${os}_$arch
  mkdir -p "$into"
  cp "$program" "$into/.new" && mv "$into/.new" "$into/${program##*/}" # a running program is not changed
  echo "$into/${program##*/}"
done
