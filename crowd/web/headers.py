"""What a request says in its headers."""

from __future__ import annotations

from typing import Any

from litestar import Request

Anyone = Request[Any, Any, Any]


def header(request: Anyone, name: bytes) -> str | None:
    """A header by its lower-case name; several of one name read as one list (RFC 9110, 5.3).

    The framework would decode and sort all of them first, at each request.
    """
    values = [value for key, value in request.scope["headers"] if key == name]
    return b", ".join(values).decode("latin-1") if values else None
