"""How much one network address may ask for; generous, as a school is one address.

An attempt is counted before the poll is read, under a key that has no poll in it and in windows of
the clock: so neither a refusal nor its Retry-After can tell what others answered.
"""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.errors import StoreUnavailable, TooMany
from crowd.store.attempts import Budget
from crowd.web.addresses import Address, client_address, networks_of
from crowd.web.deps import Service
from crowd.web.headers import Anyone, header


class Limit(NamedTuple):
    """So many attempts in each window of so many seconds."""

    units: int
    seconds: int


LIMITS = {
    "create": Limit(120, 600),
    "picture": Limit(240, 600),
    "draft": Limit(600, 600),
    "manage": Limit(600, 60),
    "answer": Limit(1200, 60),
    "change": Limit(2400, 60),
    "playback": Limit(12_000, 60),
}
"""Attempts of one IPv4 address or one /64 of IPv6, by purpose."""

SHARES = (1, 2, 4)
"""Times that the /64, the /56 and the /48 of an IPv6 address have the limit."""


async def spend(request: Anyone, service: Service, purpose: str) -> None:
    """Counts an attempt, or raises TooMany with the time to wait; what cannot be counted passes."""
    too_many = await refusal(request, service, purpose)
    if too_many is not None:
        raise too_many


async def refusal(request: Anyone, service: Service, purpose: str) -> TooMany | None:
    """Counts an attempt; what to refuse it with, if there were too many."""
    if not service.settings.rate_limit:
        return None
    units, seconds = LIMITS[purpose]
    networks = networks_of(_address(request, service))
    budgets = [
        Budget(service.derivation.network(network), units * share)
        for network, share in zip(networks, SHARES, strict=False)
    ]
    try:
        wait = await service.store.spend(purpose, seconds, budgets)
    except StoreUnavailable:
        # In a cluster the poll may be on a server that is well; if it is not, the call fails anyway.
        return None
    return TooMany(wait) if wait else None


def _address(request: Anyone, service: Service) -> Address | None:
    trusted = service.settings.trusted_proxies
    peer = request.scope["client"]
    forwarded = header(request, b"x-forwarded-for") if trusted else None
    return client_address(peer[0] if peer else "", forwarded or "", trusted)
