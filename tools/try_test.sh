#!/bin/sh
# Follows the READMEs in a shell of "make try", in each language: the commands of the second block read
# the simulated clouds, a command that fails fails it, and nothing is left running.
set -eu

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
[ ! -e .build/try/main.tf ] || { mv .build/try/main.tf "$work/mine" && trap 'mv "$work/mine" .build/try/main.tf; rm -rf "$work"' EXIT; }

# block prints the shell block of a document after the nth mark that names this script.
block() {
  awk -v nth="$2" '/^<!-- run by: tools\/try_test.sh -->$/ { marked++ } /^```$/ { if (on) exit } on; /^```sh$/ { on = marked == nth }' "$1"
}
for document in README.md README.zh-CN.md; do
  rm -f .build/try/main.tf
  block "$document" 1 >"$work/open"
  block "$document" 2 >"$work/inside"
  grep -q . "$work/open" && grep -q 'terraform plan' "$work/inside"
  sh -eu "$work/open" <"$work/inside" >"$work/output" 2>&1 || { cat "$work/output" && exit 1; }
  grep 'license_ids' "$work/output"
done
rm .build/try/main.tf

if echo 'terraform plan -out=/does/not/exist' | tools/try.sh >"$work/output" 2>&1; then
  cat "$work/output"
  echo 'A command failed, and make try did not.' >&2
  exit 1
fi

# The endpoints of the last run answer no more.
command -v curl >/dev/null
url=$(sed -n 's|.*"\(http://127[^"]*\)".*|\1|p' .build/try/provider.tf | head -n 1)
[ -n "$url" ]
! curl -s -o "$work/answer" --max-time 5 --noproxy '*' "$url" || { echo "$url still answers." >&2 && exit 1; }
