#!/usr/bin/env bash
# Installs what `npm run test:peers` holds claimcheck against: foreign programs from Debian, and in .peers/ AWS-compatible servers from PyPI and
# cosign and the strict reader, built from source through the Go module proxy: a quarter of an hour, once.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
command -v openssl >/dev/null || missing+=(openssl)
command -v jq >/dev/null || missing+=(jq)
command -v chromium >/dev/null || missing+=(chromium)
command -v softhsm2-util >/dev/null || missing+=(softhsm2)
command -v pkcs11-tool >/dev/null || missing+=(opensc)
command -v nginx >/dev/null || missing+=(nginx)
command -v sslscan >/dev/null || missing+=(sslscan)
command -v testssl >/dev/null || missing+=(testssl.sh)
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

cosign=v3.0.4
if ! command -v go >/dev/null; then
  echo "peers: cosign $cosign and the strict reader are built with Go 1.25 or newer, which is not here: https://go.dev/doc/install" >&2
  exit 1
fi
nice go build -C test/peers/strict-reader -o "$PWD/.peers/bin/strict-reader" .
if [[ "$(.peers/bin/cosign version 2>/dev/null)" != *"$cosign"* ]]; then
  GOBIN="$PWD/.peers/bin" nice go install "github.com/sigstore/cosign/v3/cmd/cosign@$cosign"
fi
echo "peers: ready"
