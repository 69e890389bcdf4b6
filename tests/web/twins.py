"""Twin polls, each in a database of its own, that differ only in what must stay sealed."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any, NamedTuple

import httpx
import redis
from litestar import Litestar, Response, get, post
from litestar.params import FromPath
from msgspec.structs import replace

from crowd.actions.accept_answer import Sender, accept_answer
from crowd.model import tokens
from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.records import RECORD
from crowd.store.store import Store
from crowd.web.api.answer_messages import ADDED
from crowd.web.app import build_app
from crowd.web.deps import OurService
from tests.conftest import SECRET, app_over, fresh
from tests.databases import server_of
from tests.factories import make_poll
from tests.web.twin_cases import CASES, Case

TWINS = ("nobody", "low", "high", "truth")
"""One participant alone; behind a thousand low answers; behind a thousand high ones, some of them
edited or withdrawn, some with ranges, groups and reasons; alone again, with the truth entered at
creation."""

PLANTED = "/planted/"

DERIVATION = TokenDeriver(SECRET)

STRANGER = "the random key of a stranger"

BROWSER = DERIVATION.browser_of_key("any poll", b"the participant")

FEED = DERIVATION.feed_of_form(b"the organizer")

ORGANIZER = DERIVATION.organizer_of_form(b"the organizer")

HINTS = (
    *(keys.OPENED, keys.FEATURED, keys.EXAMPLES, keys.feed(tokens.encode(FEED))),
    keys.own_polls(tokens.digest(ORGANIZER)),
)
"""Where the twins are found: they are public, chosen for the home page, in their organizer's feed, and in
the list of the organizer's browser."""

FRAMES = ["https://blog.example"]

Record = dict[bytes, bytes]


class Twin(NamedTuple):
    """One twin's database, application, and what it has stored in each state."""

    client: redis.Redis
    hints: list[redis.Redis]
    app: Litestar
    details: bytes
    texts: Record
    own: bytes


class Twins(NamedTuple):
    """The twins with the id and the admin token that they share."""

    poll_id: str
    token: str
    urls: dict[str, str]
    case: Case = CASES["number"]


@get("/planted/{poll_id:str}/length", include_in_schema=False)
async def leaking_length(service: OurService, poll_id: FromPath[str]) -> dict[str, int]:
    return {"bytes": 20 * await service.store.answers.count(poll_id)}


@get("/planted/{poll_id:str}/header", include_in_schema=False)
async def leaking_header(service: OurService, poll_id: FromPath[str]) -> Response[bytes]:
    count = await service.store.answers.count(poll_id)
    return Response(b"", headers={"X-Count": str(count)})


@get("/planted/{poll_id:str}/truth", include_in_schema=False)
async def leaking_truth(service: OurService, poll_id: FromPath[str]) -> bool:
    return (await service.store.polls.load(poll_id)).resolution is not None


@post("/planted/{poll_id:str}/status", include_in_schema=False)
async def leaking_status(service: OurService, poll_id: FromPath[str]) -> Response[None]:
    count = await service.store.answers.count(poll_id)
    return Response(None, status_code=409 if count > 1 else 201)


LEAKS = [leaking_length, leaking_header, leaking_truth, leaking_status]


@cache
def participant(poll_id: str) -> bytes:
    return DERIVATION.participant(poll_id, BROWSER)


def build(url: str) -> Litestar:
    """The application without limits: one that is spent would hide everything behind it."""
    app = build_app(Settings(rate_limit=False), Store(connect(url)), SECRET)
    for leak in LEAKS:
        app.register(leak)
    return app


async def make_twins(urls: dict[str, str], case: Case) -> Twins:
    poll_id, token, record = await make_original(urls["truth"], case)
    untold = {**record, b"resolutions": b"", b"revision": b"0"}
    answers: dict[str, list[float]] = {
        "nobody": [],
        "low": case.low,
        "high": case.high,
        "truth": [],
    }
    for name, url in urls.items():
        write(url, poll_id, record if name == "truth" else untold)
        await fill(url, poll_id, answers[name], case, changed=20 if name == "high" else 0)
    return Twins(poll_id, token, urls, case)


async def make_original(url: str, case: Case) -> tuple[str, str, Record]:
    app = app_over(Store(connect(url)), Settings(rate_limit=False))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        poll = await make_poll(
            client,
            kind=case.kind,
            reveal="manual",
            truth=case.truth,
            asks=case.asks,
            public=True,
            frames=FRAMES,
        )
    await app.state.service.store.close()
    with server_of(url, keys.poll(poll["id"])) as database:
        record = database.hgetall(keys.poll(poll["id"]))
    return poll["id"], poll["admin_token"], {**record, b"feed": tokens.encode(FEED).encode()}


def write(url: str, poll_id: str, record: Record) -> None:
    with server_of(url, keys.poll(poll_id)) as client:
        client.hset(keys.poll(poll_id), mapping=record)


async def fill(url: str, poll_id: str, values: list[float], case: Case, *, changed: int) -> None:
    """Answers of strangers, then the participant's, which says the same everywhere."""
    store = Store(connect(url))
    strangers = [DERIVATION.browser_of_key(poll_id, tokens.new_idempotency_key()) for _ in values]
    for start in range(0, len(values), 250):
        batch = zip(strangers[start : start + 250], values[start : start + 250], strict=True)
        await asyncio.gather(*(answer(store, poll_id, who, value) for who, value in batch))
    for who in strangers[:changed]:
        await store.answers.edit(poll_id, DERIVATION.participant(poll_id, who), case.changed)
    for who in strangers[: changed // 2]:
        await store.answers.withdraw(poll_id, DERIVATION.participant(poll_id, who))
    for number, who in enumerate(strangers[changed : 80 if changed else 0]):
        added = replace(case.added, group=number % 2, reason="x" * (number % 500))
        who_else = DERIVATION.participant(poll_id, who)
        await store.follow_ups.change(poll_id, who_else, added, ADDED)
    await answer(store, poll_id, BROWSER, case.own)
    await store.follow_ups.change(poll_id, participant(poll_id), case.own_added, ADDED)
    await store.close()
    at_one_moment(url, poll_id, len(values))


async def answer(store: Store, poll_id: str, browser: bytes, value: float) -> None:
    sender = Sender(participant=DERIVATION.participant(poll_id, browser), key=browser)
    await accept_answer(store, DERIVATION, poll_id, value, sender)


def at_one_moment(url: str, poll_id: str, place: int) -> None:
    """The participants see when they answered: make it the same second."""
    time = place * RECORD.itemsize + RECORD.fields["time"][1]
    with server_of(url, keys.poll(poll_id)) as client:
        client.setrange(keys.answers(poll_id), time, (1_790_000_000).to_bytes(4, "little"))


def open_twin(app: Litestar, url: str, poll_id: str) -> Twin:
    # Nothing is kept for some seconds, else a state could be compared with the one before.
    app.state.service = fresh(app.state.service, Store(connect(url)))
    client = server_of(url, keys.poll(poll_id))
    record: Any = {**client.hgetall(keys.poll(poll_id)), b"state": b"open"}
    own = participant(poll_id)
    ended = {b"closed_at": record[b"opened_at"]}
    seen_by_all = {**ended, b"revealed_at": record[b"opened_at"]}
    records = {
        "open": record,
        "closed": {**record, **ended, b"state": b"closed"},
        "revealed": {**record, **seen_by_all, b"state": b"revealed"},
    }
    for state, fields in records.items():
        client.hset(saved(keys.poll(poll_id), state), mapping=fields)
    for key in stored(poll_id):
        client.copy(key, saved(key), replace=True)
    return Twin(
        client=client,
        hints=[server_of(url, key) for key in HINTS],
        app=app,
        details=client.get(keys.follow_ups(poll_id)) or b"",
        texts=client.hgetall(keys.texts(poll_id)),
        own=client.hget(keys.bucket(poll_id, own), own) or b"",
    )


def stored(poll_id: str) -> tuple[str, ...]:
    """Where a poll's answers are, and what was added to them."""
    return keys.answers(poll_id), keys.follow_ups(poll_id), keys.texts(poll_id)


def saved(key: str, state: str = "") -> str:
    """Where the database keeps a copy, beside what it was made of: to copy there takes no time."""
    return f"{key}:saved:{state}"


@cache
def senders(poll_id: str) -> tuple[bytes, bytes]:
    """Whose answers the requests bring, by key and by slip."""
    key = STRANGER.encode()
    stranger = DERIVATION.participant(poll_id, DERIVATION.browser_of_key(poll_id, key))
    return stranger, DERIVATION.participant_of_slip(poll_id, key)


def put(twin: Twin, poll_id: str, state: str) -> None:
    """Everything as it was before, in a state."""
    own, added = participant(poll_id), senders(poll_id)
    pipeline = twin.client.pipeline(transaction=False)
    pipeline.delete(keys.results(poll_id))
    pipeline.copy(saved(keys.poll(poll_id), state), keys.poll(poll_id), replace=True)
    for name in stored(poll_id):
        pipeline.copy(saved(name), name, replace=True)
    for who in added:
        pipeline.hdel(keys.bucket(poll_id, who), who)
    pipeline.hset(keys.bucket(poll_id, own), own, twin.own)
    pipeline.execute()
    for key, server in zip(HINTS, twin.hints, strict=True):
        server.zadd(key, {poll_id: 1})
