"""What the web channel serves beside conversations: its health, and the widget's page and files."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from signpost.plugins.inprocess_actions import InProcessActions
from signpost.plugins.tracker_store import ours
from signpost.plugins.web_errors import RefusalError, as_json, refusal
from signpost.plugins.wordless import StoreError

PREFIX = "/signpost"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
}


def add_health(routes: Blueprint) -> None:
    """Add the route that says whether everything works, and which part does not."""

    @routes.get("/health")
    async def health(request: Request) -> HTTPResponse:
        down = await _down(getattr(request.app.ctx, "agent", None))
        return refusal("part_down", status="down", down=down) if down else as_json({"status": "ok"})


async def _down(agent: Any) -> list[str]:
    """Name the parts that do not work: model, store, actions."""
    if agent is None or not agent.is_ready():
        return ["model"]
    down = []
    try:
        ours(agent.tracker_store).check_writable()
    except StoreError:
        down.append("store")
    if not await _actions_answer(agent.action_endpoint):
        down.append("actions")
    return down


async def _actions_answer(endpoint: Any) -> bool:
    if isinstance(endpoint, InProcessActions):
        return True
    if endpoint is None or not endpoint.url:
        return False
    try:
        timeout = aiohttp.ClientTimeout(total=2)
        async with aiohttp.ClientSession(timeout=timeout) as http, http.get(urljoin(endpoint.url, "health")) as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def add_files(routes: Blueprint, folder: Path) -> None:
    """Serve the page and its files from memory: only these names exist, so no path can lead elsewhere."""
    files = {path.name: (path.read_bytes(), TYPES[path.suffix]) for path in folder.iterdir() if path.suffix in TYPES}

    @routes.get("/")
    async def page(_: Request) -> HTTPResponse:
        return _file("index.html")

    @routes.get("")
    async def elsewhere(_: Request) -> HTTPResponse:
        # Without the last slash the page would look for its files one level too high.
        return HTTPResponse(b"", 308, {**PAGE_HEADERS, "Location": f"{PREFIX}/"}, "text/plain")

    @routes.get("/<name:str>")
    async def file(_: Request, name: str) -> HTTPResponse:
        return _file(name)

    def _file(name: str) -> HTTPResponse:
        if name not in files:
            raise RefusalError("not_found")
        body, kind = files[name]
        return HTTPResponse(body, 200, dict(PAGE_HEADERS), f"{kind}; charset=utf-8")
