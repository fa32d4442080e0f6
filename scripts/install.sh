#!/bin/sh
# Makes .venv with Python 3.11 and the pinned requirements. Uses a Python 3.11 that is there; where there is none,
# uv brings one. uv itself comes from the package registry, into .venv or into .bin.
set -eu
cd "$(dirname "$0")/.."
fail() { echo "install: $1" >&2; exit 1; }

find_python() {
    for candidate in "${PYTHON:-python3}" python3.11 python3; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

python311=$(find_python)
if [ -n "$python311" ]; then
    [ -x .venv/bin/python ] || "$python311" -m venv .venv || fail "could not make .venv with $python311; is its venv module installed (Debian: apt install python3-venv)?"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5,<1" || fail "could not install uv; is the package registry reachable?"
    uv=.venv/bin/uv
else
    command -v "${PYTHON:-python3}" >/dev/null 2>&1 || fail "found no Python 3; install Python 3.11 and run make again"
    "${PYTHON:-python3}" -m venv .bin && .bin/bin/python -m pip install --quiet "uv>=0.5,<1" || fail "could not install uv"
    .bin/bin/uv venv --quiet --python 3.11 --seed .venv || fail "found no Python 3.11, and uv could not bring one; install Python 3.11 and run make again"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5,<1"
    uv=.venv/bin/uv
fi

echo "Installing the pinned requirements..."
"$uv" pip install --quiet --python .venv/bin/python --no-deps --require-hashes -r requirements.txt ||
    fail "could not install requirements.txt"
"$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
