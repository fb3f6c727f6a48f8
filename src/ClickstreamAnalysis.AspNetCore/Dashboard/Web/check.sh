#!/usr/bin/env bash
# Builds the dashboard from its sources and compares every byte with the built files in ../Assets. Needs Node.js 20 and npm.
# Exit code 3: the tools cannot be restored, for example without a network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

built="$(mktemp -d)"
trap 'rm -rf "$built"' EXIT
npm ci --ignore-scripts --no-audit --no-fund --silent || exit 3
npx --no-install tsc --noEmit
node build.mjs "$built"
if ! diff -rq "$built" ../Assets; then
  echo "The built files of the dashboard are not those of its sources: run \"npm ci --ignore-scripts && npm run build\" in $(pwd)." >&2
  exit 1
fi
