#!/usr/bin/env bash
# Installs Apache Superset under var/, makes the dashboard of a Pactgraph that serves already, and serves it to this machine
# alone; with "check" it only says whether there is a Python for it. What may be said by the environment:
#   PACTGRAPH_URL  where Pactgraph is (http://127.0.0.1:8080)
#   SUPERSET_PORT  where Superset shall be, on 127.0.0.1 (8088; 0 is any that is free)
#   SUPERSET_HOME  the folder for what it keeps (var/superset)
set -euo pipefail
cd "$(dirname "$0")/.."
files=$PWD/dashboards/superset
venv=$PWD/var/superset-venv

# python: prints the first Python here that Superset and the versions in requirements.txt run on.
python() {
  local name
  for name in python3 python3.12 python3.11 python3.10; do
    if "$name" -c 'import sys, venv; sys.exit(not (3, 10) <= sys.version_info < (3, 13))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  echo "A Python for Superset is missing: version 3.10, 3.11 or 3.12 is needed, with its module venv. Get it from https://www.python.org/ or your system's packages (python3, python3-venv)." >&2
  return 1
}

found=$(python)
if [ "${1:-}" = check ]; then
  exit
fi

# Nothing is installed again as long as the mark is not older than the lock file.
if [ ! "$venv/installed" -nt "$files/requirements.txt" ]; then
  echo "Installing Superset into $venv (once; 700 MB)"
  "$found" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --no-deps --no-compile --disable-pip-version-check -r "$files/requirements.txt"
  touch "$venv/installed"
fi

export SUPERSET_HOME=${SUPERSET_HOME:-$PWD/var/superset} SUPERSET_CONFIG_PATH=$files/superset_config.py
mkdir -p -m 700 "$SUPERSET_HOME"
# Here, since the adapter makes its cache, which isn't used, where it is run.
cd "$SUPERSET_HOME"
[ -e provisioned ] || echo "Making Superset's database and the dashboard in $SUPERSET_HOME (once; half a minute)"
if ! "$venv/bin/python" "$files/provision.py" >provision.log 2>&1; then
  cat provision.log >&2
  exit 1
fi
exec "$venv/bin/gunicorn" --config "$files/gunicorn.conf.py" 'superset.app:create_app()'
