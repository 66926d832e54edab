#!/bin/sh
# Copies the sample home to a new folder, imports its store into a new database there, and shows the result.
set -eu
here=$(CDPATH='' cd -P -- "$(dirname -- "$0")" && pwd)
ao=${here%/examples}/ao
home=$(mktemp -d "${TMPDIR:-/tmp}/ao-sample-XXXXXX")
cp -R "$here/home/." "$home"
# Stores name absolute paths: the sample gets its own.
find "$home" -type f -exec grep -lI '@HOME@' {} + | while IFS= read -r file; do
  sed "s|@HOME@|$home|g" "$file" >"$file.new" && mv "$file.new" "$file"
done
slug=$(printf %s "$home" | tr -c 'A-Za-z0-9-' '-')
for bucket in "$home"/.claude/projects/@SLUG@*; do
  mv "$bucket" "$home/.claude/projects/$slug${bucket##*@SLUG@}"
done
"$ao" import --home "$home" --sessions active --create-db --yes
echo
"$ao" inspect --home "$home" --fail-on never
