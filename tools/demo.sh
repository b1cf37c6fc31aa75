#!/bin/sh
# Reads the lists of two simulated clouds through a real Terraform CLI, with the
# configuration in examples/demo. It stops everything that it starts, and leaves
# only the programs in .build/.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
simulator=

clean_up() {
  status=$?
  trap - EXIT
  trap '' HUP INT TERM
  if [ -n "$simulator" ]; then
    kill "$simulator" 2>/dev/null || :
    wait "$simulator" 2>/dev/null || :
  fi
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
for name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
  case $name in
    ALICLOUD_* | ALIBABA_CLOUD_* | ALIBABACLOUD_* | HW_* | OS_* | HUAWEICLOUD_*) unset "$name" ;;
    HTTP_PROXY | HTTPS_PROXY | ALL_PROXY | http_proxy | https_proxy | all_proxy) unset "$name" ;;
  esac
done
export TF_CLI_CONFIG_FILE="$root/.build/dev.tfrc" TMPDIR="$work"

# A copy keeps the state and the plan out of the example. The only addition is the
# provider block for the simulated clouds.
cp -R "$root/examples/demo" "$work/demo"

step "Starting the simulated clouds"
"$root/.build/simulator" -ready-file "$work/url" >"$work/demo/simulator_override.tf" &
simulator=$!
tries=0
until [ -s "$work/url" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 150 ] || ! kill -0 "$simulator" 2>/dev/null; then
    echo "The simulator did not start." >&2
    exit 1
  fi
  sleep 0.2
done
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
