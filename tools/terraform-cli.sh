#!/bin/sh
# Prints the path of a Terraform CLI, Terraform or OpenTofu: the first of
#
#   1. $ENTITLEMENTS_CLI, or $TF_ACC_TERRAFORM_PATH: the CLI that you chose
#   2. terraform on PATH, where it is 1.5 or newer
#   3. tofu on PATH
#   4. OpenTofu built from source into .build/, once, which needs Go alone
#
# Only the path goes to stdout.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tools/plain-env.sh"

say() { printf '%s\n' "$*" >&2; }

# version prints the version of a CLI, and nothing where it does not run, such
# as a shim that no version was chosen for.
version() {
  "$1" version -json 2>/dev/null | sed -n 's/.*"terraform_version": *"\([^"]*\)".*/\1/p'
}

# usable tells whether a CLI runs and is new enough, and says so where it is not.
usable() {
  found=$(version "$1")
  case $found in
    '') say "$1 does not tell its version." && return 1 ;;
    0.* | 1.[0-4].*) say "$1 is version $found; 1.5 or newer is needed." && return 1 ;;
  esac
}

# answer prints a path, made absolute, and ends.
answer() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
  exit 0
}

chosen=${ENTITLEMENTS_CLI:-${TF_ACC_TERRAFORM_PATH:-}}
if [ -n "$chosen" ]; then
  if ! path=$(command -v "$chosen"); then
    say "$chosen is no program. It was chosen by ENTITLEMENTS_CLI or TF_ACC_TERRAFORM_PATH."
    exit 1
  fi
  usable "$path" || exit 1
  answer "$path"
fi

for name in terraform tofu; do
  if path=$(command -v "$name") && usable "$path"; then
    answer "$path"
  fi
done

module=github.com/opentofu/opentofu
release=$(sed -n "s|^.*[[:space:]]$module v\([^ ]*\).*|\1|p" "$root/tools/opentofu/go.mod")
built=$root/.build/tofu-$release
if [ ! -x "$built" ]; then
  say "No terraform or tofu on PATH can be used: building OpenTofu $release from source."
  say "This is done once. It takes about 5 minutes on two cores."
  mkdir -p "$root/.build"
  partial=$root/.build/partial-tofu.$$ # moved into place when it is whole
  trap 'rm -f "$partial"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  CGO_ENABLED=0 GOWORK=off go -C "$root/tools/opentofu" build -trimpath \
    -ldflags "-s -w -X $module/version.dev=no" -o "$partial" "$module/cmd/tofu" >&2
  mv "$partial" "$built"
fi
usable "$built" || exit 1
answer "$built"
