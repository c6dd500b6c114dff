#!/usr/bin/env bash
# Builds the Python package: the widget from the npm packages pinned in clients/python/widget, and the wheel, whose path is printed.
# With "widget" it builds the widget alone; with "check" it checks the widget's types instead.
set -euo pipefail
cd "$(dirname "$0")/.."

mkdir -p var
exec 8>var/python.lock
flock 8 # tests of several packages may want it at the same time
(
  cd clients/python/widget
  # npm writes what it installed beside it: nothing is fetched again as long as that is not older than the lock file.
  if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --ignore-scripts
  fi
  built=../src/pactgraph/static/widget.js
  if [ "${1:-}" = check ]; then
    npm run --silent check
  elif [ ! -e "$built" ] || [ -n "$(find src build.mjs package-lock.json -newer "$built")" ]; then
    npm run --silent build
  fi
) >&2
[ -z "${1:-}" ] || exit 0

python=$(scripts/venv.sh)
cd clients/python
rm -rf dist
"$python" -m hatchling build --target wheel >&2
ls "$PWD"/dist/*.whl
