"""The network address that a request comes from, and the networks that it is in."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address

MAX_HOPS = 16
"""Entries of X-Forwarded-For that are read, from its end; real chains of proxies are shorter."""

MAX_ENTRY = 64
"""Characters of an entry; an address with brackets and a port has at most 53."""

IN_BRACKETS = re.compile(r"\[([^\[\]]+)\](?::\d{1,5})?", re.ASCII)
WITH_PORT = re.compile(r"([\d.]+):\d{1,5}", re.ASCII)


def client_address(peer: str, forwarded: str, trusted: tuple[str, ...]) -> Address | None:
    """Return the address that a request comes from; None where there is none, as on a Unix socket.

    X-Forwarded-For is read from right to left, as long as a trusted proxy says it. At an entry that is
    no address, the result is the proxy that added it.
    """
    address = read_address(peer)
    for entry in reversed(forwarded.rsplit(",", MAX_HOPS)[-MAX_HOPS:] if forwarded else []):
        if not entry.strip():
            continue
        hop = read_address(entry) if is_trusted(address, trusted) else None
        if hop is None:
            break
        address = hop
    return address


def read_address(text: str) -> Address | None:
    """Parse an address, with or without port, brackets, quotes or zone; return None if it is none."""
    text = text.strip()
    if len(text) > MAX_ENTRY:
        return None
    # A zone is an interface of the machine that wrote it.
    return _parse(text) or _parse(_unwrap(text).partition("%")[0])


def _parse(text: str) -> Address | None:
    if "%" in text:
        return None
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _unwrap(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    wrapped = IN_BRACKETS.fullmatch(text) or WITH_PORT.fullmatch(text)
    return wrapped[1] if wrapped else text


def is_trusted(address: Address | None, trusted: tuple[str, ...]) -> bool:
    """Return whether an address is that of a trusted proxy."""
    return address is not None and any(address in network for network in _networks(trusted))


def networks_of(address: Address | None) -> list[bytes]:
    """Return the networks of an address from the narrowest on: an IPv4 address is one of its own.

    An IPv6 customer has at least a /64; many have a /56 or a /48.
    """
    if isinstance(address, IPv6Address):
        return [address.packed[:length] for length in (8, 7, 6)]
    return [b"" if address is None else address.packed]


@lru_cache(8)
def _networks(trusted: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network, strict=False) for network in trusted]
