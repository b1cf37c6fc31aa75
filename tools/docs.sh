#!/bin/sh
# Generates the parts of README.md and templates/ on each list, and then docs/ from
# the provider's schema, templates/ and examples/. With "check" it changes nothing,
# and fails if docs/ is not up to date; the test of tools/tables checks README.md and
# templates/. It downloads only the Go modules of tfplugindocs: the schema is what the
# CLI reads from the provider that is built here.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root"
cli=$(tools/terraform-cli.sh)
tools/build.sh
. tools/plain-env.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/main.tf" <<'END'
terraform {
  required_providers {
    entitlements = {
      source = "cloud-entitlements/entitlements"
    }
  }
}
END
TF_CLI_CONFIG_FILE="$root/.build/dev.tfrc" "$cli" -chdir="$work" providers schema -json >"$work/as-is.json"

# Terraform before 1.8 and OpenTofu before 1.7 do not support functions, and would
# leave out their pages.
case $("$cli" version) in
  "Terraform v1."[5-7].* | "OpenTofu v1.6."*)
    echo "docs need Terraform 1.8, OpenTofu 1.7 or newer; $cli is older. Set ENTITLEMENTS_CLI to use another." >&2
    exit 1
    ;;
esac

# tfplugindocs looks for the provider under its short name.
sed 's|"registry\.[a-z.]*/cloud-entitlements/entitlements"|"entitlements"|' "$work/as-is.json" >"$work/schema.json"

tfplugindocs() { CGO_ENABLED=0 go tool -modfile=tools/docs/go.mod tfplugindocs "$@"; }
run() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }; }
case ${1:-write} in
  write) into=docs && go run ./tools/tables ;;
  check) into=.build/docs && rm -rf "$into" ;;
  *) echo "usage: docs.sh [check]" >&2 && exit 1 ;;
esac
run tfplugindocs generate --provider-name entitlements --providers-schema "$work/schema.json" --rendered-website-dir "$into"
run tfplugindocs validate --provider-name entitlements --providers-schema "$work/schema.json"
[ "$into" = docs ] || diff -r docs "$into" ||
  { echo 'docs/ is not up to date: run "make docs" and commit the changes.' >&2 && exit 1; }
