"""Pictures with an answer beside the result: drawn for any answer, kept by no shared cache."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import numpy as np
import pytest
from litestar import Litestar
from msgspec.structs import replace
from PIL import Image

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.charts.card import lay_out
from crowd.i18n.translator import ENGLISH_TRANSLATOR
from crowd.kinds import KINDS
from crowd.kinds.values import parse_plain
from crowd.poll import Resolution, State
from crowd.web.middleware.rate_limits import LIMITS, Limit
from crowd.web.sharing.card_svg import card_svg
from crowd.web.sharing.image_variants import IMAGE_VARIANTS
from crowd.web.sharing.own_result import own_content
from tests.conftest import shared_renderer
from tests.factories import close, give_answers, make_poll
from tests.kind_examples import EXAMPLES, values_of
from tests.web.sharing.cards import NOON, PIECES, SPREAD, poll_of

Client = httpx.AsyncClient
JSON = {"accept": "application/json"}
SIZES = {"/square.png": (1080, 1080), "/og.png": (1200, 630)}


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine, no picture is one that asks to come back later."""
    monkeypatch.setattr("crowd.web.sharing.images.MAX_WAIT_SECONDS", 60.0)


async def revealed_poll(client: Client) -> dict[str, Any]:
    """A poll of a few people whose results are shown."""
    poll = await make_poll(client)
    await give_answers(client, poll, [300, 402, 500, 600, 700])
    await close(client, poll)
    return poll


@pytest.mark.parametrize("form", SIZES)
async def test_picture_of_an_answer_is_for_its_reader_alone(client: Client, form: str) -> None:
    poll = await revealed_poll(client)
    address = f"/p/{poll['id']}{form}"
    plain, own, other = [
        await client.get(address, params=params) for params in ({}, {"own": "380"}, {"own": "381"})
    ]
    assert {reply.status_code for reply in (plain, own, other)} == {200}
    assert len({reply.content for reply in (plain, own, other)}) == 3
    assert own.headers["cache-control"] == "private, max-age=300"
    assert plain.headers["cache-control"].startswith("public")
    with Image.open(io.BytesIO(own.content)) as image:
        assert image.size == SIZES[form]
    versioned = await client.get(address, params={"own": "380", "v": "x"})
    assert (versioned.content, versioned.headers["cache-control"]) == (
        own.content,
        "private, max-age=300",
    )


async def test_pictures_of_answers_evict_no_picture_of_the_result(
    app: Litestar, client: Client
) -> None:
    poll = await revealed_poll(client)
    service = app.state.service
    caches = service.images, service.own_images
    before = [set(cache._cache._values) for cache in caches]
    for own in range(5):
        await client.get(f"/p/{poll['id']}/og.png", params={"own": own})
    added = [set(cache._cache._values) - known for cache, known in zip(caches, before, strict=True)]
    assert [len(names) for names in added] == [0, 5]


@pytest.mark.parametrize("form", SIZES)
@pytest.mark.parametrize("state", ["open", "closed"])
async def test_answer_in_an_address_is_refused_before_the_reveal(
    client: Client, form: str, state: str
) -> None:
    poll = await make_poll(client, reveal="manual")
    await give_answers(client, poll, [300, 402])
    if state == "closed":
        await close(client, poll)
    for own in ("380", "nonsense"):
        reply = await client.get(f"/p/{poll['id']}{form}", params={"own": own}, headers=JSON)
        assert (reply.status_code, reply.json()["type"]) == (403, "/problems/sealed")
    reply = await client.get(f"/p/{poll['id']}/my-result.png", headers=JSON)
    assert (reply.status_code, reply.json()["type"]) == (403, "/problems/sealed")


@pytest.mark.parametrize(
    "own", ["nonsense", "-3", "1e999", "nan", "<svg onload=x>", "9" * 301, "١٢", "38\x000"]
)
async def test_answer_that_is_none_is_refused(client: Client, own: str) -> None:
    poll = await revealed_poll(client)
    reply = await client.get(f"/p/{poll['id']}/og.png", params={"own": own}, headers=JSON)
    assert (reply.status_code, reply.json()["type"]) == (422, "/problems/invalid")


async def test_pictures_of_answers_are_limited(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await revealed_poll(client)
    monkeypatch.setitem(LIMITS, "own_image", Limit(2, 10**9))
    address = f"/p/{poll['id']}/og.png"
    found = [(await client.get(address, params={"own": own})).status_code for own in (1, 2, 3)]
    assert found == [200, 200, 429]
    assert (await client.get(address)).status_code == 200


async def test_participant_is_led_to_the_picture_of_their_answer(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    reply = await visitor.post(f"/api/polls/{poll['id']}/answers", json={"value": 380})
    assert reply.status_code == 201
    await give_answers(client, poll, [300, 402, 500, 600])
    await close(client, poll)
    address = f"/p/{poll['id']}/my-result.png"
    for query, name in {"": "square", "?size=wide": "og", "?size=x": "square"}.items():
        mine = await visitor.get(address + query)
        assert mine.status_code == 303
        assert mine.headers["location"] == f"/p/{poll['id']}/{name}.png?own=380"
        assert mine.headers["cache-control"] == "no-store"
    german = await visitor.get(f"{address}?lang=de")
    assert parse_qs(urlsplit(german.headers["location"]).query) == {"own": ["380"], "lang": ["de"]}
    stranger = await client.get(address)
    assert stranger.headers["location"] == f"/p/{poll['id']}/square.png"


@pytest.mark.parametrize("name", KINDS)
def test_every_answer_survives_its_address(name: str) -> None:
    kind = EXAMPLES[name]
    for value in values_of(kind):
        assert parse_plain(str(kind.to_json(value)), kind).value == value


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("form", ["square", "og"])
def test_answer_stands_before_the_other_figures(name: str, form: str) -> None:
    kind = EXAMPLES[name]
    values = values_of(kind)
    truth = 1.0 if kind.is_chance else values[1]
    poll = poll_of("How many?", kind, State.REVEALED, [Resolution(at=NOON, truth=truth)])
    results = summarise(poll, Sample(values=np.array(values * 3), why_unordered="sorted")).results
    content = own_content(poll, results, ENGLISH_TRANSLATOR, values[0])
    assert [figure.role for figure in content.key_figures] == ["you", "crowd", "truth"]
    drawn = card_svg(shared_renderer(), content, IMAGE_VARIANTS[form].result, "light").decode()
    assert "My answer" in drawn
    assert 'class="you"' in drawn


def test_square_is_filled_and_not_beyond_its_edges() -> None:
    poll = poll_of("How many? " * 30, PIECES, State.REVEALED, [Resolution(at=NOON, truth=467.0)])
    results = summarise(poll, Sample(values=np.array(SPREAD), why_unordered="sorted")).results
    for question in ("How many?", "How many pieces are in the vase? " * 8):
        asked = replace(poll, definition=replace(poll.definition, question=question[:300]))
        content = own_content(asked, results, ENGLISH_TRANSLATOR, 380.0)
        format_ = IMAGE_VARIANTS["square"].result
        card = lay_out(content, format_.card_format)
        assert (card.width, card.height) == (640, 640)
        body = [run for run in card.runs if run.text != "crowd" and "Sealed" not in run.text]
        assert 540 < max(run.y for run in body) <= 600
        assert card.chart is not None
        assert card.chart.chart.height > 150
