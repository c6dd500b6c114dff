#!/usr/bin/env bash
# Takes pictures of all views of the explorer, into var/screenshots: loads Paris into a graph of its own, serves it with the built
# program, and lets a Chromium go through the views. Those that the README shows are copied to docs/screenshots.
set -euo pipefail
cd "$(dirname "$0")/.."

CHROMIUM=$(scripts/chromium.sh)
export CHROMIUM
if [ ! web/test/node_modules/.package-lock.json -nt web/test/package-lock.json ]; then
  (cd web/test && npm ci --ignore-scripts --no-audit --no-fund)
fi
dir=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
bin/pactgraph load --store "sqlite:$dir/graph.db" data/paris-2026 >/dev/null
touch "$dir/said"
bin/pactgraph serve --store "sqlite:$dir/graph.db" --listen 127.0.0.1:0 >"$dir/said" &
server=$!
until PACTGRAPH_URL=$(grep -oE 'http://[^ ]+' "$dir/said"); do
  kill -0 "$server" || { server=; exit 1; }
  sleep 0.1
done
export PACTGRAPH_URL
node web/test/screenshots.mjs var/screenshots
for name in declaration graph whatif; do
  cp "var/screenshots/$name.png" docs/screenshots/
done
