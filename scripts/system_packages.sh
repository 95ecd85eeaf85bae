#!/bin/sh
# Programs that the tests drive for real. Installs what is missing when it may; otherwise names what
# will be skipped. With CI=true a missing program is an error.
set -eu

missing=""
have() { command -v "$1" >/dev/null 2>&1; }
have chromium || missing="$missing chromium"
have redis-server || missing="$missing redis-server"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
have nginx || missing="$missing nginx"
have go || missing="$missing golang-go"
[ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ] || missing="$missing golang-golang-x-mod-dev"

if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && have apt-get; then
    echo "Installing for the tests:$missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # The servers are started by the tests themselves, on ports of their own.
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
    missing=""
fi

if [ -n "$missing" ]; then
    echo "Not installed, so their tests are skipped:$missing"
    [ "${CI:-}" != true ] || exit 1
fi
