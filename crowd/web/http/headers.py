"""Reads headers of requests."""

from __future__ import annotations

from typing import Any

from litestar import Request
from litestar.types import Scope

from crowd.model.errors import Malformed
from crowd.model.host import read_host
from crowd.model.sentence import Sentence

AppRequest = Request[Any, Any, Any]


def read_header(request: AppRequest, name: bytes) -> str | None:
    """Return a header by its lower-case name; several of one name make one list (RFC 9110, 5.3).

    The framework would decode and sort all headers of each request, and as Latin-1 only, though most
    programs send UTF-8.
    """
    values = [value for key, value in request.scope["headers"] if key == name]
    if not values:
        return None
    joined = b", ".join(values)
    try:
        return joined.decode()
    except UnicodeDecodeError:
        return joined.decode("latin-1")


def read_cookie(request: AppRequest, name: str) -> str:
    """Return the value of a cookie of ours, whose values need no decoding; empty if it is missing.

    The framework would decode all cookies, which takes longer than to read an answer.
    """
    encoded_name = name.encode()
    for header_name, value in request.scope["headers"]:
        if header_name == b"cookie":
            for pair in value.split(b";"):
                found, _, text = pair.strip().partition(b"=")
                if found == encoded_name:
                    return str(text, "latin-1")
    return ""


def host_of(scope: Scope) -> str:
    """Return the host that a request is for; raise Malformed unless it names exactly one.

    Requests of HTTP/1.0 need not name any: then it is the address that they were sent to.
    """
    named = [value for name, value in scope["headers"] if name == b"host"]
    if not named and scope.get("http_version") != "1.1":
        return _own_address(scope)
    host = read_host(named[0].decode("latin-1"), scope["scheme"]) if len(named) == 1 else None
    if host is None:
        raise Malformed(
            Sentence("The Host header must name one host, such as polls.example.org:8000.")
        )
    return host


def _own_address(scope: Scope) -> str:
    name, port = scope["server"] or ("localhost", None)
    host = f"[{name}]" if ":" in name else name
    # A socket in the file system has a path, which links cannot contain.
    return read_host(f"{host}:{port}", scope["scheme"]) or "localhost"
