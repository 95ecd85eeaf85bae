#!/bin/sh
# Rebuilds the committed stylesheets and the vendored page module from pinned npm packages.
# Only needed after a change in scripts/frontend; the same inputs give the same bytes.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
sources=$root/scripts/frontend
vendor=$root/static/vendor/govuk-frontend
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT

cp -R "$sources/package.json" "$sources/package-lock.json" "$sources/.npmrc" "$sources/scss" "$build/"
cd "$build"
npm ci --silent

bin=node_modules/.bin
"$bin/sass" --style=compressed --no-source-map --load-path=node_modules \
  scss/tabella.scss tabella.css
"$bin/rtlcss" --silent tabella.css tabella.rtl.css

mkdir -p "$root/static/css" "$vendor"
cp tabella.css tabella.rtl.css "$root/static/css/"
dist=node_modules/govuk-frontend/dist/govuk
cp "$dist/govuk-frontend.min.js" "$dist/govuk-frontend.min.js.map" "$vendor/"
node -p 'require("./node_modules/govuk-frontend/package.json").version' > "$vendor/VERSION"
