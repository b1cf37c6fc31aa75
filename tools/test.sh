#!/bin/sh
# Runs go test, with the acceptance tests, on a real Terraform CLI. Arguments are
# those of go test. An acceptance test that is skipped is a failure here. At the
# end it prints how long each package took, the slowest first.
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

# As the provider ships: without a C compiler and debugging information.
export CGO_ENABLED="${CGO_ENABLED:-0}"
# The tests, and the CLI that they run, start often and end soon: most of what
# they collect as garbage is gone when they end.
export GOGC="${GOGC:-400}"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
{
  code=0
  go test -count=1 -timeout=20m -ldflags='-s -w' "$@" || code=$?
  echo "$code" >"$results/code"
} | tee "$results/log"

# Lines of go test such as "ok  	example.com/module/internal/x	1.234s".
sed -n "s#^\(ok  \|FAIL\)	$(go list -m)/*\([^	]*\)	\([0-9.]*\)s.*#\3 \2#p" "$results/log" | sort -rn >"$results/times"
if [ "$(wc -l <"$results/times")" -gt 1 ]; then
  printf '\nSeconds that the packages took, side by side:\n'
  awk '{ printf "%7.1f  %s\n", $1, $2 == "" ? "." : $2 }' "$results/times"
fi
exit "$(cat "$results/code")"
