"""A participant's results page is everybody's page with their own answer put into it."""

from __future__ import annotations

import itertools
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from types import FrameType
from typing import Any, NamedTuple

import httpx
import numpy as np
import pytest
from babel import Locale
from litestar import Litestar

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.kinds import Choice, Date, Duration, Kind, Number, Percentage, Probability
from crowd.model.answer import NewAnswer
from crowd.model.results import Results
from crowd.poll import Poll, Resolution, State
from crowd.store.store import Store
from crowd.web.pages.results import prepare_own_results, render_results
from crowd.web.views.own_results import OwnResults
from tests.conftest import shared_renderer
from tests.factories import admin, close, give_answers, make_poll
from tests.kind_examples import EXAMPLES, values_of
from tests.web.sharing.cards import HOSTILE, NOON, poll_of

Client = httpx.AsyncClient

BASE = "https://polls.example"
PIECES = Number(unit="pieces")


class Crowd(NamedTuple):
    """A poll's answers and its truth; `others` lie where none of them does."""

    kind: Kind
    values: list[float]
    truth: float | None = None
    others: Sequence[float] = ()


def lognormal(count: int) -> list[float]:
    chance = random.Random(1907)
    return [round(chance.lognormvariate(6, 0.7), 2) for _ in range(count)]


CROWDS = {
    "one": Crowd(PIECES, [3], 3),
    "few, as dots": Crowd(PIECES, [3, 5, 5, 8, 13, 21], 7, [-4, 2, 30, 1e9]),
    "bars": Crowd(
        PIECES, [float(value) for value in range(300, 700, 2)], 467, [-20, 299, 705, 900]
    ),
    "bars without a truth": Crowd(PIECES, [float(value) for value in range(300, 700, 2)]),
    "logarithmic": Crowd(Number(unit="$", minimum=0), lognormal(200), 400, [0, 1e-5, 0.5, 1e7]),
    "truth far out": Crowd(
        PIECES, [float(value) for value in range(200)], 1e6, [-50, 300, 1e6, 1e9]
    ),
    "all the same": Crowd(PIECES, [7.0] * 40, 7, [6.9, 8]),
    "odd unit": Crowd(Number(unit='<b>%s{x}"'), [1.5, 2.5, 3.5], 2, [99]),
    "percentage": Crowd(Percentage(), [10, 20.5, 30, 99], 40, [0, 100]),
    "chance": Crowd(Probability(), [0.1, 0.2, 0.7, 0.75], 1, [0, 0.999]),
    "durations": Crowd(Duration(), [600.0, 5400, 7200, 9000], 5000, [60, 1e6]),
    "dates": Crowd(Date(), [20000.0, 20040.0, 20100.0, 20400.0], 20100, [19000, 30000]),
    "choice": Crowd(Choice(options=["red", "<i>%s", "blue"]), [0, 0, 1, 2, 2, 2], 1),
    "choice without a truth": Crowd(Choice(options=["red", "green"]), [0, 1]),
}
CROWDS |= {
    name: Crowd(kind, values_of(kind), values_of(kind)[1])
    for name, kind in EXAMPLES.items()
    if type(kind) not in {type(crowd.kind) for crowd in CROWDS.values()}
}


@cache
def results_of(name: str) -> tuple[Poll, Results]:
    crowd = CROWDS[name]
    log = [] if crowd.truth is None else [Resolution(at=NOON, truth=crowd.truth)]
    poll = poll_of(HOSTILE, crowd.kind, State.REVEALED, log)
    return poll, summarise(poll, Sample(values=np.array(crowd.values, dtype=float))).results


def page_of(own: OwnResults, value: float) -> bytes:
    """The page without compression, as it is put together for an answer."""
    return own.page.plain_body(own.fragments(value))


@pytest.mark.parametrize(
    ("name", "locale"),
    [
        pytest.param(
            name,
            locale,
            marks=[] if locale == "en" or name in {"bars", "choice"} else pytest.mark.exhaustive,
        )
        for name in CROWDS
        for locale in ("en", "ar", "de_CH")
    ],
)
def test_page_is_the_one_that_is_rendered_for_the_answer(name: str, locale: str) -> None:
    crowd, reader, renderer = CROWDS[name], Locale.parse(locale), shared_renderer()
    poll, results = results_of(name)
    own = prepare_own_results(renderer, poll, results, reader, BASE)
    # What a value changes does not depend on the language, so most are tried in one.
    step = len(crowd.values) // 2 + 1
    values = [*crowd.values[::step], crowd.values[-1], *crowd.others]
    for value in {*values} if locale == "en" else {values[0], values[-1]}:
        assert page_of(own, value) == render_results(
            renderer, poll, results, reader, BASE, own=value
        )


@pytest.mark.parametrize("prepare", [render_results, prepare_own_results])
def test_page_says_its_sentences_once_and_needs_no_card(prepare: Callable[..., object]) -> None:
    poll, results = results_of("bars")
    calls: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            calls[frame.f_code.co_name] += 1

    sys.setprofile(count)
    try:
        prepare(shared_renderer(), poll, results, Locale("en"), BASE)
    finally:
        sys.setprofile(None)
    assert calls["finding"] == 1
    assert calls["revealed_description"] == 1
    assert calls["revealed_content"] == 0


# Over HTTP


async def restart(
    client: Client, values: list[Any], **changes: Any
) -> tuple[dict[str, Any], list[str]]:
    """A revealed poll, and the cookies of those who answered it."""
    poll = await make_poll(client, **changes)
    cookies = []
    for value in values:
        client.cookies.clear()
        await client.post(f"/api/polls/{poll['id']}/answers", json={"value": value})
        cookies.append(client.cookies["crowd-browser"])
    client.cookies.clear()
    await close(client, poll)
    return poll, cookies


def as_seen(page: httpx.Response) -> tuple[str, list[str]]:
    said = re.findall(r'class="own-answer"><strong>([^<]+)', page.text)
    marked = re.findall(r'mark-you-label"[^>]*>([^<]+)', page.text)
    return "".join(said), marked


async def test_participants_find_their_own_answer_and_nobody_elses(client: Client) -> None:
    poll, cookies = await restart(client, [3, 400, 5, 400])
    address = f"/p/{poll['id']}"
    seen, tags = [], []
    for cookie in cookies:
        for encoding in ("gzip", "identity", "gzip;q=0"):
            headers = {"cookie": f"crowd-browser={cookie}", "accept-encoding": encoding}
            page = await client.get(address, headers=headers)
            assert page.headers.get("content-encoding") == ("gzip" if encoding == "gzip" else None)
            assert page.headers["cache-control"] == "private, no-cache"
            assert page.headers["vary"] == "Accept-Language, Cookie, Accept-Encoding"
            assert page.headers["etag"].startswith("W/" if encoding == "gzip" else '"')
            seen.append(as_seen(page))
            tags.append(page.headers["etag"].removeprefix("W/"))
    written = [f"{value}\xa0pieces" for value in (3, 400, 5, 400)]
    assert [said for said, _ in seen] == [f"You said {text}." for text in written for _ in range(3)]
    assert [marks for _, marks in seen] == [
        [f"you: {value}"] * 2 for value in (3, 400, 5, 400) for _ in range(3)
    ]
    assert (len(set(tags[:9])), tags[3], tags[0]) == (3, tags[9], tags[1])
    assert as_seen(await client.get(address)) == ("", [])


async def test_page_that_the_reader_has_is_not_sent_again(client: Client) -> None:
    poll, (mine, yours) = await restart(client, [3, 4])
    address, own = f"/p/{poll['id']}", {"cookie": f"crowd-browser={mine}"}
    tag = (await client.get(address, headers=own)).headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"x", {tag}', "*"):
        reply = await client.get(address, headers={**own, "if-none-match": known})
        assert (reply.status_code, reply.content) == (304, b"")
        assert reply.headers["etag"] == tag.removeprefix("W/")
        assert reply.headers["cache-control"] == "private, no-cache"
        assert reply.headers["vary"] == "Accept-Language, Cookie, Accept-Encoding"
    for other in ({"cookie": f"crowd-browser={yours}"}, {}, {**own, "accept-language": "de"}):
        reply = await client.get(address, headers={**other, "if-none-match": tag})
        assert reply.status_code == 200
    await client.post(f"/api/polls/{poll['id']}/resolution", json={"truth": 3}, headers=admin(poll))
    again = await client.get(address, headers={**own, "if-none-match": tag})
    assert (again.status_code, "Exactly right." in again.text) == (200, True)


async def test_own_pages_never_push_out_what_everybody_sees(client: Client, app: Litestar) -> None:
    poll, cookies = await restart(client, list(range(1, 40)))
    address, pages = f"/p/{poll['id']}", app.state.service.pages
    await client.get(address)
    kept = list(pages._cache._values)
    assert len(kept) == 1
    # Every other language has pages of its own.
    for cookie, tag in zip(cookies, itertools.cycle(("en", "de", "fr", "ar")), strict=False):
        headers = {"cookie": f"crowd-browser={cookie}", "accept-language": tag}
        assert (await client.get(address, headers=headers)).status_code == 200
    assert list(pages._cache._values) == kept


async def test_answer_that_was_withdrawn_is_in_no_page(client: Client) -> None:
    poll = await make_poll(client)
    await give_answers(client, poll, [3, 4])
    await client.post(f"/api/polls/{poll['id']}/answers", json={"value": 5})
    await client.delete(f"/api/polls/{poll['id']}/answers/mine")
    await close(client, poll)
    reply = await client.get(f"/p/{poll['id']}")
    assert (as_seen(reply), reply.headers["cache-control"]) == (("", []), "public, no-cache")


async def test_choice_is_marked_at_its_option(client: Client) -> None:
    kind = {"type": "choice", "options": ["red", "green"]}
    poll, cookies = await restart(client, ["green", "red", "red"], kind=kind)
    for cookie, option in zip(cookies, ("green", "red", "red"), strict=True):
        headers = {"cookie": f"crowd-browser={cookie}"}
        page = (await client.get(f"/p/{poll['id']}", headers=headers)).text
        found = re.findall(r"<bdi>(\w+)</bdi> <strong class=\"own-word\">your choice", page)
        assert found == [option]


# The database


async def test_own_answer_is_read_as_it_stands(store: Store, client: Client) -> None:
    poll = await make_poll(client)
    answer = NewAnswer(participant=b"p" * 12, key=b"k" * 6, value=7.5)
    assert await store.answers.load_own(poll["id"], answer.participant) is None
    await store.answers.accept(poll["id"], answer, b"b" * 6)
    assert await store.answers.load_own(poll["id"], b"q" * 12) is None
    for value in (7.5, -0.25):
        found = await store.answers.load_own(poll["id"], answer.participant)
        assert found is not None
        assert (found.value, found.withdrawn) == (value, False)
        assert abs(found.at - datetime.now(UTC)) < timedelta(minutes=1)
        await store.answers.edit(poll["id"], answer.participant, -0.25)
    await store.answers.withdraw(poll["id"], answer.participant)
    found = await store.answers.load_own(poll["id"], answer.participant)
    assert found is not None
    assert found.withdrawn
