"""Who asks a route for what, and in what replies to twin polls differ."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import product
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from litestar import Litestar
from litestar.routes import HTTPRoute

from crowd.model import tokens
from crowd.model.capacity import CapacityLevel
from crowd.store import keys
from crowd.web.deps import now
from crowd.web.pages.organizer_actions import ORGANIZER_ACTIONS
from tests.conftest import OWN_PAGE
from tests.factories import in_hours, poll_body
from tests.web.pages.forms import NAVIGATION
from tests.web.twin_cases import Case
from tests.web.twins import (
    BROWSER,
    DERIVATION,
    FEED,
    ORGANIZER,
    PLANTED,
    STRANGER,
    TWINS,
    Twin,
    Twins,
    participant,
    put,
)

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

ENDINGS = {
    "/polls": ("", "?show=results", "?q=many"),
    "/p/{poll_id}": ("", ".svg", ".png", ".png?own=5", ".ics", ")"),
    "/p/{poll_id}/og.png": ("", "?own=5"),
    "/p/{poll_id}/square.png": ("", "?own=77", "?own=nonsense"),
    "/p/{poll_id}/my-result.png": ("", "?size=wide"),
    "/api/polls/{poll_id}/results.csv": ("", "?for=excel&locale=de", "?for=word"),
    "/api/polls/{poll_id}/answers.csv": ("", "?for=excel&locale=de", "?for=excel&locale=nowhere"),
    "/api/polls/{poll_id}/answers.xlsx": ("", "?locale=ar"),
    "/api/polls/{poll_id}/reasons": ("", "?page=2"),
    "/api/polls/{poll_id}/answers.parquet": ("", "?locale=de"),
}
"""Suffixes and queries that a route knows, by its address."""


ORGANIZERS = ("cookie", "bearer")


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
        is_about_a_poll(path_format)
        or known_by_token
        or path_format in {*FINDING, *OWN_LISTS, "/sitemap.xml"}
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
        "reply_id": ["nonsense"],
    }
    names = re.findall(r"\{(\w+)\}", path_format)
    unknown = set(names) - set(examples)
    assert not unknown, f"{path_format}: add an example for {unknown} to this test"
    filled = [
        path_format.format(**dict(zip(names, values, strict=True)))
        for values in product(*(examples[name] for name in names))
    ]
    if path_format in ENDINGS:
        return [path + ending for path in filled for ending in ENDINGS[path_format]]
    if path_format == "/oembed":
        address = f"/oembed?url=http://crowd.test/p/{twins.poll_id}"
        return ["/oembed", address, f"{address}&format=xml"]
    return filled


def callers(twins: Twins) -> dict[str, dict[str, str]]:
    browser = f"crowd-browser={tokens.encode(BROWSER)}"
    return {
        "anyone": {**OWN_PAGE},
        "participant": {**OWN_PAGE, "cookie": browser},
        "cookie": {**OWN_PAGE, "cookie": organizer_cookies(twins)},
        "bearer": {"authorization": f"Bearer {twins.token}"},
        "browser": {**OWN_PAGE, **NAVIGATION, "cookie": browser},
    }


def organizer_cookies(twins: Twins) -> str:
    """What the browser sends that made the poll."""
    return f"crowd-admin-{twins.poll_id}={twins.token}; crowd-organizer={ORGANIZER}"


FINDING = [
    "/",
    "/polls",
    "/examples",
    "/feed.atom",
    "/feed.json",
    "/feeds/{feed}/feed.atom",
    "/feeds/{feed}/feed.json",
]
"""Where polls are found without their own address."""

OWN_LISTS = ["/mine", "/mine/forgetting"]
"""Where the organizer's browser finds them."""

LATER = in_hours(48)

TICKETS = {
    "/polls": "create",
    "/forgetting": "own polls",
    "/answers": "answer {}",
    "/answer": "answer {}",
    "/answers/mine": "edit {} {own}",
    "/withdrawal": "edit {} {own}",
    "/details": "edit {} {own}",
    "/removal": "edit {} {own}",
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
        "/reasons": {"publish": True, "hide": [1], "show": [2]},
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
        "field": "name",
        "publish": "1",
        "hide": "1",
        "notice": "1",
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

NOW = re.compile(rb'(data-now=")[^"]+')

MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|\+00:00)?")

WRITTEN_MOMENT = re.compile(rb"\w+day \d+ \w+ \d{4}, \d\d:\d\d")

NEW_TOKEN = re.compile(rb"[\w-]{18}\.[\w-]{32}(?![\w-])")

KEPT = re.compile(rb"(?<=^/reply/)[\w-]{22}$|(?<=^crowd-forms=)[\w-]{43}(?=;)")

NEW_ID = re.compile(rb'(?:(?<=/p/)|(?<=crowd-admin-)|(?<="id":"))[\w-]{18}')


def masked(reply: Reply, twins: Twins, *, storing: bool) -> Reply:
    """The reply without what is random in it, or the moment at which something was stored."""

    def known(found: re.Match[bytes]) -> bytes:
        is_theirs = found[0] in {twins.poll_id.encode(), twins.token.encode()}
        return found[0] if is_theirs else b"new"

    def mask(text: bytes) -> bytes:
        text = NOW.sub(rb"\1*", TICKET.sub(rb"\1*", text))
        if storing:
            text = WRITTEN_MOMENT.sub(b"then", MOMENT.sub(b"then", text))
            text = KEPT.sub(b"new", text)
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


def comparable(caller: str, *, everybody: bool = True) -> list[str]:
    """An organizer may see the truth that organizers enter; nobody else may.

    Without everybody, low answers are left out: high ones differ as much from the participant's.
    """
    left_out = {"truth"} if caller in ORGANIZERS else set()
    return [name for name in TWINS if name not in left_out and (everybody or name != "low")]


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
            # Browsers differ from programs in what they are told of a form.
            if caller == "browser" and method != "POST":
                continue
            request = Request(method, path, headers)
            everybody = exhaustive or twins.case.everywhere
            compared = comparable(caller, everybody=everybody)
            asked = compared if exhaustive or (taken and with_a_poll) else FEW
            if not taken:
                yield Asked(caller, request, asked)
                break
            # In the fast tests one caller asks in every way, the others in two.
            every_way = twins.case.everywhere and (exhaustive or caller == "participant")
            looks = LOOKS if every_way else LOOKS[:2]
            if not exhaustive and caller in ORGANIZERS:
                # A browser brings a cookie, and a program a token.
                looks = LOOKS[:1] if caller == "cookie" else LOOKS[1:2]
            for varied in variants(request, twins, looks, every_way=every_way):
                yield Asked(caller, varied, asked)


def variants(
    request: Request, twins: Twins, looks: Sequence[dict[str, str]], *, every_way: bool
) -> Iterator[Request]:
    """The ways in which a caller can ask for something."""
    if request.method == "GET":
        for look in looks:
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
    if request.method in SAFE or reply.status in UNCHANGED:
        return reply
    revealed = twin.client.hget(keys.poll(twins.poll_id), "state") == b"revealed"
    put(twin, twins.poll_id, state)
    return None if revealed and state != "revealed" else reply
