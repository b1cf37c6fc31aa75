#!/bin/sh
# Follows the README in an empty home directory: runs "make install", and "init" and
# "plan" with its first configuration, on simulated clouds and without a registry.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
cli=$("$root/tools/terraform-cli.sh")
"$root/tools/build.sh" # the simulator
. "$root/tools/plain-env.sh"
unset TF_CLI_CONFIG_FILE # this tests the default in the home directory
GOCACHE=$(go env GOCACHE) GOMODCACHE=$(go env GOMODCACHE) GOENV=$(go env GOENV)
export GOCACHE GOMODCACHE GOENV
work=$(mktemp -d)
. "$root/tools/simulated-clouds.sh"
clean_up() {
  stop_clouds
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

export HOME="$work/home" APPDATA="$work/home"
mkdir "$HOME" "$work/first"
# The block as it is written, marked as run by this script.
awk '/^<!-- run by: tools\/install_test.sh -->$/ { marked = 1 } /^```$/ { if (on) exit } on; /^```sh$/ { on = marked }' "$root/README.md" >"$work/install"
grep -q . "$work/install"
(cd "$root" && sh -eu "$work/install" >"$work/installed")

awk '/^```terraform$/ { on = 1; next } /^```$/ { if (on) exit } on' "$root/README.md" >"$work/first/main.tf"
grep -q required_providers "$work/first/main.tf"
forget_clouds
start_clouds "$work/first/simulator.tf"

"$cli" -chdir="$work/first" init -input=false -no-color >"$work/init" || { cat "$work/init" && exit 1; }
grep 'Installed cloud-entitlements/entitlements v' "$work/init"
"$cli" -chdir="$work/first" plan -input=false -no-color >"$work/plan" || { cat "$work/plan" && exit 1; }
grep -A 4 '+ license_ids' "$work/plan"
