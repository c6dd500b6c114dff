#!/usr/bin/env bash
# Prints the path of a Chromium for the browser tests: the one that CHROMIUM names, or one of this machine's. Where there is
# none, it installs Debian's, if it may.
set -euo pipefail

found() { # found NAME…: prints the path of the first that is there
  local name
  for name in "$@"; do
    if command -v "$name"; then
      return 0
    fi
  done
  return 1
}

# install: Debian's Chromium, and letters for what the tests show, by root or by who may become root without a password.
install() {
  command -v apt-get >/dev/null || return 1
  local as=()
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as=(sudo -n)
  fi
  "${as[@]}" apt-get update -q && "${as[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends chromium fonts-dejavu-core
}

if [ -n "${CHROMIUM:-}" ]; then
  found "$CHROMIUM" || { echo "CHROMIUM is “$CHROMIUM”, which is no program: name a Chromium or a Chrome, or leave it unset." >&2; exit 1; }
  exit
fi
names=(chromium chromium-browser google-chrome google-chrome-stable)
found "${names[@]}" && exit
echo "No Chromium is here (looked for ${names[*]}): installing Debian's." >&2
if ! install >&2 || ! found chromium; then
  echo "Chromium is missing, and can't be installed from here. Install it (apt-get install chromium), or name one with CHROMIUM." >&2
  exit 1
fi
