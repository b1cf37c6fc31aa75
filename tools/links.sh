#!/bin/sh
# Checks that all links between the documents of this repository work, including
# their anchors.
set -eu

cd "$(dirname "$0")/.."

# anchors prints the anchors of a document: those of its headings, and explicit ones.
anchors() {
  sed -n 's/.*<a id="\([^"]*\)">.*/\1/p' "$1"
  sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed -e 's/[^a-z0-9 _-]//g' -e 's/ /-/g'
}

broken=0
for file in *.md docs/*.md docs/*/*.md; do
  directory=$(dirname "$file")
  for link in $(grep -oE '\]\([^) ]+\)' "$file" | sed -e 's/^](//' -e 's/)$//' | grep -vE '^[a-z]+:' | sort -u); do
    path=${link%%#*} anchor=
    case $link in *#*) anchor=${link#*#} ;; esac
    target=$file
    [ -z "$path" ] || target=$directory/$path
    if [ ! -e "$target" ] || { [ -n "$anchor" ] && ! anchors "$target" | grep -qxF -- "$anchor"; }; then
      echo "$file links to $link, which does not exist." >&2
      broken=1
    fi
  done
done
exit "$broken"
