"""Takes the port before anything slow is done, so that whoever starts a second server learns it at once."""

from __future__ import annotations

import socket

from signpost.errors import SignpostError


class ServeError(SignpostError):
    """The server does not start, and this says why."""


def bound_socket(host: str, port: int) -> socket.socket:
    """Take the port. Raises ServeError where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
    except (OSError, OverflowError) as error:
        sock.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise ServeError(
            f"{host}:{port}: found it not free ({reason}). Choose another: make serve PORT=5006"
        ) from error
    return sock
