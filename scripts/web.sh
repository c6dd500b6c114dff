#!/usr/bin/env bash
# Builds what the browser is served, from the packages pinned in web/package-lock.json, into server/assets/dist. With
# "check" it checks the explorer's types instead.
set -euo pipefail
cd "$(dirname "$0")/../web"

# npm writes what it installed beside it: nothing is fetched again as long as that is not older than the lock file.
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  npm ci
fi
npm run --silent "${1:-build}"
