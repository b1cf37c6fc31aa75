#!/bin/sh
# Prints the path of a Terraform CLI, Terraform or OpenTofu, which is the first of
#
#   1. $ENTITLEMENTS_CLI, or $TF_ACC_TERRAFORM_PATH: the CLI that you chose
#   2. terraform on PATH, if it is 1.5 or newer
#   3. tofu on PATH
#   4. the newest OpenTofu below, built from source into .build/ once, which only
#      needs Go
#
# With a name, it is that CLI, built from source in the same way:
#
#   terraform-1.5.7   the last Terraform with the old license
#   tofu-1.6.3        the oldest minor version of OpenTofu
#   tofu-1.12.6       the newest OpenTofu that can be built from its modules
#
# Only the path is written to stdout.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/tools/plain-env.sh"

say() { printf '%s\n' "$*" >&2; }

# version prints the version of a CLI, or nothing if it does not run, such as a shim
# without a chosen version.
version() {
  "$1" version -json 2>/dev/null | sed -n 's/.*"terraform_version": *"\([^"]*\)".*/\1/p'
}

# usable reports whether a CLI runs and is new enough. If not, it prints why.
usable() {
  found=$(version "$1")
  case $found in
    '') say "$1 prints no version." && return 1 ;;
    0.* | 1.[0-4].*) say "$1 is version $found; 1.5 or newer is needed." && return 1 ;;
  esac
}

# answer prints the absolute form of a path, and exits.
answer() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s\n' "$PWD/$1" ;;
  esac
  exit 0
}

# build builds the CLI with a name, unless it exists, prints its path and exits.
build() {
  case $1 in
    terraform-1.5.7 | tofu-1.6.3 | "$newest") ;;
    *) say "There is no $1. There are: terraform-1.5.7 tofu-1.6.3 $newest" && exit 1 ;;
  esac
  built=$root/.build/$1
  if [ ! -x "$built" ]; then
    say "Building $1 from source. This is done once. It takes 2 to 5 minutes on two cores."
    partial=$root/.build/partial-cli.$$ # moved into place when it is complete
    mkdir -p "$partial"
    trap 'rm -rf "$partial"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    export CGO_ENABLED=0 GOWORK=off
    case $1 in
      terraform-*)
        GOBIN=$partial go install -trimpath -ldflags '-s -w' github.com/hashicorp/terraform@v1.5.7 >&2
        ;;
      tofu-1.6.3)
        GOBIN=$partial go install -trimpath -ldflags "-s -w -X $opentofu/version.dev=no" "$opentofu/cmd/tofu@v1.6.3" >&2
        ;;
      "$newest") # its own module, because it replaces a module of OpenTofu
        go -C "$root/tools/opentofu" build -trimpath -ldflags "-s -w -X $opentofu/version.dev=no" -o "$partial/" "$opentofu/cmd/tofu" >&2
        ;;
    esac
    mv "$partial"/* "$built"
    rmdir "$partial"
  fi
  usable "$built" || exit 1
  answer "$built"
}

opentofu=github.com/opentofu/opentofu
newest=tofu-$(sed -n "s|^.*[[:space:]]$opentofu v\([^ ]*\).*|\1|p" "$root/tools/opentofu/go.mod")
[ $# -eq 0 ] || build "$1"

chosen=${ENTITLEMENTS_CLI:-${TF_ACC_TERRAFORM_PATH:-}}
if [ -n "$chosen" ]; then
  if ! path=$(command -v "$chosen"); then
    say "$chosen is not a program. It was set by ENTITLEMENTS_CLI or TF_ACC_TERRAFORM_PATH."
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

say "No terraform or tofu on PATH can be used."
build "$newest"
