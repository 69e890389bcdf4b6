"""The question, its forms and their mistakes say everything in their reader's language."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from crowd.actions.lists.feature_poll import feature_poll
from crowd.i18n.translator import Translator
from crowd.model.errors import CommandFailed, StartFailed
from crowd.store.store import Store
from crowd.web.middleware import problem_documents
from tests.factories import admin, close, give_answers, hidden_fields, in_hours
from tests.i18n.untranslated import OPEN, untranslated
from tests.kind_examples import EXAMPLES, to_body, typed_values
from tests.web.participant import (
    COLOURS,
    GERMAN,
    NUMBER,
    Client,
    answer,
    change,
    check,
    get,
    poll_of,
)

KINDS: dict[str, dict[str, Any]] = {
    "number": {"type": "number", "unit": "kg"},
    "bounded": NUMBER,
    "least": {"type": "number", "minimum": 10},
    "most": {"type": "number", "maximum": 10},
    "dates": {"type": "date", "minimum": "2027-01-01", "maximum": "2027-12-31"},
    "later": {"type": "date", "minimum": "2027-01-01"},
    "earlier": {"type": "date", "maximum": "2027-12-31"},
    "durations": {"type": "duration", "minimum": 900, "maximum": 7200},
    **{name: to_body(kind) for name, kind in EXAMPLES.items() if name != "number"},
}

ANSWERS = (
    {name: typed_values(kind)[0] for name, kind in EXAMPLES.items()}
    | {
        "number": "7",
        "bounded": "7",
        "least": "12",
        "most": "7",
        "durations": "1 h",
    }
    | dict.fromkeys(("dates", "later", "earlier"), "2027-03-27")
)


# The finder


async def test_finder_finds_the_english_of_a_page(visitor: Client, bracketed: Translator) -> None:
    page = (await get(visitor, "/methods")).text
    assert "How the figures are made" in untranslated(page, bracketed)


# The front page


@pytest.mark.parametrize("state", ["nothing", "open", "revealed", "resolved", "unknown"])
async def test_home(
    client: Client, visitor: Client, store: Store, bracketed: Translator, state: str
) -> None:
    if state != "nothing":
        poll = await poll_of(client, public=True, kind=COLOURS)
        await give_answers(client, poll, ["RED", "RED", "GREEN"])
        other = await poll_of(client, public=True, kind={"type": "probability"})
        await give_answers(client, other, ["70 %"])
        for shown in (poll, other) if state != "open" else ():
            await close(client, shown)
    if state in {"resolved", "unknown"}:
        for shown, truth in ((poll, "RED"), (other, "yes")):
            body = {"truth": truth if state == "resolved" else None}
            address = f"/api/polls/{shown['id']}/resolution"
            reply = await client.post(address, json=body, headers=admin(shown))
            assert reply.status_code == 200
    if state != "nothing":
        for shown in (poll, other):
            await feature_poll(store, shown["id"], datetime.now(UTC))
    for path in ("/", "/polls", "/polls?show=results", "/polls?q=XY", "/examples"):
        check(await get(visitor, path), bracketed)


async def test_pages_of_the_service(visitor: Client, bracketed: Translator) -> None:
    for path in ("/examples/ox", "/about", "/privacy"):
        check(await get(visitor, path), bracketed)


async def test_home_names_the_languages_it_depends_on(visitor: Client) -> None:
    english, german = await visitor.get("/"), await get(visitor, "/")
    assert '<html lang="en"' in english.text
    assert '<html lang="de"' in german.text
    assert "1,207" in english.text
    assert "1.207" in german.text
    assert {"Accept-Language", "Cookie"} <= set(german.headers["vary"].split(", "))


async def test_page_about_a_problem(visitor: Client, bracketed: Translator) -> None:
    for name in problem_documents.problem_titles():
        if name not in {StartFailed.name, CommandFailed.name}:
            check(await get(visitor, f"/problems/{name}"), bracketed)


# The question


@pytest.mark.parametrize("kind", KINDS)
async def test_answering(client: Client, visitor: Client, bracketed: Translator, kind: str) -> None:
    poll = await poll_of(client, kind=KINDS[kind], asks={"reason": True}, show_count=True)
    address = f"/p/{poll['id']}"
    check(await get(visitor, address), bracketed)
    assert (await answer(visitor, poll, ANSWERS[kind])).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed)
    check(await get(visitor, f"{address}/results"), bracketed, 403)
    await close(client, poll)
    check(await get(visitor, f"{address}/receipt"), bracketed)


async def test_question_with_a_picture(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    data = BytesIO()
    Image.new("RGB", (8, 6), "red").save(data, "PNG")
    fields = {
        **hidden_fields((await visitor.get("/new")).text, "/polls"),
        "question": "QUESTION?",
        "alt": "A VASE",
        "closes_at": in_hours(48)[:16],
        "time_zone": "Europe/Berlin",
    }
    files = {"image": ("vase.png", data.getvalue(), "image/png")}
    made = await visitor.post("/polls", data=fields, files=files)
    page = await get(visitor, f"/p/{made.headers['location'].split('/')[2]}")
    assert 'alt="A VASE"' in page.text
    check(page, bracketed)


@pytest.mark.parametrize("times", [1, 2])
async def test_question_whose_close_was_moved(
    client: Client, visitor: Client, bracketed: Translator, times: int
) -> None:
    poll = await poll_of(client)
    for hours in range(times):
        body = {"closes_at": in_hours(48 + hours)}
        address = f"/api/polls/{poll['id']}/extension"
        reply = await client.post(address, json=body, headers=admin(poll))
        assert reply.status_code == 200, reply.text
    check(await get(visitor, f"/p/{poll['id']}"), bracketed)


async def test_countdown_has_its_words(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    page = (await get(visitor, f"/p/{(await poll_of(client))['id']}")).text
    (over,) = re.findall(r'data-over="([^"]*)"', page)
    (own,) = re.findall(r'data-own="([^"]*)"', page)
    assert (over[:1], own[:1]) == (OPEN, OPEN)
    assert "{time}" in own
    assert f"data-wrong-clock hidden>{OPEN}" in page


WRONG: list[tuple[dict[str, Any], str]] = [
    (NUMBER, ""),
    (NUMBER, "viele"),
    (NUMBER, "3 oder 4"),
    (NUMBER, "3 pints"),
    (NUMBER, "1e99999"),
    (NUMBER, "101"),
    (NUMBER, "-1"),
    (NUMBER, "7,5"),
    (NUMBER, "7" * 101),
    ({"type": "number", "decimals": 2}, "7,1234"),
    ({"type": "number"}, "1e99"),
    ({"type": "number"}, "1e101"),
    ({"type": "number"}, "1e-101"),
    ({"type": "number"}, "7 pints"),
    ({"type": "percentage"}, "101"),
    ({"type": "probability"}, "101"),
    ({"type": "date"}, ""),
    ({"type": "date"}, "demnächst"),
    ({"type": "date"}, "30.2.2027"),
    ({"type": "date"}, "30.13.2027"),
    ({"type": "date"}, "27.3.27"),
    (KINDS["dates"], "2026-01-01"),
    (KINDS["dates"], "2028-01-01"),
    *(
        (KINDS["durations"], typed)
        for typed in ("", "BALD", "1:75", "-5 min", "2h 90min", "2:30 pm", "2-3 h", "2 Jahre")
    ),
    (KINDS["durations"], "5 min"),
    (KINDS["durations"], "5 h"),
    (COLOURS, ""),
    (COLOURS, "BLUE"),
]


@pytest.mark.parametrize(("kind", "typed"), WRONG)
async def test_answer_with_a_mistake(
    client: Client, visitor: Client, bracketed: Translator, kind: dict[str, Any], typed: str
) -> None:
    poll = await poll_of(client, kind=kind)
    reply = await answer(visitor, poll, typed)
    if typed == "1e99":
        assert reply.status_code == 303
        return
    check(reply, bracketed, 422)
    assert await answer(visitor, poll, ANSWERS[kind["type"]])


async def test_forms_that_are_too_old(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    check(await answer(visitor, poll, "7", ticket="old"), bracketed, 422)
    await answer(visitor, poll, "7")
    for verb in ("", "/details", "/withdrawal"):
        address = f"/p/{poll['id']}/answers/mine{verb}"
        reply = await visitor.post(address, data={"ticket": "old", "value": "8"}, headers=GERMAN)
        check(reply, bracketed, 422)


async def test_reading_that_was_never_offered(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    check(await answer(visitor, poll, "viele", exact="1"), bracketed, 422)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ({"type": "number", "unit": "kg"}, "1,200"),
        ({"type": "number", "unit": "kg"}, "12 %"),
        ({"type": "date"}, "3/4/2027"),
        ({"type": "duration"}, "1:30"),
    ],
)
async def test_answer_that_can_mean_two_things(
    client: Client, visitor: Client, bracketed: Translator, kind: dict[str, Any], typed: str
) -> None:
    poll = await poll_of(client, kind=kind)
    check(await answer(visitor, poll, typed), bracketed)
    await answer(visitor, poll, ANSWERS[kind["type"]])
    check(await change(visitor, poll, typed), bracketed)


@pytest.mark.parametrize(
    ("typed", "begins"), [("7", "⟦You entered ⟧"), ("101", "⟦You entered ⟧"), ("viele", "")]
)
async def test_playback(
    client: Client, visitor: Client, bracketed: Translator, typed: str, begins: str
) -> None:
    poll = await poll_of(client)
    reply = await visitor.post(f"/p/{poll['id']}/playback", data={"value": typed}, headers=GERMAN)
    assert reply.json()["text"].startswith(begins)
    assert bool(reply.json()["text"]) == bool(begins)
    assert untranslated(reply.json()["text"], bracketed) == []


async def test_playback_of_two_readings(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, kind={"type": "number", "unit": "kg"})
    address = f"/p/{poll['id']}/playback"
    reply = await visitor.post(address, data={"value": "1,200"}, headers=GERMAN)
    assert reply.json()["text"] == "⟦You entered ⟧⟦⟧1,2\xa0kg⟦ or ⟧1.200\xa0kg⟦⟧⟦?⟧"
