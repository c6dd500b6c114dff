#!/usr/bin/env bash
# Formatting, vet, staticcheck, tidy modules, the types of the explorer and of the Python package's widget, and generated code that is what generating gives.
set -euo pipefail
cd "$(dirname "$0")/.."

unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
  echo "gofmt would change these files; run gofmt -w on them:" >&2
  echo "$unformatted" >&2
  exit 1
fi
go vet ./...
go tool staticcheck ./...
go mod tidy -diff
scripts/web.sh check
scripts/python.sh check

# What is generated must be what is committed: made again into a copy, and compared.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard --deduplicate | tar --null -cf - -T - | tar -xf - -C "$copy"
(cd "$copy" && go generate ./...)
stale=0
while read -r file; do
  if ! cmp -s "$file" "$copy/$file"; then
    echo "$file is not what 'make generate' gives" >&2
    stale=1
  fi
done < <(grep -lE '^// Code generated .* DO NOT EDIT\.$' $(git ls-files '*.go'))
[ "$stale" = 0 ]
echo "lint: clean"
