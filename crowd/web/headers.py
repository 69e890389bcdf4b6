"""What a request says in its headers."""

from __future__ import annotations

from typing import Any

from litestar import Request

Anyone = Request[Any, Any, Any]


def header(request: Anyone, name: bytes) -> str | None:
    """A header by its lower-case name; several of one name read as one list (RFC 9110, 5.3).

    The framework would decode and sort all of them first, at each request, and as Latin-1 only,
    though most programs send UTF-8.
    """
    values = [value for key, value in request.scope["headers"] if key == name]
    if not values:
        return None
    joined = b", ".join(values)
    try:
        return joined.decode()
    except UnicodeDecodeError:
        return joined.decode("latin-1")
