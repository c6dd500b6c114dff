#!/usr/bin/env bash
# Makes the one Python environment that tests and notebooks share, var/venv, from clients/python/requirements.txt, with the package
# pactgraph in it as it is in the repository, and prints the path of its interpreter. It does nothing where the environment is there.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=$PWD/var/venv lock=clients/python/requirements.txt
mkdir -p var
exec 9>var/venv.lock
flock 9 # tests of several packages may want it at the same time
if [ ! "$venv/installed" -nt "$lock" ]; then
  rm -rf "$venv"
  {
    python3 -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --no-deps --no-compile --disable-pip-version-check -r "$lock"
    # The package's own code is found where it is, so that a change to it needs no new installation.
    echo "$PWD/clients/python/src" >"$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/pactgraph.pth"
    touch "$venv/installed"
  } >&2
fi
echo "$venv/bin/python"
