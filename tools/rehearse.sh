#!/bin/sh
# Rehearses a release as far as a machine can by itself, and publishes nothing:
#
#   1. builds, signs and checks the files of a release for all platforms, with a key
#      that is thrown away
#   2. builds them again in another directory: they must be the same bytes
#   3. installs the archive of this platform with "init", from a mirror in the file
#      system that has the archives of all, and reads a list of the simulated clouds
#   4. locks the release for two platforms, and installs from the lock
#   5. upgrades to the next release: the plan must be empty
#
# Steps 3 to 5 are done on each of the given CLIs, by their names in
# terraform-cli.sh. The commit that is built is HEAD. The first build for all
# platforms takes some ten minutes on two cores.
set -eu

cd "$(dirname "$0")/.."
root=$PWD
[ $# -gt 0 ] || set -- terraform-1.5.7 at-hand "tofu-1.6.3" tofu-1.12.6
tools/build.sh # the simulator
. tools/plain-env.sh
mkdir -p .build
work=$(mktemp -d)
. tools/simulated-clouds.sh
clean_up() {
  stop_clouds
  GNUPGHOME=$work/gpg gpgconf --kill all 2>/dev/null || :
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
step() { printf '\n==> %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2 && exit 1; }
quietly() { "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }; }

mkdir -m 700 "$work/gpg"
export GNUPGHOME="$work/gpg"
quietly gpg --batch --passphrase '' --quick-generate-key 'Rehearsal <rehearsal@example.com>' rsa4096 sign never
GPG_FINGERPRINT=$(gpg --batch --with-colons --list-keys | sed -n 's/^fpr:*\([0-9A-F]*\):$/\1/p' | head -n 1)
export GPG_FINGERPRINT

git diff --quiet HEAD || echo "What is not committed is not part of the rehearsal."

# release builds the release of a version in a new clone, with the given
# configuration, and prints where its files are.
release() { # name of the clone, version, configuration
  git clone -q --no-local "$root" "$work/$1"
  git -C "$work/$1" checkout -q --detach "$(git rev-parse HEAD)"
  git -C "$work/$1" -c tag.gpgsign=false tag "v$2"
  (
    cd "$work/$1"
    # goreleaser is built here, because it is the same one.
    CGO_ENABLED=0 "$work/goreleaser" release --config "$3" --clean --skip=publish,announce,sbom,before
  ) >"$work/log" 2>&1 || { cat "$work/log" >&2 && exit 1; }
  cp "$work/$1/terraform-registry-manifest.json" "$work/$1/dist/terraform-provider-entitlements_$2_manifest.json"
  printf '%s\n' "$work/$1/dist"
}

step "The release for all platforms, signed"
(cd tools/goreleaser && CGO_ENABLED=0 GOWORK=off go build -o "$work/goreleaser" github.com/goreleaser/goreleaser/v2)
first=$(release first 0.1.0 .goreleaser.yml)
cd "$first"
sha256sum --check --quiet ./*_SHA256SUMS
quietly gpg --batch --verify ./*_SHA256SUMS.sig ./*_SHA256SUMS
cat ./*_SHA256SUMS
cd "$root"

step "The same bytes in another directory"
second=$(release a/much/longer/path 0.1.0 .goreleaser.yml)
(cd "$first" && sha256sum ./*.zip ./*.tar.gz) >"$work/first.sums"
(cd "$second" && sha256sum ./*.zip ./*.tar.gz) | diff "$work/first.sums" - || fail "Two builds of one commit differ."
echo "They are the same."

step "The next release"
sed -e "s/^    goos: .*/    goos: [$(go env GOOS)]/" -e "s/^    goarch: .*/    goarch: [$(go env GOARCH)]/" .goreleaser.yml >"$work/this-platform.yml"
next=$(release next 0.2.0 "$work/this-platform.yml")
cat "$next"/*_SHA256SUMS

# "init" finds a release in both registries' part of the mirror.
publish() { # directory of a release
  for registry in registry.terraform.io registry.opentofu.org; do
    mkdir -p "$work/mirror/$registry/cloud-entitlements/entitlements"
    cp "$1"/*.zip "$work/mirror/$registry/cloud-entitlements/entitlements/"
  done
}

export TF_CLI_CONFIG_FILE="$work/cli.tfrc"
printf 'provider_installation {\n  filesystem_mirror {\n    path = "%s"\n  }\n}\n' "$work/mirror" >"$TF_CLI_CONFIG_FILE"
start_clouds "$work/simulator.tf"

here=$(go env GOOS)_$(go env GOARCH)
other=darwin_arm64
[ "$here" != "$other" ] || other=linux_amd64
for name in "$@"; do
  step "$name: install, lock and upgrade"
  [ "$name" = at-hand ] && cli=$(tools/terraform-cli.sh) || cli=$(tools/terraform-cli.sh "$name")
  run() { quietly "$cli" -chdir="$work/run-$name" "$@"; }
  installed() { # version
    found=$(sed -n 's/^ *version *= *"\(.*\)"$/\1/p' "$work/run-$name/.terraform.lock.hcl")
    [ "$found" = "$1" ] || fail "$found is installed and not $1."
    said=$("$work/run-$name"/.terraform/providers/*/cloud-entitlements/entitlements/"$1/$here"/terraform-provider-entitlements_v"$1"* -version)
    case $said in
      "terraform-provider-entitlements $1 ("*) echo "$said" ;;
      *) fail "The provider says that it is: $said" ;;
    esac
  }
  rm -rf "$work/mirror"
  publish "$first"
  mkdir "$work/run-$name"
  cp "$work/simulator.tf" "$work/run-$name/"
  cat >"$work/run-$name/main.tf" <<'END'
terraform {
  required_providers {
    entitlements = {
      source  = "cloud-entitlements/entitlements"
      version = ">= 0.1.0, < 1.0.0"
    }
  }
}

data "entitlements_codearts_ide_licenses" "all" {}

output "licenses" {
  value = data.entitlements_codearts_ide_licenses.all.licenses
}
END
  run init -input=false -no-color
  installed 0.1.0
  run apply -input=false -no-color -auto-approve

  # The lock is written anew, for two platforms, and installed from without a change.
  rm -r "$work/run-$name/.terraform" "$work/run-$name/.terraform.lock.hcl"
  run providers lock -fs-mirror="$work/mirror" -platform="$here" -platform="$other"
  hashes=$(grep -c '"h1:' "$work/run-$name/.terraform.lock.hcl")
  [ "$hashes" -eq 2 ] || fail "The lock has $hashes hashes for two platforms."
  run init -input=false -no-color -lockfile=readonly
  installed 0.1.0

  # The next release is not installed before somebody asks for it.
  publish "$next"
  run init -input=false -no-color
  installed 0.1.0
  run init -input=false -no-color -upgrade
  installed 0.2.0
  run plan -input=false -no-color -detailed-exitcode # 2 if there is a change
  echo "The plan is empty after the upgrade."
done
