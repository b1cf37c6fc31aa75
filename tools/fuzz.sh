#!/bin/sh
# Runs every fuzz test of the module for the given time, and reads lists from a
# million random servers.
set -eu

cd "$(dirname "$0")/.."
go test -count=1 -run='^TestUniverse$' ./internal/listing -args -servers=1000000
grep -rl --include='*_test.go' '^func Fuzz' internal | sort | while read -r file; do
  sed -n 's/^func \(Fuzz[A-Za-z0-9_]*\)(.*/\1/p' "$file" | while read -r name; do
    go test -run='^$' -fuzz="^$name\$" -fuzztime="${1:-30s}" "./$(dirname "$file")"
  done
done
