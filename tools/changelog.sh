#!/bin/sh
# Writes CHANGELOG.md from fragments. Each change that users notice has a file
# .changes/unreleased/KIND-NAME.md, where KIND is added, changed, deprecated,
# removed, fixed or security. Its only line is the entry.
#
#   changelog.sh check              check all fragments
#   changelog.sh preview            print the entries of the next release
#   changelog.sh release 0.2.0      move the fragments into CHANGELOG.md
#   changelog.sh notes 0.2.0        print the entries of a release in CHANGELOG.md
set -eu

cd "${ENTITLEMENTS_CHANGELOG_ROOT:-"$(dirname "$0")/.."}"
fragments=.changes/unreleased
kinds="added changed deprecated removed fixed security"

fail() { printf '%s\n' "$*" >&2 && exit 1; }

check() {
  for file in "$fragments"/*; do
    [ -e "$file" ] || continue
    name=${file##*/}
    case " $kinds " in
      *" ${name%%-*} "*) ;;
      *) fail "$file: the name must begin with one of: $kinds, and a hyphen." ;;
    esac
    case $name in
      *-?*.md) ;;
      *) fail "$file: the name must be KIND-WHATEVER.md." ;;
    esac
    [ "$(grep -c '' "$file")" -eq 1 ] && grep -qE '^[^-[:space:]#].*[^[:space:]]\.$' "$file" ||
      fail "$file: it must be one line, a sentence with its full stop and without a bullet."
  done
}

preview() {
  check
  for kind in $kinds; do
    title=
    for file in "$fragments/$kind"-*.md; do
      [ -e "$file" ] || continue
      [ -n "$title" ] || { title=$kind && printf '\n### %s\n\n' "$(printf '%s' "$kind" | sed 's/^\(.\)\(.*\)/\1|\2/' | awk -F '|' '{ print toupper($1) $2 }')"; }
      printf -- '- %s\n' "$(cat "$file")"
    done
  done
}

release() {
  printf '%s' "$1" | grep -qE '^[0-9]+\.[0-9]+\.[0-9]+$' || fail "$1 is not a valid version, such as 0.2.0."
  ! grep -qF "## [$1]" CHANGELOG.md || fail "CHANGELOG.md has $1 already."
  entries=$(preview)
  [ -n "$entries" ] || fail "There are no fragments in $fragments."
  section="## [$1] - ${2:-$(date -u +%Y-%m-%d)}
$entries"
  SECTION="$section" awk '
    /^## \[/ && !done { print ENVIRON["SECTION"] "\n"; done = 1 }
    { print }
    END { if (!done) print "\n" ENVIRON["SECTION"] }
  ' CHANGELOG.md >CHANGELOG.md.$$
  mv CHANGELOG.md.$$ CHANGELOG.md
  rm "$fragments"/*.md
}

notes() {
  found=$(awk -v version="$1" '/^## \[/ { on = (index($0, "## [" version "]") == 1); next } on' CHANGELOG.md)
  [ -n "$found" ] || fail "CHANGELOG.md has no $1."
  printf '%s\n' "$found" | sed '/./,$!d'
}

case ${1:-} in
  check) check ;;
  preview) preview ;;
  release) release "${2:?the version is missing}" "${3:-}" ;;
  notes) notes "${2:?the version is missing}" ;;
  *) fail "usage: changelog.sh check|preview|release VERSION|notes VERSION" ;;
esac
