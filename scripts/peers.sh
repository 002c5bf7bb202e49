#!/usr/bin/env bash
# Installs what `npm run test:peers` holds claimcheck against: foreign programs from Debian, and AWS-compatible servers from PyPI in .peers/.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v openssl >/dev/null || missing+=(openssl)
command -v jq >/dev/null || missing+=(jq)
command -v chromium >/dev/null || missing+=(chromium)
command -v python3 >/dev/null || missing+=(python3)
python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)

if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "peers: run as root, or install these yourself: apt-get install ${missing[*]}" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! cmp -s scripts/peers.txt .peers/installed.txt; then
  rm -rf .peers
  python3 -m venv .peers
  .peers/bin/pip install --quiet --disable-pip-version-check -r scripts/peers.txt
  cp scripts/peers.txt .peers/installed.txt
fi
echo "peers: ready"
