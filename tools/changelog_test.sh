#!/bin/sh
# Tests changelog.sh with its own change log.
set -eu

script=$(cd "$(dirname "$0")" && pwd)/changelog.sh
ENTITLEMENTS_CHANGELOG_ROOT=$(mktemp -d)
export ENTITLEMENTS_CHANGELOG_ROOT
trap 'rm -rf "$ENTITLEMENTS_CHANGELOG_ROOT"' EXIT
cd "$ENTITLEMENTS_CHANGELOG_ROOT"
mkdir -p .changes/unreleased

wrong() { printf 'changelog_test.sh: %s\n' "$*" >&2 && exit 1; }
same() { # what, wanted, got
  [ "$2" = "$3" ] || wrong "$1:
$3
where this was due:
$2"
}
fails() { # what it says, arguments
  said=$1
  shift
  if output=$("$script" "$@" 2>&1); then wrong "$* passed"; fi
  case $output in
    *"$said"*) ;;
    *) wrong "$* said: $output" ;;
  esac
}

# The first release, into an empty change log.
printf '# Changelog\n\nWhat has changed.\n' >CHANGELOG.md
fails "There are no fragments" release 0.1.0
printf '%s\n' 'A guide & a "list" with `code` and a \n in it.' >.changes/unreleased/added-guide.md
echo 'Another.' >.changes/unreleased/added-zebra.md
echo 'A row that came twice.' >.changes/unreleased/fixed-rows.md
"$script" check
"$script" release 0.1.0 2026-11-24
first='# Changelog

What has changed.

## [0.1.0] - 2026-11-24

### Added

- A guide & a "list" with `code` and a \n in it.
- Another.

### Fixed

- A row that came twice.'
same "the first release" "$first" "$(cat CHANGELOG.md)"
same "the fragments that are left" "" "$(ls .changes/unreleased)"

# The next release goes above it.
echo 'An attribute.' >.changes/unreleased/removed-it.md
same "the preview" '
### Removed

- An attribute.' "$("$script" preview)"
fails "has 0.1.0 already" release 0.1.0
fails "not a valid version" release v0.2.0
"$script" release 0.2.0 2026-12-01
same "the second release" '# Changelog

What has changed.

## [0.2.0] - 2026-12-01

### Removed

- An attribute.

## [0.1.0] - 2026-11-24' "$(head -n 11 CHANGELOG.md)"
same "the notes of the second" '### Removed

- An attribute.' "$("$script" notes 0.2.0)"
same "the notes of the first" "$(printf '%s' "$first" | sed '1,/^## /d' | sed '/./,$!d')" "$("$script" notes 0.1.0)"
fails "has no 0.3.0" notes 0.3.0

# Fragments that are not valid.
for name in guide.md new-guide.md added-.md added-guide.txt; do
  echo 'A guide.' >".changes/unreleased/$name"
  fails "the name must" check
  rm ".changes/unreleased/$name"
done
for text in '' 'No full stop' '- A bullet.' 'Two.
Lines.' '# A title.'; do
  printf '%s\n' "$text" >.changes/unreleased/added-it.md
  fails "it must be one line" check
  rm .changes/unreleased/added-it.md
done

echo "changelog.sh works."
