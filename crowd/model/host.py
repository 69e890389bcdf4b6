"""Hosts in addresses: a name or an IP address, optionally with a port."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address

MAX_HOST_LENGTH = 255
MAX_PORT = 65535
DEFAULT_PORTS = {"http": 80, "https": 443}
HOST = re.compile(
    r"(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[(?P<ipv6>[0-9a-f:.]+)\])(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)


@lru_cache(256)
def read_host(text: str, scheme: str) -> str | None:
    """Normalise a host as browsers do: lower case, without the default port of the scheme.

    Returns None where the text is neither `host` nor `host:port`.
    """
    match = HOST.fullmatch(text) if len(text) <= MAX_HOST_LENGTH else None
    if match is None:
        return None
    name, port = match["name"].lower(), int(match["port"] or DEFAULT_PORTS.get(scheme, 0))
    if match["ipv6"]:
        try:
            name = f"[{IPv6Address(match['ipv6'])}]"
        except AddressValueError:
            return None
    if match["port"] and not 0 < port <= MAX_PORT:
        return None
    return name if port == DEFAULT_PORTS.get(scheme) else f"{name}:{port}"
