#!/bin/sh
# Rebuilds the vendored Ed25519 module from its pinned npm package, unmodified.
# Only needed to move to another version; the same version gives the same bytes.
set -eu

version=3.0.1
root=$(cd "$(dirname "$0")/.." && pwd)
vendor=$root/static/vendor/noble-ed25519
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cd "$build"
archive=$(npm pack --silent "@noble/ed25519@$version")
tar -xzf "$archive"

mkdir -p "$vendor"
cp package/index.js package/LICENSE "$vendor/"
echo "$version" > "$vendor/VERSION"
