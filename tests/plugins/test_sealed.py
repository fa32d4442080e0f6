"""No dump, no telemetry and no traceback, whatever the machine is set to. Each is tried in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder with dumps allowed, and give what came of it."""
    start = "import resource\nmost = resource.getrlimit(resource.RLIMIT_CORE)[1]\n"
    start += "resource.setrlimit(resource.RLIMIT_CORE, (most, most))\n"
    return subprocess.run(
        [sys.executable, "-c", start + code],
        cwd=folder,
        env={"PYTHONPATH": str(PROJECT), "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_sealed_process_leaves_no_dump(tmp_path: Path) -> None:
    """The limit is zero and cannot be raised by what runs in it; the kernel is told not to dump it at all."""
    code = """
import ctypes, os, resource
from signpost.plugins.sealed import seal
seal()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0), flush=True)
os.abort()
"""
    ended = run(code, tmp_path)

    assert ended.stdout == "(0, 0) 0\n"
    assert ended.returncode < 0
    assert list(tmp_path.glob("core*")) == []


def test_telemetry_stays_off_though_a_variable_switches_it_on(tmp_path: Path) -> None:
    """Rasa believes that it is on, finds a key and a licence, and still nothing is sent."""
    code = """
import requests
from rasa import telemetry
from signpost.plugins.sealed import seal
requests.post = lambda *_, **__: print("sent")
telemetry.with_default_context_fields = lambda _: {"license_hash": "x"}
telemetry.get_telemetry_id = lambda: "x"
telemetry.track_telemetry_disabled()
print("sealed")
seal()
assert telemetry.is_telemetry_enabled()
telemetry.track_telemetry_disabled()
"""
    on = {"RASA_TELEMETRY_ENABLED": "true", "RASA_TELEMETRY_WRITE_KEY": "x"}
    ended = run(code, tmp_path, **on)

    assert ended.stdout.splitlines()[-2:] == ["sent", "sealed"], ended.stderr


def test_what_nobody_caught_is_written_without_its_words(tmp_path: Path) -> None:
    """An exception in a thread, in a finaliser and at the end of the process: type and place, no message."""
    code = """
import threading
from signpost.plugins import quiet_logging
quiet_logging.configure().hush()
class Rubbish:
    def __del__(self):
        raise KeyError("Zebedee")
def fail():
    raise ValueError("Zebedee")
Rubbish()
thread = threading.Thread(target=fail, name="Zebedee")
thread.start()
thread.join()
raise RuntimeError("Zebedee") from TypeError("Zebedee")
"""
    ended = run(code, tmp_path)

    assert ended.returncode == 1
    assert "Zebedee" not in ended.stdout + ended.stderr
    for kind in ("KeyError", "ValueError", "RuntimeError", "TypeError"):
        assert kind in ended.stderr
