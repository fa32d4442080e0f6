"""The service with one more thing in it: what stands in a file makes actions fail, or wait until it is gone.

No action of ours does that by itself. Sweeps come every half second, and not while another file is there.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from signpost.plugins.server import ENVIRONMENT


def main(fault: Path, turn_seconds: float, *options: str) -> int:
    """Serve, with the time a turn may take."""
    os.environ.update(ENVIRONMENT)
    from rasa_sdk.executor import ActionExecutor

    from signpost.cli import main as signpost
    from signpost.plugins import server_run, web_channel
    from signpost.plugins.tracker_store import WordlessTrackerStore

    server_run.TURN_SECONDS, web_channel.SWEEP_SECONDS = turn_seconds, 0.5
    # So long that a test which waits for it fails: an orderly end waits for nobody but whoever is owed an answer.
    server_run.SHUTDOWN_SECONDS = 600.0
    original, forget_idle = ActionExecutor.run, WordlessTrackerStore.forget_idle

    async def run(self: ActionExecutor, call: Any) -> Any:
        if fault.exists() and fault.read_text() == "fail":
            raise RuntimeError("an action that fails")
        while fault.exists():
            fault.with_suffix(".reached").touch()
            await asyncio.sleep(0.02)
        return await original(self, call)

    async def sweep(self: WordlessTrackerStore, seconds: float) -> None:
        if not fault.with_suffix(".unswept").exists():
            await forget_idle(self, seconds)

    ActionExecutor.run, WordlessTrackerStore.forget_idle = run, sweep
    return signpost(["serve", *options])


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), float(sys.argv[2]), *sys.argv[3:]))
