"""How much one network address may ask for; generous, as a school is one address."""

from __future__ import annotations

import math
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import NamedTuple

from crowd.model.answer import Allowance
from crowd.model.errors import StoreUnavailable, TooMany
from crowd.model.tokens import encode
from crowd.web.deps import Service
from crowd.web.headers import Anyone, header


class Limit(NamedTuple):
    """So many units in so many seconds."""

    units: int
    seconds: int


LIMITS = {
    "create": Limit(120, 600),
    "picture": Limit(240, 600),
    "answer": Limit(1200, 60),
}


def allowance(request: Anyone, service: Service, poll_id: str) -> Allowance | None:
    """What this caller may still answer; the deciding write counts it."""
    if not service.settings.rate_limit:
        return None
    visitor = service.derivation.visitor(_address(request, service), poll_id)
    units, seconds = LIMITS["answer"]
    return Allowance(visitor=visitor, units=units, seconds=seconds)


async def spend(request: Anyone, service: Service, purpose: str) -> None:
    """Lets the call pass, or raises TooMany with the time to wait; what cannot be counted passes."""
    if not service.settings.rate_limit:
        return
    visitor = encode(service.derivation.visitor(_address(request, service), ""))
    units, seconds = LIMITS[purpose]
    try:
        wait = await service.store.spend(purpose, visitor, units, seconds)
    except StoreUnavailable:
        # In a cluster the poll may be on a server that is well; if it is not, the call fails anyway.
        return
    if wait > 0:
        raise TooMany(math.ceil(wait))


def _address(request: Anyone, service: Service) -> str:
    peer = request.client.host if request.client else ""
    forwarded = header(request, b"x-forwarded-for") or ""
    return client_address(peer, forwarded, service.settings.trusted_proxies)


def client_address(peer: str, forwarded: str, trusted: tuple[str, ...]) -> str:
    """The network that a call comes from: one IPv4 address, or the /64 of an IPv6 address.

    What X-Forwarded-For says is believed from right to left, as long as a trusted proxy says it.
    """
    address = peer
    for hop in reversed([entry.strip() for entry in forwarded.split(",") if entry.strip()]):
        if not _is_trusted(address, trusted):
            break
        address = hop
    known = _parsed(address)
    if isinstance(known, IPv6Address):
        return str(ip_network((known, 64), strict=False))
    return address if known is None else str(known)


def _is_trusted(address: str, trusted: tuple[str, ...]) -> bool:
    known = _parsed(address)
    return known is not None and any(
        known in ip_network(network, strict=False) for network in trusted
    )


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        known = ip_address(address)
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known
