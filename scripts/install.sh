#!/bin/sh
# Makes .venv with Python 3.11 and the pinned requirements. Uses a Python 3.11 that is there; where there is none,
# uv brings one. uv itself comes from the package registry.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
fail() { echo "install: $1" >&2; exit 1; }

find_python() {
    for candidate in "$python" python3.11 python3; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

make_environment() {
    python311=$(find_python)
    if [ -n "$python311" ]; then
        "$python311" -m venv .venv ||
            fail "could not make .venv with $python311; is its venv module installed (Debian: apt install python3-venv)?"
        return
    fi
    command -v "$python" >/dev/null 2>&1 || fail "found no Python 3; install Python 3.11 and run make again"
    "$python" -m venv .bin && .bin/bin/python -m pip install --quiet "uv>=0.5,<1" ||
        fail "could not install uv; is the package registry reachable?"
    .bin/bin/uv venv --quiet --python 3.11 --seed .venv ||
        fail "found no Python 3.11, and uv could not bring one; install Python 3.11 and run make again"
}

[ -x .venv/bin/python ] || make_environment
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null ||
    fail "the Python in .venv has no pip; remove .venv and run make again"
.venv/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.5,<1" ||
    fail "could not install uv; is the package registry reachable?"

echo "Installing the pinned requirements..."
.venv/bin/uv pip install --quiet --compile-bytecode --python .venv/bin/python --no-deps --require-hashes -r requirements.txt ||
    fail "could not install requirements.txt"
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable . ||
    fail "could not install signpost itself"
