"""Closing times by name in the form of a poll: counted by the service, at the opening."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from crowd.rules.closing_choices import CLOSING_CHOICES
from crowd.store.store import Store
from tests.factories import hidden_fields
from tests.web.pages.forms import Client, create, created, dump, manage

SOON = timedelta(minutes=10)


async def closes_at(client: Client, poll_id: str) -> datetime:
    told = (await client.get(f"/api/polls/{poll_id}")).json()["closes_at"]
    return datetime.fromisoformat(told)


async def test_chosen_closing_time_counts_from_the_opening(visitor: Client) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    poll = await created(visitor, closes="soon", closes_at="")
    assert before + SOON <= await closes_at(visitor, poll["id"]) <= datetime.now(UTC) + SOON


async def test_draft_closes_as_chosen_once_it_is_opened(visitor: Client, store: Store) -> None:
    poll = await created(visitor, closes="soon", action="draft")
    form = (await visitor.get(f"/p/{poll['id']}/manage/draft")).text
    assert 'value="soon" checked' in form
    # Somebody opens it an hour later.
    draft = await store.polls.load(poll["id"])
    past = datetime.now(UTC) - timedelta(minutes=50)
    await store.polls.change_draft(draft, draft.definition, past, closing="soon")
    before = datetime.now(UTC).replace(microsecond=0)
    assert (await manage(visitor, poll, "opening")).status_code == 303
    assert before + SOON <= await closes_at(visitor, poll["id"])


async def test_draft_whose_chosen_hour_has_passed_says_so(visitor: Client, store: Store) -> None:
    poll = await created(visitor, action="draft")
    draft = await store.polls.load(poll["id"])
    past = datetime.now(UTC) - timedelta(minutes=1)
    await store.polls.change_draft(draft, draft.definition, past)
    reply = await manage(visitor, poll, "opening")
    assert reply.status_code == 422
    assert "The closing time has passed. Choose a later one." in reply.text


@pytest.mark.parametrize("choice", CLOSING_CHOICES)
async def test_form_with_a_choice_sent_twice_makes_one_poll(
    visitor: Client, database_url: str, choice: str
) -> None:
    page = (await visitor.get("/new")).text
    data = {**hidden_fields(page, "/polls"), "question": "How many?", "closes": choice}
    first, second = [await visitor.post("/polls", data=data) for _ in range(2)]
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert len([key for key in dump(database_url) if key.endswith(b":poll")]) == 1


@pytest.mark.parametrize("choice", ["", "time", "whenever"])
async def test_forms_without_choices_have_a_time(visitor: Client, choice: str) -> None:
    poll = await created(visitor, closes=choice, closes_at="2031-05-06T07:08")
    assert await closes_at(visitor, poll["id"]) == datetime(2031, 5, 6, 7, 8, tzinfo=UTC)


async def test_error_keeps_the_choice(visitor: Client) -> None:
    page = (await create(visitor, question="", closes="tonight", closes_at="")).text
    assert re.findall(r'name="closes" type="radio" value="(\w+)" checked', page) == ["tonight"]
    new = (await visitor.get("/new")).text
    assert re.findall(r'name="closes" type="radio" value="(\w+)" checked', new) == ["week"]


@pytest.mark.parametrize(
    ("typed", "known"),
    [("berlin", "Europe/Berlin"), ("new york", "America/New_York"), ("utc", "UTC"), ("", "UTC")],
)
async def test_time_zone_is_found_as_people_type_it(
    visitor: Client, typed: str, known: str
) -> None:
    poll = await created(visitor, closes="week", time_zone=typed)
    assert (await visitor.get(f"/api/polls/{poll['id']}")).json()["time_zone"] == known


async def test_unknown_time_zone_is_told_beside_its_field(visitor: Client) -> None:
    reply = await create(visitor, closes="week", time_zone="Gotham")
    assert reply.status_code == 422
    page = html.unescape(reply.text)
    assert re.findall(r'<a href="#(\w+)">', page) == ["time_zone"]
    assert '<details class="zone" open>' in page
    assert 'name="time_zone" type="text" value="Gotham"' in page
    assert "There is no such time zone. Type one such as Europe/Berlin." in page


async def test_words_of_the_choices_are_in_the_zone_and_language(visitor: Client) -> None:
    asked = {"zone": "Asia/Tokyo", "time": "2031-05-06T07:08"}
    english = (await visitor.get("/new/closing-times", params=asked)).json()
    assert list(english) == [*CLOSING_CHOICES, "time"]
    assert english["time"] == "Closes Tuesday 6 May 2031, 07:08 GMT+09:00."
    assert "30 days" in english["open"]
    german = await visitor.get(
        "/new/closing-times", params=asked, headers={"accept-language": "de"}
    )
    assert german.json()["time"].startswith("Schließt Dienstag, 6. Mai 2031")
    nonsense = {"zone": "\N{SNOWMAN}" * 50, "time": "never"}
    reply = await visitor.get("/new/closing-times", params=nonsense)
    assert (reply.status_code, reply.json()["time"]) == (200, "")
