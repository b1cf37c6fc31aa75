#!/bin/sh
# Writes docs/ anew, from the provider's schema, templates/ and examples/, and
# before that what README.md and templates/ say of each list. With "check" it
# changes nothing, and fails where docs/ is not what it would write; what it would
# write into README.md and templates/ is checked by the test of tools/tables.
# Nothing is downloaded but the Go modules of tfplugindocs: the schema is what
# the CLI at hand reads from the provider that is built here.
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

# CLIs older than Terraform 1.8 and OpenTofu 1.7 know no functions and would
# leave their pages out.
case $("$cli" version) in
  "Terraform v1."[5-7].* | "OpenTofu v1.6."*)
    echo "docs need Terraform 1.8, OpenTofu 1.7 or newer; $cli is older. ENTITLEMENTS_CLI chooses another." >&2
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
  { echo 'docs/ is not what schema, templates and examples say: run "make docs" and commit what changes.' >&2 && exit 1; }
