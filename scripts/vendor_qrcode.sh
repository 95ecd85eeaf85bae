#!/bin/sh
# Rebuilds the vendored QR encoder from its pinned npm package, unmodified.
# Only needed to move to another version; the same version gives the same bytes.
set -eu

version=2.0.4
root=$(cd "$(dirname "$0")/.." && pwd)
vendor=$root/static/vendor/qrcode-generator
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cd "$build"
archive=$(npm pack --silent "qrcode-generator@$version")
tar -xzf "$archive"

mkdir -p "$vendor"
cp package/dist/qrcode.mjs "$vendor/index.js"
# The package has no file for its licence (MIT): it stands with the copyright at the top of the module.
sed -n '2,14s,^// *,,p' package/dist/qrcode.mjs > "$vendor/LICENSE"
echo "$version" > "$vendor/VERSION"
