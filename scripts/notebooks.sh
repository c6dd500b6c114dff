#!/usr/bin/env bash
# Opens JupyterLab on the notebooks, in the environment in which the tests run them, with bin/pactgraph in the PATH. NOTEBOOKS_FOLDER names
# another folder than notebooks. Arguments are JupyterLab's. With "install" alone it makes the environment ready, and opens nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

python=$(scripts/venv.sh)
venv=${python%/bin/python} lock=notebooks/requirements.txt
if [ ! "$venv/jupyterlab" -nt "$lock" ]; then
  "$python" -m pip install --quiet --no-deps --no-compile --disable-pip-version-check -r "$lock" >&2
  touch "$venv/jupyterlab"
fi
if [ "${1:-}" = install ]; then
  exit
fi
PATH=$PWD/bin:$PATH exec "$python" -m jupyterlab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir="${NOTEBOOKS_FOLDER:-notebooks}" "$@"
