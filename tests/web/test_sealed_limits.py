"""Twins whose attempts fared differently: no refusal for too many tells which of them were taken.

In one, somebody's attempts were accepted; in the other, just as many were refused. Whoever comes
next, from the same address or another one, gets the same replies at the same moment, byte for byte.
"""

from __future__ import annotations

import math
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import cache
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
import pytest
import pytest_asyncio
from litestar import Litestar, post
from litestar.params import FromPath, JSONBody
from msgspec.structs import replace

from crowd.actions.accept_answer import Sender, accept_answer
from crowd.kinds.values import API_LOCALE
from crowd.model import tokens
from crowd.model.errors import TooMany
from crowd.rules.follow_up_answers import read_answer
from crowd.settings import Settings
from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.api.answer_messages import AcceptedAnswer, AnswerBody
from crowd.web.api.answers import accepted_view
from crowd.web.app import build_app
from crowd.web.deps import OurService, now
from crowd.web.forms.tickets import edit_purpose
from crowd.web.http.headers import AppRequest
from crowd.web.middleware.rate_limits import LIMITS, Limit
from crowd.web.rendering.ttl_cache import TtlCache
from tests.conftest import OWN_PAGE, SECRET
from tests.databases import empty, server_of
from tests.web.twin_cases import CASES
from tests.web.twin_requests import Reply, Request, ask
from tests.web.twins import DERIVATION, Record, make_original, write

pytestmark = pytest.mark.asyncio(loop_scope="module")

THEIRS, OTHER = "192.0.2.1", "2001:db8::7"
CROWD, PROBES = 8, 6
TRIES = 20
"""A clock that passes a full second between two twins makes their Retry-After differ: try again."""

Headers = dict[str, str]


class Twin(NamedTuple):
    """One twin: its database, the application over it, and the poll's record."""

    url: str
    app: Litestar
    poll_id: str
    record: Record

    def put(self, state: str) -> None:
        """The poll is in a state."""
        write(self.url, self.poll_id, {**self.record, b"state": state.encode()})

    def clock(self) -> int:
        """The second of the database's clock."""
        with server_of(self.url, keys.poll(self.poll_id)) as server:
            return int(server.time()[0])


Way = Callable[[Twin, str], Awaitable[list[int]]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def twins(database_url: str) -> AsyncIterator[list[Twin]]:
    """Two twins without any answer."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    urls = [f"{database_url}?db={4 * (1 + worker % 3) + place}" for place in range(2)]
    for url in urls:
        empty(url)
    poll_id, _token, record = await make_original(urls[0], CASES["number"])
    made = [Twin(url, limited_app(url), poll_id, record) for url in urls]
    yield made
    for twin in made:
        await twin.app.state.service.store.close()
        empty(twin.url)


def limited_app(url: str) -> Litestar:
    app = build_app(Settings(), Store(connect(url)), SECRET)
    app.state.service = replace(
        app.state.service, short_lived_pages=TtlCache(0), own_feeds=TtlCache(0)
    )
    app.register(leaking_limit)
    return app


@post("/planted/{poll_id:str}/answers")
async def leaking_limit(
    request: AppRequest, service: OurService, poll_id: FromPath[str], data: JSONBody[AnswerBody]
) -> AcceptedAnswer:
    """Counts what was accepted only, from the first one on, as the service once did."""
    definition = await service.store.polls.load_opened(poll_id)
    redis: Any = service.store.database.redis
    name = f"{{{poll_id}}}:planted"
    if int(await redis.get(name) or 0) >= LIMITS["answer"].units:
        raise TooMany(math.ceil(await redis.pttl(name) / 1000))
    key = (data.key or "").encode()
    who = DERIVATION.participant(poll_id, DERIVATION.browser_of_key(poll_id, key))
    sender = Sender(participant=who, key=key)
    value, _added = read_answer(data.value, {}, definition, API_LOCALE)
    accepted = await accept_answer(service.store, service.token_deriver, poll_id, value, sender)
    if await redis.incr(name) == 1:
        await redis.expire(name, LIMITS["answer"].seconds)
    return accepted_view(request, service, poll_id, definition.kind, accepted)


# What is attempted


@cache
def ticket(purpose: str, who: str) -> str:
    """One ticket for both twins."""
    del who
    return DERIVATION.ticket(purpose, now(), 3600)


def answer_of(channel: str, poll_id: str, who: str, value: int = 5) -> Request:
    """Somebody new answers."""
    path = CHANNELS[channel].format(poll_id)
    if channel in {"form", "frame"}:
        return sent_form(path, ticket(f"answer {poll_id}", who), value)
    body = {"value": value, "key": f"a long random key of {who}"}
    if channel == "texts":
        body["reason"] = "Why not?"
    return sent_json("POST", path, body)


def change_of(channel: str, poll_id: str, who: str, value: int = 6) -> Request:
    """Somebody changes an answer."""
    path = CHANNELS[channel].format(poll_id)
    cookie = {"cookie": f"crowd-browser={tokens.encode(browser_of(who))}"}
    if channel == "change by form":
        own = DERIVATION.participant(poll_id, browser_of(who))
        return sent_form(path, ticket(edit_purpose(poll_id, own), who), value, cookie)
    return sent_json("PUT", path, {"value": value}, cookie)


def sent_json(method: str, path: str, body: object, headers: Headers | None = None) -> Request:
    headers = {"content-type": "application/json", **(headers or {})}
    return Request(method, path, headers, msgspec.json.encode(body))


def sent_form(path: str, ticket: str, value: int, headers: Headers | None = None) -> Request:
    kind = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    body = urlencode({"ticket": ticket, "value": str(value)}).encode()
    return Request("POST", path, {**OWN_PAGE, **kind, **(headers or {})}, body)


def browser_of(who: str) -> bytes:
    return DERIVATION.browser_of_key("any poll", who.encode())


def participant_of(channel: str, poll_id: str, who: str) -> bytes:
    """Who a new answer makes of somebody."""
    key = f"a long random key of {who}".encode()
    if channel in {"form", "frame"}:
        known = DERIVATION.read_ticket(f"answer {poll_id}", ticket(f"answer {poll_id}", who), now())
        assert known is not None
        key = known.key
    return DERIVATION.participant(poll_id, DERIVATION.browser_of_key(poll_id, key))


CHANNELS = {
    "api": "/api/polls/{}/answers",
    "form": "/p/{}/answers",
    "frame": "/embed/{}/answer",
    "texts": "/api/polls/{}/answers",
    "planted": "/planted/{}/answers",
    "change by api": "/api/polls/{}/answers/mine",
    "change by form": "/p/{}/answers/mine",
}
ANSWERING = ("api", "form", "frame")
CHANGING = ("change by api", "change by form")


# How it went


async def accepted(twin: Twin, channel: str) -> list[int]:
    return [await _status(twin, answer_of(channel, twin.poll_id, str(n))) for n in range(CROWD)]


async def closed(twin: Twin, channel: str) -> list[int]:
    twin.put("closed")
    codes = await accepted(twin, channel)
    twin.put("open")
    return codes


async def invalid(twin: Twin, channel: str) -> list[int]:
    requests = [answer_of(channel, twin.poll_id, str(n), -5) for n in range(CROWD)]
    return [await _status(twin, request) for request in requests]


async def unknown(twin: Twin, channel: str) -> list[int]:
    requests = [answer_of(channel, "A" * 18, str(n)) for n in range(CROWD)]
    return [await _status(twin, request) for request in requests]


async def withdrawn(twin: Twin, channel: str) -> list[int]:
    """Half of them answer, take it back, and send it once more, which is refused."""
    half = [answer_of(channel, twin.poll_id, str(n)) for n in range(CROWD // 2)]
    for n, request in enumerate(half):
        assert await _status(twin, request) < 400
        who = participant_of(channel, twin.poll_id, str(n))
        await twin.app.state.service.store.answers.withdraw(twin.poll_id, who)
    return [await _status(twin, request) for request in half]


REFUSED = {"closed": closed, "invalid": invalid, "unknown": unknown, "withdrawn": withdrawn}


async def changed(twin: Twin, channel: str) -> list[int]:
    requests = [change_of(channel, twin.poll_id, str(n)) for n in range(CROWD)]
    return [await _status(twin, request) for request in requests]


async def changed_too_late(twin: Twin, channel: str) -> list[int]:
    twin.put("closed")
    codes = await changed(twin, channel)
    twin.put("open")
    return codes


async def changed_to_nonsense(twin: Twin, channel: str) -> list[int]:
    requests = [change_of(channel, twin.poll_id, str(n), -5) for n in range(CROWD)]
    return [await _status(twin, request) for request in requests]


REFUSED_CHANGES = {"closed": changed_too_late, "invalid": changed_to_nonsense}


async def _status(twin: Twin, request: Request) -> int:
    return (await ask(twin.app, request, THEIRS)).status


# What is compared


async def compared(
    twins: list[Twin], ways: Sequence[Way], channel: str, probes: dict[str, list[Request]]
) -> list[dict[str, list[Reply]]]:
    """The replies to probes from each address after a crowd's attempts, of all twins.

    They are made within one second.
    """
    for _ in range(TRIES):
        for twin, way in zip(twins, ways, strict=True):
            empty(twin.url)
            twin.put("open")
            for who in ("probe", *map(str, range(CROWD))) if channel in CHANGING else ():
                await given(twin, who)
            codes = await way(twin, channel)
            assert {code < 400 for code in codes} == {way in {accepted, changed}}, codes
        begin = twins[0].clock()
        replies = [
            {
                address: [await ask(twin.app, probe, address) for probe in requests]
                for address, requests in probes.items()
            }
            for twin in twins
        ]
        if twins[0].clock() == begin:
            return replies
    raise AssertionError("no second was long enough")


async def given(twin: Twin, who: str) -> None:
    """Somebody has answered before, without a request."""
    sender = Sender(
        participant=DERIVATION.participant(twin.poll_id, browser_of(who)), key=who.encode()
    )
    await accept_answer(twin.app.state.service.store, DERIVATION, twin.poll_id, 5, sender)


def probes_of(channel: str, poll_id: str) -> dict[str, list[Request]]:
    """What comes next from the address of the attempts, and what comes from another one."""
    if channel in CHANGING:
        return dict.fromkeys((THEIRS, OTHER), [change_of(channel, poll_id, "probe")] * PROBES)
    return {
        address: [answer_of(channel, poll_id, f"{address} {n}") for n in range(PROBES)]
        for address in (THEIRS, OTHER)
    }


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    for purpose in ("answer", "change"):
        monkeypatch.setitem(LIMITS, purpose, Limit(CROWD + PROBES // 2, 1_000_000_000))


FAST = {("closed", "api"), ("invalid", "form"), ("unknown", "frame"), ("withdrawn", "form")}
"""Every reason and every channel."""


@pytest.mark.parametrize(
    ("reason", "channel"),
    [
        pytest.param(*pair, marks=[] if pair in FAST else pytest.mark.exhaustive)
        for pair in product(REFUSED, ANSWERING)
    ],
)
async def test_limit_does_not_tell_whether_answers_were_accepted(
    twins: list[Twin], tiny: None, reason: str, channel: str
) -> None:
    probes = probes_of(channel, twins[0].poll_id)
    ways = (accepted, REFUSED[reason])
    one, other = await compared(twins, ways, channel, probes)
    assert one == other
    check_probes(one)


@pytest.mark.parametrize("channel", CHANGING)
@pytest.mark.parametrize("reason", REFUSED_CHANGES)
async def test_limit_does_not_tell_whether_changes_were_accepted(
    twins: list[Twin], tiny: None, reason: str, channel: str
) -> None:
    probes = probes_of(channel, twins[0].poll_id)
    ways = (changed, REFUSED_CHANGES[reason])
    one, other = await compared(twins, ways, channel, probes)
    assert one == other
    check_probes(one)


@pytest.mark.parametrize("reason", ["closed", "invalid", "withdrawn"])
async def test_limit_on_texts_does_not_tell_whether_they_were_accepted(
    twins: list[Twin], monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    monkeypatch.setitem(LIMITS, "text", Limit(CROWD + PROBES // 2, 1_000_000_000))
    probes = probes_of("texts", twins[0].poll_id)
    one, other = await compared(twins, (accepted, REFUSED[reason]), "texts", probes)
    assert one == other
    check_probes(one)


def check_probes(replies: dict[str, list[Reply]]) -> None:
    """Else the tests would compare twins that refuse nobody, or everybody."""
    for address, found in replies.items():
        passed = PROBES // 2 if address == THEIRS else PROBES
        assert [reply.status == 429 for reply in found] == [n >= passed for n in range(PROBES)]
        assert {reply.status < 400 for reply in found[:passed]} == {True}
        waits = {dict(reply.headers)[b"retry-after"] for reply in found[passed:]}
        assert len(waits) == (1 if address == THEIRS else 0)


@pytest.mark.parametrize("reason", REFUSED)
async def test_planted_limit_is_found(twins: list[Twin], tiny: None, reason: str) -> None:
    """What counts accepted answers only tells of them, also to another address."""
    probes = probes_of("planted", twins[0].poll_id)
    for address, requests in probes.items():
        ways = (accepted, REFUSED[reason])
        one, other = await compared(twins, ways, "planted", {address: requests})
        assert one != other
