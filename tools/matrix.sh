#!/bin/sh
# Runs the acceptance tests on the given CLIs, such as "terraform-1.5.7". Without
# arguments, these are the oldest and newest supported Terraform and OpenTofu.
# "at-hand" is the CLI that "make test" uses.
set -eu

cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- terraform-1.5.7 at-hand tofu-1.6.3 tofu-1.12.6

failed=
for name in "$@"; do
  printf '\n==> %s\n' "$name"
  if [ "$name" = at-hand ]; then
    cli=$(tools/terraform-cli.sh)
  else
    cli=$(tools/terraform-cli.sh "$name")
  fi
  # Tests that need a newer CLI are printed as skipped.
  ENTITLEMENTS_CLI=$cli tools/test.sh -v -run '^TestAcc' ./... >".build/matrix-$name.log" 2>&1 || failed="$failed $name"
  grep -E '^Acceptance tests run on|^ *--- (FAIL|SKIP)|^(FAIL|ok|panic)' ".build/matrix-$name.log" | grep -v 'no tests to run' || :
done
[ -z "$failed" ] || { printf '\nFailed on:%s. The logs are in .build/.\n' "$failed" >&2 && exit 1; }
