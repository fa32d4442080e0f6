"""Sends requests of every kind, also broken ones, to a running service, and keeps what came back for searching."""

from __future__ import annotations

import http.client
import json
import secrets
import socket
import ssl
import struct
from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from scripts.prove_words import Word

WAIT_SECONDS = 40
LOOPBACK = ("127.0.0.1", "localhost")


class Client:
    """Talks to the service at an address, with words in the header fields of every request."""

    def __init__(self, address: str, words: dict[str, Word]) -> None:
        """Take the address, such as http://127.0.0.1:5005, and the words.

        On this machine every request comes from an address of its own, made up too, so that it can be searched for.
        """
        parts = urlsplit(address)
        self._secure, self._host = parts.scheme == "https", parts.hostname or "127.0.0.1"
        self._port = parts.port or (443 if self._secure else 80)
        self._prefix = parts.path.rstrip("/")
        self._words = words
        self.caller = f"127.{1 + secrets.randbelow(254)}.{100 + secrets.randbelow(155)}.{100 + secrets.randbelow(155)}"
        self._source = (self.caller, 0) if self._host in LOOPBACK else None
        self.answers: list[bytes] = []
        self.statuses: dict[str, Counter[str]] = {}
        self.surprises: set[str] = set()

    def post(self, turn: str, path: str, body: Any, expected: str = "200", **headers: str) -> Any:
        """Send JSON to the channel and give what it answers, or None where that is not JSON."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.request(turn, "POST", f"/signpost/{path}", data, expected, **headers)

    def request(self, turn: str, method: str, path: str, body: bytes, expected: str, **headers: str) -> Any:
        """Send any request, count its answer under the name of the turn and keep it."""
        connection = self._connection()
        try:
            connection.request(method, self._prefix + path, body, {**self._headers(), **headers})
            answer = connection.getresponse()
            data, status = answer.read(), str(answer.status)
            self.answers.append(str(answer.headers).encode() + data)
        except (OSError, http.client.HTTPException) as error:
            data, status = b"", type(error).__name__
        finally:
            connection.close()
        self._count(turn, status, expected)
        try:
            return json.loads(data)
        except ValueError:
            return None

    def raw(self, turn: str, data: bytes, read: int = 65_536, expected: str = "") -> None:
        """Send bytes as they are, read some of the answer and leave at once."""
        try:
            plain = socket.create_connection((self._host, self._port), WAIT_SECONDS, self._source)
            context = ssl.create_default_context()
            with plain, context.wrap_socket(plain, server_hostname=self._host) if self._secure else plain as sock:
                # Closing then breaks the connection instead of saying goodbye.
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.sendall(data)
                answer = sock.recv(read) if read else b""
        except OSError:
            answer = b""
        self.answers.append(answer)
        status = answer[9:12].decode("latin-1") if answer.startswith(b"HTTP/1") else "no answer"
        self._count(turn, status, expected)

    def raw_post(self, path: str, body: bytes, length: int | None = None, **headers: str) -> bytes:
        """Write a POST request as bytes; `length` where it should say that more is coming."""
        lines = {**self._headers(), **headers, "Host": self._host, "Content-Length": str(length or len(body))}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"POST {self._prefix}/signpost/{path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def _headers(self) -> dict[str, str]:
        word, forwarded = self._words["header"].text, self._words["forwarded"].text
        return {
            "Content-Type": "application/json",
            "User-Agent": f"Mozilla/5.0 ({word})",
            "Referer": f"https://{word}.example/{word}?{word}",
            "Cookie": f"{word}={word}",
            "Authorization": f"Bearer {word}",
            "Accept-Language": f"x-{word}",
            "X-Forwarded-For": forwarded,
            "Forwarded": f'for="[{forwarded}]"',
            "X-Real-IP": forwarded,
            "X-Request-ID": word,
            f"X-{word}": word,
        }

    def _count(self, turn: str, status: str, expected: str) -> None:
        self.statuses.setdefault(turn, Counter())[status] += 1
        if expected and status not in expected.split():
            self.surprises.add(f"{turn}: found {status}, expected {expected}")

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=WAIT_SECONDS, source_address=self._source)
