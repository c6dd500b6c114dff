#!/usr/bin/env bash
# Says what is missing on this machine, and how to get it. Usage: need.sh go|java|node|python|chromium|superset …
set -euo pipefail
cd "$(dirname "$0")/.."

# at_least MAJOR.MINOR FOUND: whether FOUND is at least that version.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

need() { # need NAME MINIMUM FOUND HOW
  if [ -z "$3" ]; then
    echo "$1 is missing: version $2 or later is needed. $4" >&2
    return 1
  fi
  if ! at_least "$2" "$3"; then
    echo "$1 $3 is too old: version $2 or later is needed. $4" >&2
    return 1
  fi
}

status=0
for what in "$@"; do
  case "$what" in
    go)
      found=$(go env GOVERSION 2>/dev/null | sed -E 's/^go([0-9.]+).*/\1/' || true)
      need Go 1.26 "$found" "Get it from https://go.dev/dl/" || status=1 ;;
    java)
      # Whether a Neo4j can be started (by a JDK and Maven, or in Docker) or runs already, the tests' own code tells.
      go run ./internal/neo4jserver/cmd -check || status=1 ;;
    node)
      found=$(node --version 2>/dev/null | sed 's/^v//' || true)
      need Node.js 20 "$found" "Get it from https://nodejs.org/ or your system's packages (nodejs, npm)." || status=1 ;;
    python)
      found=$(python3 -c 'import platform, venv; print(platform.python_version())' 2>/dev/null || true)
      need Python 3.11 "$found" "Get it, with its module venv, from https://www.python.org/ or your system's packages (python3, python3-venv)." || status=1 ;;
    chromium)
      scripts/chromium.sh >/dev/null || status=1 ;;
    superset)
      scripts/superset.sh check || status=1 ;;
    *) echo "need.sh: nothing is known of $what" >&2; status=2 ;;
  esac
done
exit "$status"
