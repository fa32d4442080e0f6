#!/bin/sh
# Makes Debian's Chromium and Firefox ESR available for the browser tests, which drive both.
set -eu
missing=""
for browser in chromium firefox-esr; do
    command -v "$browser" >/dev/null 2>&1 || missing="$missing $browser"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing..."
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing \
        fonts-liberation >/dev/null && exit 0
fi
echo "browsers: the browser tests need$missing; install with: sudo apt-get install$missing" >&2
exit 1
