"""Twin polls that differ only in what must stay sealed: nobody may tell them apart, by any route.

The twins live in databases of their own under one id and one secret, so that replies are compared
as they are, byte for byte. Masked are only tickets and, where something is stored, moments and ids.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import msgspec
import pytest
import pytest_asyncio
import redis
from litestar import Litestar, Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from litestar.routes import HTTPRoute
from msgspec.structs import replace

from crowd.actions.accept_answer import Sender, accept_answer
from crowd.model import tokens
from crowd.model.answer import FollowUpAnswers
from crowd.model.capacity import CapacityLevel
from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store import keys
from crowd.store.client.connect import connect
from crowd.store.records import RECORD
from crowd.store.store import Store
from crowd.web.api.answer_messages import ADDED
from crowd.web.app import build_app
from crowd.web.deps import OurService, now
from crowd.web.pages.organizer_actions import ORGANIZER_ACTIONS
from tests.conftest import OWN_PAGE, SECRET, fresh
from tests.databases import empty, server_of
from tests.factories import in_hours, make_poll, poll_body

pytestmark = pytest.mark.asyncio(loop_scope="module")

TWINS = ("nobody", "low", "high", "truth")
"""One participant alone; behind a thousand low answers; behind a thousand high ones, some of them
edited or withdrawn, some with ranges, groups and reasons; alone again, with the truth entered at
creation."""

PLANTED = "/planted/"
FEW = ("nobody", "high")
"""The twins that the fast tests compare where a route refuses a method, or has no poll in it."""

SAFE = ("GET", "HEAD", "OPTIONS")
ALL_METHODS = (*SAFE, "POST", "PUT", "PATCH", "DELETE")
UNCHANGED = {400, 401, 403, 404, 405, 422}
ACCEPTS = ("text/html", "application/json", "*/*")
LOOKS = (
    *({"accept": accept} for accept in ACCEPTS),
    {"accept": "*/*", "if-none-match": "*"},
    {"accept": "text/html", "if-modified-since": "Thu, 01 Jan 2026 00:00:00 GMT"},
)
SUFFIXES = ("", ".svg", ".png", ".ics")
DERIVATION = TokenDeriver(SECRET)
STRANGER = "the random key of a stranger"
BROWSER = DERIVATION.browser_of_key("any poll", b"the participant")
FEED = DERIVATION.feed_of_form(b"the organizer")
HINTS = (keys.OPENED, keys.feed(tokens.encode(FEED)))
"""Where the twins are found: they are public, and in their organizer's feed."""
ORGANIZERS = ("cookie", "bearer")
ASKS = {"others": True, "reason": True, "group": ["North", "South"], "name": True}
FRAMES = ["https://blog.example"]
TEXTS = {"group": "North", "reason": "Why not?", "name": "Grace"}

Record = dict[bytes, bytes]


class Twin(NamedTuple):
    """One twin's database, application, and what it has stored in each state."""

    client: redis.Redis
    hints: list[redis.Redis]
    app: Litestar
    details: bytes
    texts: Record
    own: bytes


class Case(NamedTuple):
    """A kind of poll: its truth, what strangers and the participant say, what requests bring.

    A number is asked for in every way; another kind at every route, but only where it can matter.
    """

    kind: dict[str, Any]
    truth: float | str
    low: list[float]
    high: list[float]
    changed: float
    own: float
    sent: float | str
    asks: dict[str, Any]
    added: FollowUpAnswers
    own_added: FollowUpAnswers
    more: dict[str, Any]
    everywhere: bool = False


CASES = {
    "number": Case(
        kind=poll_body()["kind"],
        truth=7.5,
        low=[1 + number % 9 for number in range(1000)],
        high=[9000 + number for number in range(1000)],
        changed=5,
        own=77,
        sent=5,
        asks={**ASKS, "interval": True},
        added=FollowUpAnswers(low=1.0, high=9e9, others=9e3),
        own_added=FollowUpAnswers(
            low=70.0, high=80.0, others=75.0, group=1, reason="So.", name="Ada"
        ),
        more={"low": 4, "high": 6, "others": 5, **TEXTS},
        everywhere=True,
    ),
    "probability": Case(
        kind={"type": "probability"},
        truth="yes",
        low=[0.01 * (number % 9) for number in range(200)],
        high=[0.9 + 0.01 * (number % 9) for number in range(200)],
        changed=0.5,
        own=0.77,
        sent="55 %",
        asks={**ASKS, "interval": True},
        added=FollowUpAnswers(low=0.1, high=0.9, others=0.8),
        own_added=FollowUpAnswers(
            low=0.7, high=0.8, others=0.75, group=1, reason="So.", name="Ada"
        ),
        more={"low": 0.4, "high": 0.6, "others": 0.5, **TEXTS},
    ),
    "choice": Case(
        kind={"type": "choice", "options": ["Red", "Blue", "Green"]},
        truth="Red",
        low=[0.0] * 200,
        high=[2.0] * 200,
        changed=1,
        own=1,
        sent="Green",
        asks=ASKS,
        added=FollowUpAnswers(predicted=[0.1, 0.2, 0.7]),
        own_added=FollowUpAnswers(predicted=[0.5, 0.3, 0.2], group=1, reason="So.", name="Ada"),
        more={"predicted": {"Red": 0.5, "Blue": 0.25, "Green": 0.25}, **TEXTS},
    ),
}


class Twins(NamedTuple):
    """The twins with the id and the admin token that they share."""

    poll_id: str
    token: str
    urls: dict[str, str]
    case: Case = CASES["number"]


class Request(NamedTuple):
    """A request, and what to call it in a failure."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.headers}"


class Reply(NamedTuple):
    """Everything that a caller sees."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


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


def participant(poll_id: str) -> bytes:
    return DERIVATION.participant(poll_id, BROWSER)


def build(url: str) -> Litestar:
    """The application without limits: one that is spent would hide everything behind it."""
    app = build_app(Settings(rate_limit=False), Store(connect(url)), SECRET)
    for leak in LEAKS:
        app.register(leak)
    return app


# The twins


@pytest.fixture(scope="module")
def twins(database_url: str, request: pytest.FixtureRequest) -> Iterator[Twins]:
    # Test processes may share an outside server: each has four of its sixteen databases.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 4 * (1 + worker % 3)
    urls = {name: f"{database_url}?db={first + place}" for place, name in enumerate(TWINS)}
    for url in urls.values():
        empty(url)
    yield asyncio.run(make_twins(urls, CASES[request.param]))
    for url in urls.values():
        empty(url)


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
    app = build(url)
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


@pytest.fixture(scope="module")
def apps() -> dict[str, Litestar]:
    """An application for each twin, built once for all kinds of polls."""
    return {name: build("unix:///nowhere") for name in TWINS}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pair(twins: Twins, apps: dict[str, Litestar]) -> AsyncIterator[dict[str, Twin]]:
    """The twins with an application for each."""
    opened = {name: open_twin(apps[name], url, twins.poll_id) for name, url in twins.urls.items()}
    yield opened
    for twin in opened.values():
        for client in (twin.client, *twin.hints):
            client.close()
        await twin.app.state.service.store.close()


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


def put(twin: Twin, poll_id: str, state: str) -> None:
    """Everything as it was before, in a state."""
    own = participant(poll_id)
    key = STRANGER.encode()
    stranger = DERIVATION.participant(poll_id, DERIVATION.browser_of_key(poll_id, key))
    slip = DERIVATION.participant_of_slip(poll_id, key)
    pipeline = twin.client.pipeline()
    pipeline.delete(keys.results(poll_id))
    pipeline.copy(saved(keys.poll(poll_id), state), keys.poll(poll_id), replace=True)
    for name in stored(poll_id):
        pipeline.copy(saved(name), name, replace=True)
    for who in (stranger, slip):
        pipeline.hdel(keys.bucket(poll_id, who), who)
    pipeline.hset(keys.bucket(poll_id, own), own, twin.own)
    pipeline.execute()
    for key, server in zip(HINTS, twin.hints, strict=True):
        server.zadd(key, {poll_id: 1})


# What is asked


def routes_of(app: Litestar) -> dict[str, set[str]]:
    """The methods of each route but the planted ones."""
    found = [route for route in app.routes if isinstance(route, HTTPRoute)]
    return {
        route.path_format: set(route.methods)
        for route in sorted(found, key=lambda route: route.path_format)
        if not route.path_format.startswith(PLANTED)
    }


def is_about_a_poll(path_format: str) -> bool:
    """The others do not depend on a poll's kind."""
    return "{poll_id}" in path_format or path_format == "/oembed"


def has_a_poll(path_format: str) -> bool:
    """The others have no poll in them, so that they are asked in one state."""
    known_by_token = "{token}" in path_format
    return (
        is_about_a_poll(path_format) or known_by_token or path_format in {*FINDING, "/sitemap.xml"}
    )


def paths(path_format: str, twins: Twins) -> list[str]:
    """The addresses that a route is asked at; a parameter without an example is a failure."""
    own = participant(twins.poll_id)
    own_links = DERIVATION.capabilities(twins.poll_id, own)
    edit_token, share_token = own_links.edit_token, own_links.share_token
    examples = {
        "poll_id": [twins.poll_id],
        "token": [twins.token, f"{twins.poll_id}.{edit_token}", edit_token, share_token],
        "image_hash": ["0" * 64],
        "verb": [*ORGANIZER_ACTIONS, "nonsense"],
        "name": ["sealed", "nonsense"],
        "feed": [DERIVATION.feed_tokens(FEED).address, "nonsense"],
        "path": ["openapi.json", twins.poll_id],
    }
    names = re.findall(r"\{(\w+)\}", path_format)
    unknown = set(names) - set(examples)
    assert not unknown, f"{path_format}: add an example for {unknown} to this test"
    filled = [
        path_format.format(**dict(zip(names, values, strict=True)))
        for values in product(*(examples[name] for name in names))
    ]
    if path_format == "/p/{poll_id}":
        return [path + suffix for path in filled for suffix in SUFFIXES]
    if path_format == "/oembed":
        address = f"/oembed?url=http://crowd.test/p/{twins.poll_id}"
        return ["/oembed", address, f"{address}&format=xml"]
    return filled


def callers(twins: Twins) -> dict[str, dict[str, str]]:
    browser = f"crowd-browser={tokens.encode(BROWSER)}"
    return {
        "anyone": {**OWN_PAGE},
        "participant": {**OWN_PAGE, "cookie": browser},
        "cookie": {**OWN_PAGE, "cookie": f"crowd-admin-{twins.poll_id}={twins.token}"},
        "bearer": {"authorization": f"Bearer {twins.token}"},
    }


FINDING = [
    "/",
    "/feed.atom",
    "/feed.json",
    "/feeds/{feed}/feed.atom",
    "/feeds/{feed}/feed.json",
]
"""Where polls are found without their own address."""

LATER = in_hours(48)
TICKETS = {
    "/polls": "create",
    "/answers": "answer {}",
    "/answer": "answer {}",
    "/answers/mine": "edit {} {own}",
    "/withdrawal": "edit {} {own}",
    "/details": "edit {} {own}",
    "/a/": "admin link {}",
    "/e/": "edit link {}",
}
"""What the forms' tickets are for, by how their addresses begin or end."""


def json_body(path: str, case: Case) -> tuple[str, bytes]:
    bodies: dict[str, Any] = {
        "/api/polls": poll_body(kind=case.kind, closes_at=LATER),
        "/answers": {"value": case.sent, "key": STRANGER, **case.more},
        "/answers/mine": {"value": case.sent, **case.more},
        "/extension": {"closes_at": LATER},
        "/resolution": {"truth": case.truth},
    }
    fitting = [body for end, body in bodies.items() if path.endswith(end)]
    return "application/json", msgspec.json.encode(fitting[-1] if fitting else {})


def form_body(path: str, poll_id: str, case: Case) -> tuple[str, bytes]:
    purposes = [
        purpose for part, purpose in TICKETS.items() if path.endswith(part) or path.startswith(part)
    ]
    own = participant(poll_id).hex()
    purpose = (purposes[-1] if purposes else "manage {}").format(poll_id, own=own)
    fields = {
        "ticket": DERIVATION.ticket(purpose, now(), 3600),
        "value": str(case.sent),
        "truth": str(case.truth),
        "sure": "1",
        "question": "How many?",
        "closes_at": LATER[:16],
        **{name: str(text) for name, text in case.more.items()},
    }
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


async def ask(app: Litestar, request: Request, address: str = "127.0.0.1") -> Reply:
    """One request straight to the application: ten thousand of these must not take long."""
    sent: list[dict[str, Any]] = []
    path, _, query = request.path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "client": (address, 1),
        "server": ("crowd.test", 80),
        "headers": [
            (b"host", b"crowd.test"),
            *((name.encode(), value.encode()) for name, value in request.headers.items()),
        ],
        "state": {},
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": request.body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)  # type: ignore[arg-type]
    start = next(message for message in sent if message["type"] == "http.response.start")
    whole = b"".join(message.get("body", b"") for message in sent)
    return Reply(start["status"], sorted(start["headers"]), whole)


# What is compared

TICKET = re.compile(rb'(name="ticket" value=")[^"]+')
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")
WRITTEN_MOMENT = re.compile(rb"\w+day \d+ \w+ \d{4}, \d\d:\d\d")
NEW_TOKEN = re.compile(rb"[\w-]{18}\.[\w-]{32}(?![\w-])")
NEW_ID = re.compile(rb'(?:(?<=/p/)|(?<=crowd-admin-)|(?<="id":"))[\w-]{18}')


def masked(reply: Reply, twins: Twins, *, storing: bool) -> Reply:
    """The reply without what is random in it, or the moment at which something was stored."""

    def known(found: re.Match[bytes]) -> bytes:
        is_theirs = found[0] in {twins.poll_id.encode(), twins.token.encode()}
        return found[0] if is_theirs else b"new"

    def mask(text: bytes) -> bytes:
        text = TICKET.sub(rb"\1*", text)
        if storing:
            text = WRITTEN_MOMENT.sub(b"then", MOMENT.sub(b"then", text))
            text = NEW_ID.sub(known, NEW_TOKEN.sub(known, text))
        return text

    body = mask(reply.body)
    headers = [(name, mask(in_order(name, value))) for name, value in reply.headers]
    if storing:
        # A moment at a full second is shorter than others.
        length = str(len(body)).encode()
        headers = [(name, length if name == b"content-length" else text) for name, text in headers]
    return Reply(reply.status, headers, body)


def in_order(name: bytes, value: bytes) -> bytes:
    """The methods of Allow come from a set, in any order."""
    return b", ".join(sorted(value.split(b", "))) if name == b"allow" else value


class Asked(NamedTuple):
    """A request, who makes it, and the twins that get it."""

    caller: str
    request: Request
    twins: Sequence[str]

    def __str__(self) -> str:
        return f"{self.request} by {self.caller}"


def comparable(caller: str) -> list[str]:
    """An organizer may see the truth that organizers enter; nobody else may."""
    return [name for name in TWINS if name != "truth" or caller not in ORGANIZERS]


def requests(
    path: str,
    methods: set[str],
    twins: Twins,
    *,
    exhaustive: bool = False,
    with_a_poll: bool = True,
) -> Iterator[Asked]:
    """Who asks what: of a number all that the route takes, and all else once.

    What carries no answer either way, as HEAD and what a route refuses, no kind can change.
    """
    for method in ALL_METHODS if twins.case.everywhere else ("GET", *methods - set(SAFE)):
        taken = method in methods or (method == "HEAD" and "GET" in methods)
        for caller, headers in callers(twins).items():
            request = Request(method, path, headers)
            asked = comparable(caller) if exhaustive or (taken and with_a_poll) else FEW
            if not taken:
                yield Asked(caller, request, asked)
                break
            # In the fast tests one caller asks in every way, the others in two.
            every_way = twins.case.everywhere and (exhaustive or caller == "participant")
            for varied in variants(request, twins, every_way=every_way):
                yield Asked(caller, varied, asked)


def variants(request: Request, twins: Twins, *, every_way: bool) -> Iterator[Request]:
    """The ways in which a caller can ask for something."""
    if request.method == "GET":
        for look in LOOKS if every_way else LOOKS[:2]:
            yield request._replace(headers={**request.headers, **look})
    elif request.method not in SAFE:
        yield from acts(request, twins, both=every_way)
    elif every_way:
        yield request._replace(headers={**request.headers, "accept": "text/html"})


def acts(request: Request, twins: Twins, *, both: bool = True) -> Iterator[Request]:
    """A program's way to say it, and a form's; or only the one that the route takes."""
    program = ("application/json", *json_body(request.path, twins.case))
    form = ("text/html", *form_body(request.path, twins.poll_id, twins.case))
    taken = program if request.path.startswith("/api/") else form
    for accept, content_type, body in (program, form) if both else (taken,):
        headers = {**request.headers, "accept": accept, "content-type": content_type}
        yield request._replace(headers=headers, body=body)


async def differences(
    pair: dict[str, Twin],
    twins: Twins,
    path_format: str,
    state: str,
    *,
    exhaustive: bool = False,
    safe: bool = True,
) -> AsyncIterator[str]:
    """Every request to a route by which somebody could tell the twins apart."""
    app = pair["nobody"].app
    (route,) = (route for route in app.routes if route.path_format == path_format)
    for twin in pair.values():
        put(twin, twins.poll_id, state)
    methods = set(getattr(route, "methods", ()))
    for path in paths(path_format, twins):
        for asked in requests(
            path, methods, twins, exhaustive=exhaustive, with_a_poll=has_a_poll(path_format)
        ):
            if asked.request.method in SAFE and not safe:
                continue
            seen_by = (seen(pair[name], twins, state, asked.request) for name in asked.twins)
            replies = await asyncio.gather(*seen_by)
            if differ(replies, twins, storing=asked.request.method not in SAFE):
                yield str(asked)


def differ(replies: Sequence[Reply | None], twins: Twins, *, storing: bool) -> bool:
    """Whether the replies differ in more than what is random or a moment."""
    if all(reply == replies[0] for reply in replies):
        return False
    told = [reply and masked(reply, twins, storing=storing) for reply in replies]
    return any(reply != told[0] for reply in told)


async def seen(twin: Twin, twins: Twins, state: str, request: Request) -> Reply | None:
    """A reply; what the request stored is undone. None if it made the reveal itself."""
    reply = await ask(twin.app, request)
    refused = (
        reply.status == 503 and twin.app.state.service.store.capacity.level < CapacityLevel.LOW
    )
    assert reply.status < 500 or refused, f"{request}: {reply.body!r}"
    if request.method in SAFE:
        return reply
    revealed = twin.client.hget(keys.poll(twins.poll_id), "state") == b"revealed"
    if reply.status not in UNCHANGED:
        put(twin, twins.poll_id, state)
    return None if revealed and state != "revealed" else reply


# The tests

in_fast_and_exhaustive_tests = pytest.mark.parametrize(
    "exhaustive", [False, pytest.param(True, marks=pytest.mark.exhaustive)], ids=["fast", "all"]
)


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("twins", CASES, indirect=True)
async def test_routes_of_a_poll_before_the_reveal_tell_nothing(
    pair: dict[str, Twin], twins: Twins, state: str, exhaustive: bool
) -> None:
    """One test for all routes: a test for each would take longer to count than to run."""
    told = [
        request
        for path_format in filter(is_about_a_poll, routes_of(pair["nobody"].app))
        async for request in differences(pair, twins, path_format, state, exhaustive=exhaustive)
    ]
    assert told == []


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_other_routes_before_the_reveal_tell_nothing(
    pair: dict[str, Twin], twins: Twins, state: str, exhaustive: bool
) -> None:
    told = [
        request
        for path_format in routes_of(pair["nobody"].app)
        if not is_about_a_poll(path_format)
        if exhaustive or state == "open" or has_a_poll(path_format)
        async for request in differences(pair, twins, path_format, state, exhaustive=exhaustive)
    ]
    assert told == []


@in_fast_and_exhaustive_tests
@pytest.mark.parametrize("level", [CapacityLevel.ANSWERS, CapacityLevel.DELETIONS])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_routes_of_a_poll_tell_nothing_where_there_is_no_room(
    pair: dict[str, Twin], twins: Twins, level: CapacityLevel, exhaustive: bool
) -> None:
    stores = [twin.app.state.service.store for twin in pair.values()]
    for store in stores:
        store.capacity.level = level
    try:
        told = [
            request
            for path_format, methods in routes_of(pair["nobody"].app).items()
            if is_about_a_poll(path_format) and methods - {*SAFE}
            async for request in differences(
                pair, twins, path_format, "open", exhaustive=exhaustive, safe=exhaustive
            )
        ]
    finally:
        for store in stores:
            store.capacity.level = CapacityLevel.AMPLE
    assert told == []


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_twins_are_found_before_the_reveal(
    pair: dict[str, Twin], twins: Twins, state: str
) -> None:
    """Else the tests above would compare empty lists."""
    for twin in pair.values():
        put(twin, twins.poll_id, state)
        for path_format in FINDING[1:] if state == "closed" else FINDING:
            reply = await ask(twin.app, Request("GET", paths(path_format, twins)[0], {}))
            assert twins.poll_id.encode() in reply.body


@pytest.mark.parametrize(
    "path_format",
    [
        "/p/{poll_id}",
        "/p/{poll_id}/results",
        "/embed/{poll_id}",
        "/p/{poll_id}/og.png",
        "/api/polls/{poll_id}/results",
        *FINDING,
    ],
)
@pytest.mark.parametrize("twins", CASES, indirect=True)
async def test_results_after_the_reveal_differ(
    pair: dict[str, Twin], twins: Twins, path_format: str
) -> None:
    assert await anext(differences(pair, twins, path_format, "revealed"), None)


@pytest.mark.parametrize("path", ["/p/{}.svg", "/p/{}.png"])
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_pictures_after_the_reveal_differ(
    pair: dict[str, Twin], twins: Twins, path: str
) -> None:
    """Else the test above would compare pictures that never show anything."""
    for twin in pair.values():
        put(twin, twins.poll_id, "revealed")
    request = Request("GET", path.format(twins.poll_id), {})
    replies = [await ask(twin.app, request) for twin in pair.values()]
    assert [reply.status for reply in replies] == [200] * len(TWINS)
    assert len({reply.body for reply in replies}) == len(TWINS)


@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_oembed_of_twins_is_answered(pair: dict[str, Twin], twins: Twins) -> None:
    put(pair["high"], twins.poll_id, "open")
    asked = [Request("GET", path, {}) for path in paths("/oembed", twins)]
    replies = [await ask(pair["high"].app, request) for request in asked]
    assert [reply.status for reply in replies] == [400, 200, 200]


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.name)
@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_planted_leak_is_found(
    pair: dict[str, Twin], twins: Twins, leak: HTTPRouteHandler
) -> None:
    path_format = next(iter(leak.paths)).replace(":str", "")
    assert await anext(differences(pair, twins, path_format, "open"), None)


@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_twins_differ_in_what_was_added_too(pair: dict[str, Twin]) -> None:
    texts = {name: len(twin.texts) for name, twin in pair.items()}
    assert texts == {"nobody": 1, "low": 1, "high": 61, "truth": 1}
    assert len(pair["high"].details) > 1000 * 30 >= len(pair["nobody"].details)


@pytest.mark.parametrize("twins", ["number"], indirect=True)
async def test_form_for_details_is_taken_from_twins(pair: dict[str, Twin], twins: Twins) -> None:
    """Else the test above would compare refusals."""
    path = f"/p/{twins.poll_id}/answers/mine/details"
    headers = callers(twins)["participant"]
    for twin in pair.values():
        put(twin, twins.poll_id, "open")
        form = list(acts(Request("POST", path, headers), twins))[1]
        reply = await ask(twin.app, form)
        assert reply.status == 303
        assert twin.client.get(keys.follow_ups(twins.poll_id)) != twin.details
        put(twin, twins.poll_id, "open")


async def test_route_with_an_unknown_parameter_is_refused() -> None:
    twins = Twins("poll", "poll.token", {})
    with pytest.raises(AssertionError, match="add an example"):
        paths("/p/{poll_id}/{colour}", twins)
