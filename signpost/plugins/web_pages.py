"""What the web channel serves beside conversations: its health, the widget's page and files, and a blank root."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import aiohttp
import rcssmin
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from signpost.plugins.inprocess_actions import InProcessActions
from signpost.plugins.shared_locks import SharedLockStore
from signpost.plugins.tracker_store import ours
from signpost.plugins.web_errors import RefusalError, as_json, refusal
from signpost.plugins.web_modules import ENTRY, script
from signpost.plugins.web_requests import accepts, listed
from signpost.plugins.wordless import StoreError

PREFIX = "/signpost"
TYPES = {".html": "text/html", ".css": "text/css"}
PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    # Images: the guide has none, but a browser asks for the site's icon by itself.
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
}
READING = ("GET", "HEAD")
# Where Exit leads unless the host page says otherwise, so it says nothing of what is served here.
BLANK = b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title></html>\n'


@dataclass(frozen=True, slots=True)
class Served:
    """A file as it is sent, plain or compressed; its tag is that of these very bytes."""

    body: bytes
    kind: str
    encoding: str | None = None

    def answer(self, request: Request) -> HTTPResponse:
        """Send the file, or say that the client has it."""
        tag = f'"{sha256(self.body).hexdigest()[:32]}"'
        headers = {**PAGE_HEADERS, "ETag": tag, "Vary": "Accept-Encoding"}
        if {"*", tag} & {seen.removeprefix("W/") for seen in listed(request, "If-None-Match")}:
            return HTTPResponse(b"", 304, headers)
        if self.encoding:
            headers["Content-Encoding"] = self.encoding
        return HTTPResponse(self.body, 200, headers, f"{self.kind}; charset=utf-8")


def add_health(routes: Blueprint) -> None:
    """Add the route that says whether everything works, and which part does not."""

    @routes.get("/health")
    async def health(request: Request) -> HTTPResponse:
        down = await _down(getattr(request.app.ctx, "agent", None))
        return refusal("part_down", status="down", down=down) if down else as_json({"status": "ok"})


async def _down(agent: Any) -> list[str]:
    """Name the parts that do not work: model, store, locks, actions."""
    if agent is None or not agent.is_ready():
        return ["model"]
    down = []
    try:
        ours(agent.tracker_store).check_writable()
    except StoreError:
        down.append("store")
    locks = agent.lock_store
    if isinstance(locks, SharedLockStore) and not await locks.answers():
        down.append("locks")
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
    files = {path.name: _forms(path) for path in folder.iterdir() if path.suffix in TYPES or path.name == ENTRY}

    @routes.route("/", methods=READING)
    async def page(request: Request) -> HTTPResponse:
        return _file(request, "index.html")

    @routes.route("", methods=READING)
    async def elsewhere(_: Request) -> HTTPResponse:
        # Without the last slash the page would look for its files one level too high.
        return HTTPResponse(b"", 308, {**PAGE_HEADERS, "Location": f"{PREFIX}/"}, "text/plain")

    @routes.route("/<name:str>", methods=READING)
    async def file(request: Request, name: str) -> HTTPResponse:
        return _file(request, name)

    def _file(request: Request, name: str) -> HTTPResponse:
        if name not in files:
            raise RefusalError("not_found")
        plain, packed = files[name]
        return (packed if accepts(request, "Accept-Encoding", "gzip") else plain).answer(request)


def _forms(path: Path) -> tuple[Served, Served]:
    """Read a file, plain and compressed. Without a time stamp every server gives the same tag."""
    body, kind = path.read_bytes(), TYPES.get(path.suffix, "text/javascript")
    if path.name == ENTRY:
        body = script(path.parent)
    if path.suffix == ".css":
        body = bytes(rcssmin.cssmin(body))
    return Served(body, kind), Served(gzip.compress(body, 9, mtime=0), kind, "gzip")


async def blank_root(request: Request) -> HTTPResponse | None:
    """Answer the root of the server with a page that says nothing, in place of Rasa's, which names its version."""
    if request.path != "/" or request.method not in READING:
        return None
    return HTTPResponse(BLANK, 200, {**PAGE_HEADERS, "Cache-Control": "no-store"}, "text/html; charset=utf-8")
