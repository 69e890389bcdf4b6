"""Rate limits for each network address; generous, as a school is one address.

An attempt is counted before the poll is read, under a key that has no poll in it and in windows of
the clock: so neither a refusal nor its Retry-After can tell what others answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from crowd.actions.count_attempt import count_attempt, count_units
from crowd.model.budget import Budget
from crowd.model.errors import StoredTooMuch, TooMany
from crowd.poll import Definition, FollowUpQuestions
from crowd.rules.proposal import Proposal
from crowd.web.deps import Service
from crowd.web.http.addresses import Address, client_address, networks_of
from crowd.web.http.headers import AppRequest, read_header


class Limit(NamedTuple):
    """Attempts that are allowed in each window of so many seconds."""

    units: int
    seconds: int


DAY = 24 * 3600

LIMITS = {
    "create": Limit(120, 600),
    "picture": Limit(240, 600),
    "own_image": Limit(2400, 600),
    "draft": Limit(600, 600),
    "manage": Limit(600, 60),
    "answer": Limit(1200, 60),
    "change": Limit(2400, 60),
    "playback": Limit(12_000, 60),
    "store": Limit(100_000_000, DAY),
    "text": Limit(20_000, DAY),
    "reply": Limit(8_000_000, 600),
}
"""Limits of one IPv4 address or one /64 of IPv6, by purpose. Units are attempts; of "store" bytes of
polls and pictures, of "text" answers that bring texts, of "reply" bytes of pages that answer forms."""

POLL_BYTES = 2000
"""Bytes of a poll beside its texts and its picture."""

ANSWER_BYTES, DETAIL_BYTES, SHARE_BYTES = 60, 40, 4
"""Bytes of an answer, of its follow-up answers beside texts, and of each predicted share."""

NETWORK_FACTORS = (1, 2, 4)
"""Multiples of the limit for the /64, the /56 and the /48 of an IPv6 address."""


async def hit(request: AppRequest, service: Service, purpose: str) -> None:
    """Count an attempt; raise TooMany(retry_after). Fails open if the store is down."""
    too_many = await refusal(request, service, purpose)
    if too_many is not None:
        raise too_many


async def hit_poll(
    request: AppRequest, service: Service, proposal: Proposal | Definition, image_bytes: int
) -> None:
    """Count the bytes of a poll that is about to be stored, or changed as a draft."""
    size = POLL_BYTES + len(msgspec.json.encode(proposal)) + image_bytes
    await _hit_for_good(request, service, "store", size)


async def hit_answer(request: AppRequest, service: Service, definition: Definition) -> None:
    """Count the bytes of an answer entered by an admin token, which no other limit counts."""
    added = DETAIL_BYTES + SHARE_BYTES * len(definition.kind.options)
    size = ANSWER_BYTES + (0 if definition.asks == FollowUpQuestions() else added)
    await _hit_for_good(request, service, "store", size)


async def hit_texts(
    request: AppRequest, service: Service, definition: Definition, sent: Mapping[str, Any]
) -> None:
    """Count an attempt to store texts with an answer, if it brings any, whatever becomes of it.

    One unit for each answer, however long they are, so that a refusal says nothing of others.
    """
    # A group that the poll lists is stored as its index.
    fields = ("reason", "name", "group") if definition.asks.group is True else ("reason", "name")
    texts = [sent.get(field) for field in fields]
    if any(isinstance(text, str) and text.strip() for text in texts):
        await _hit_for_good(request, service, "text", 1)


async def _hit_for_good(request: AppRequest, service: Service, purpose: str, units: int) -> None:
    if not service.settings.rate_limit:
        return
    seconds, budgets = _budgets(request, service, purpose)
    wait = await count_units(service.store, purpose, seconds, budgets, units)
    if wait:
        raise StoredTooMuch(wait)


async def has_room(request: AppRequest, service: Service, purpose: str, units: int) -> bool:
    """Count units, or none if there is no room for all of them; return whether there was."""
    if not service.settings.rate_limit:
        return True
    seconds, budgets = _budgets(request, service, purpose)
    return not await count_units(service.store, purpose, seconds, budgets, units)


async def refusal(request: AppRequest, service: Service, purpose: str) -> TooMany | None:
    """Count an attempt; return the error to refuse it with, if there were too many."""
    if not service.settings.rate_limit:
        return None
    seconds, budgets = _budgets(request, service, purpose)
    wait = await count_attempt(service.store, purpose, seconds, budgets)
    return TooMany(wait) if wait else None


def _budgets(request: AppRequest, service: Service, purpose: str) -> tuple[int, list[Budget]]:
    """Return the window's seconds, and a budget for each network that the caller's address is in."""
    units, seconds = LIMITS[purpose]
    networks = networks_of(_address(request, service))
    return seconds, [
        Budget(service.token_deriver.network_hash(network), units * share)
        for network, share in zip(networks, NETWORK_FACTORS, strict=False)
    ]


def network_of(request: AppRequest) -> bytes:
    """Return the narrowest network that a request comes from."""
    return networks_of(_address(request, request.app.state.service))[0]


def _address(request: AppRequest, service: Service) -> Address | None:
    trusted = service.settings.trusted_proxies
    peer = request.scope["client"]
    forwarded = read_header(request, b"x-forwarded-for") if trusted else None
    return client_address(peer[0] if peer else "", forwarded or "", trusted)
