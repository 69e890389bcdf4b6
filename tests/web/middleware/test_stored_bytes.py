"""How much one network may store in a day: every route that stores something large counts it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from crowd.model.budget import Budget
from crowd.store.store import Store
from crowd.web.middleware.rate_limits import ANSWER_BYTES, DETAIL_BYTES, LIMITS, POLL_BYTES, Limit
from tests.factories import admin, give_answers, hidden_fields, in_hours, make_poll, poll_body

AGES = 1_000_000_000
"""A window that does not end while a test runs."""

NO_ROOM_TODAY = "As much came from your network as it may store here in one day"


@pytest.fixture
def one_poll_a_day(monkeypatch: pytest.MonkeyPatch) -> int:
    """Room for one poll with a small picture and one without."""
    units = 5 * POLL_BYTES
    monkeypatch.setitem(LIMITS, "store", Limit(units, AGES))
    return units


def picture(size: int = 60) -> bytes:
    """A picture that takes some kilobytes, however it is compressed."""
    buffer = BytesIO()
    Image.effect_noise((size, size), 90).save(buffer, "PNG")
    return buffer.getvalue()


async def post_form(
    visitor: httpx.AsyncClient, address: str, to: str, image: bytes = b"", **fields: str
) -> httpx.Response:
    """Sends the form of a poll."""
    form: dict[str, str] = {
        **hidden_fields((await visitor.get(address)).text, to),
        "question": "How many pieces?",
        "kind": "number",
        "unit": "pieces",
        "closes_at": in_hours(24)[:16],
        "time_zone": "UTC",
        "alt": "A vase",
        **fields,
    }
    files = {"image": ("vase.png", image, "image/png")} if image else None
    return await visitor.post(to, data=form, files=files)


async def test_answers_that_an_organizer_enters_count_what_they_store(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client, asks={"others": True})
    size = ANSWER_BYTES + DETAIL_BYTES
    monkeypatch.setitem(LIMITS, "store", Limit(2 * size, AGES))
    replies = [
        await client.post(
            f"/api/polls/{poll['id']}/answers", json={"value": value}, headers=admin(poll)
        )
        for value in range(4)
    ]
    assert [reply.status_code for reply in replies] == [201, 201, 429, 429]
    assert replies[2].json()["type"] == "/problems/stored-too-much"
    # Those who answer themselves have a limit of attempts, and none of this.
    await give_answers(client, poll, [1, 2, 3])


@pytest.mark.usefixtures("one_poll_a_day")
async def test_picture_that_is_too_much_for_today_is_refused_and_a_smaller_one_is_not(
    visitor: httpx.AsyncClient,
) -> None:
    refused = await post_form(visitor, "/new", "/polls", picture(200))
    assert refused.status_code == 429
    assert NO_ROOM_TODAY in refused.text
    assert 0 < int(refused.headers["retry-after"]) <= AGES
    assert "How many pieces?" in refused.text
    assert "kept_image" in hidden_fields(refused.text, "/polls")
    assert (await post_form(visitor, "/new", "/polls", picture())).status_code == 303


@pytest.mark.usefixtures("one_poll_a_day")
async def test_copies_and_changes_of_drafts_count_what_they_store(
    visitor: httpx.AsyncClient,
) -> None:
    made = await post_form(visitor, "/new", "/polls", picture(), action="draft")
    assert made.status_code == 303
    manage = made.headers["location"].removesuffix("/links")
    copy = f"{manage}/duplicate"
    refused = await visitor.post(copy, data=hidden_fields((await visitor.get(manage)).text, copy))
    assert refused.status_code == 429
    assert NO_ROOM_TODAY in refused.text
    draft = f"{manage}/draft"
    changed = await post_form(visitor, draft, draft, unit="rings")
    assert changed.status_code == 303
    refused = await post_form(visitor, draft, draft, picture(), unit="balls")
    assert refused.status_code == 429
    assert 'value="balls"' in refused.text


async def test_programs_count_what_they_store(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "store", Limit(POLL_BYTES + 5000, AGES))
    refused = await client.post("/api/polls", json=poll_body(details="x" * 4900))
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/stored-too-much")
    await make_poll(client)
    again = await client.post("/api/polls", json=poll_body())
    assert again.status_code == 201
    assert (await client.post("/api/polls", json=poll_body())).status_code == 429


async def test_answers_with_texts_are_counted_and_others_are_not(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "text", Limit(2, AGES))
    poll = await make_poll(client, asks={"reason": True, "interval": True})
    path = f"/api/polls/{poll['id']}/answers"

    async def give(**body: Any) -> httpx.Response:
        client.cookies.clear()
        return await client.post(path, json={"value": 1, **body})

    given = await give(reason="because")
    own = {"authorization": f"Bearer {given.json()['edit_token']}"}
    edited = await client.put(f"{path}/mine", json={"value": 2, "reason": "so"}, headers=own)
    assert edited.status_code == 200
    refused = await give(reason="because")
    assert (refused.status_code, refused.json()["type"]) == (429, "/problems/stored-too-much")
    refused = await client.put(f"{path}/mine", json={"value": 2, "reason": "no"}, headers=own)
    assert refused.status_code == 429
    assert (await give(low=0, high=2)).status_code == 201
    taken_back = await client.put(f"{path}/mine", json={"value": 2, "reason": None}, headers=own)
    assert taken_back.status_code == 200
    await give_answers(client, poll, [1, 2, 3])


async def test_attempt_that_finds_no_room_leaves_it_to_smaller_ones(store: Store) -> None:
    narrow, wide = Budget(b"n" * 12, 10), Budget(b"w" * 12, 12)

    async def hit(units: int) -> bool:
        return await store.attempts.hit_units("test", AGES, [narrow, wide], units) == 0

    assert await hit(8)
    assert not await hit(3)
    assert await hit(2)
    assert not await hit(1)
    other = Budget(b"o" * 12, 10)
    assert await store.attempts.hit_units("test", AGES, [other, wide], 3) > 0
    assert await store.attempts.hit_units("test", AGES, [other, wide], 2) == 0
    assert await store.attempts.hit_units("test", AGES, [other], 8) == 0
