#!/bin/sh
# Runs go test, including the acceptance tests, with a real Terraform CLI. The
# arguments are those of go test. A skipped acceptance test is a failure. At the end,
# it prints the time of each package, the slowest first.
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

# Like a release: without a C compiler and debugging information.
export CGO_ENABLED="${CGO_ENABLED:-0}"
# The tests and the CLI run many short processes, which rarely need garbage
# collection.
export GOGC="${GOGC:-400}"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
{
  code=0
  # Many tests wait for a time-out or a CLI: more packages than cores at once.
  go test -count=1 -p=4 -timeout=20m -ldflags='-s -w' "$@" || code=$?
  echo "$code" >"$results/code"
} | tee "$results/log"

# Lines of go test such as "ok  	example.com/module/internal/x	1.234s".
sed -n "s#^\(ok  \|FAIL\)	$(go list -m)/*\([^	]*\)	\([0-9.]*\)s.*#\3 \2#p" "$results/log" | sort -rn >"$results/times"
if [ "$(wc -l <"$results/times")" -gt 1 ]; then
  printf '\nSeconds per package, run in parallel:\n'
  awk '{ printf "%7.1f  %s\n", $1, $2 == "" ? "." : $2 }' "$results/times"
fi
exit "$(cat "$results/code")"
