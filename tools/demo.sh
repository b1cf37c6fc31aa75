#!/bin/sh
# Reads the lists of two simulated clouds through a real Terraform CLI, with the
# configuration in examples/demo. It stops everything that it starts, and leaves
# only the programs in .build/.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
. "$root/tools/simulated-clouds.sh"

clean_up() {
  status=$?
  trap - EXIT
  trap '' HUP INT TERM
  stop_clouds
  rm -rf "$work"
  exit "$status"
}
trap clean_up EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

step() { printf '\n==> %s\n' "$*"; }

step "Looking for a Terraform CLI"
cli=$("$root/tools/terraform-cli.sh")
echo "$cli"

step "Building the provider and the simulator into .build/"
"$root/tools/build.sh"

# From here on, your own Terraform settings have no effect.
. "$root/tools/plain-env.sh"
forget_clouds
export TF_CLI_CONFIG_FILE="$root/.build/dev.tfrc" TMPDIR="$work"

# A copy keeps the state and the plan out of the example. The only addition is the
# provider block for the simulated clouds.
cp -R "$root/examples/demo" "$work/demo"

step "Starting the simulated clouds"
start_clouds "$work/demo/simulator_override.tf"
cat "$work/url"
echo
cd "$work/demo"

name=$(basename "$cli")
set -- -input=false -compact-warnings
[ -t 1 ] || set -- "$@" -no-color

step "$name plan"
"$cli" plan "$@" -out="$work/plan"

step "$name apply"
"$cli" apply "$@" -auto-approve "$work/plan"

step "What expires next"
"$cli" output -raw expires_within_30_days
echo
