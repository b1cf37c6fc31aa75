#!/bin/sh
# Runs go test, with the acceptance tests, on a real Terraform CLI. Arguments are
# those of go test. An acceptance test that is skipped is a failure here.
set -eu

cd "$(dirname "$0")/.."
cli=$(tools/terraform-cli.sh)
. tools/plain-env.sh
export TF_ACC=1 ENTITLEMENTS_ACC_REQUIRED=1 TF_ACC_TERRAFORM_PATH="$cli"

version=$("$cli" version)
case $version in
  OpenTofu*) export TF_ACC_PROVIDER_HOST=registry.opentofu.org TF_ACC_PROVIDER_NAMESPACE=hashicorp ;;
esac
printf 'Acceptance tests run on %s (%s).\n' "$(printf '%s\n' "$version" | head -n 1)" "$cli"

# As the provider ships, and without a C compiler.
export CGO_ENABLED="${CGO_ENABLED:-0}"
exec go test -count=1 -timeout=20m "$@"
