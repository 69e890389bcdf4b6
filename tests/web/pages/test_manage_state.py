"""The organizer's page: where the poll stands, what is frozen, and a word after each act."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from tests.factories import in_hours
from tests.web.pages.forms import Client, Poll, created, manage


async def page_of(visitor: Client, poll: Poll) -> str:
    return html.unescape((await visitor.get(f"/p/{poll['id']}/manage")).text)


def steps_of(page: str) -> dict[str, tuple[str, str]]:
    """Each step with how it is marked, and its time or what it waits for."""
    found = re.findall(
        r'<li class="(now|past|next)".*?<span class="step">(.*?)</span> <span class="when">(.*?)<',
        page,
    )
    return {label: (mark, when) for mark, label, when in found}


def notice_of(page: str) -> str:
    found = re.search(r'<div class="banner notice"[^>]*>(.*?)</div>', page)
    return found[1] if found else ""


async def test_steps_tell_where_the_poll_stands(visitor: Client) -> None:
    draft = await created(visitor, action="draft", reveal="manual")
    steps = steps_of(await page_of(visitor, draft))
    assert [mark for mark, _ in steps.values()] == ["now", *["next"] * 4]
    await manage(visitor, draft, "opening")
    steps = steps_of(await page_of(visitor, draft))
    assert [mark for mark, _ in steps.values()] == ["past", "now", *["next"] * 3]
    assert steps["Results published"] == ("next", "when you publish them")
    await manage(visitor, draft, "resolution", truth="7")
    steps = steps_of(await page_of(visitor, draft))
    assert steps["Open"][0] == "now"
    assert steps["Correct answer entered"][0] == "past"
    for verb, marks in (("closure", "now next past"), ("reveal", "past past now")):
        await manage(visitor, draft, verb)
        steps = steps_of(await page_of(visitor, draft))
        assert [mark for mark, _ in steps.values()] == ["past", "past", *marks.split()]
    assert all(re.search(r"\d{4}, \d\d:\d\d", when) for _, when in steps.values())


async def test_poll_that_was_never_a_draft_has_no_such_step(visitor: Client) -> None:
    steps = steps_of(await page_of(visitor, await created(visitor)))
    assert list(steps) == ["Open", "Closed", "Results published", "Correct answer entered"]
    assert steps["Results published"] == ("next", "when it closes")


RULES: dict[str, tuple[dict[str, str], list[str]]] = {
    "number": (
        {"unit": "beans", "minimum": "5", "maximum": "900", "interval": "1", "name": "1"},
        [
            "A number",
            "beans",
            "Between 5 and 900.",
            "A range they are fairly sure of",
            "Their name",
        ],
    ),
    "choice": (
        {"kind": "choice", "options": "Red\nA <b>", "group": "1", "groups": "North\nSouth"},
        ["A <b>", "North", "South", "Which group they are in"],
    ),
    "public": (
        {"public": "1", "frames": "https://blog.example", "reveal": "manual", "exact_times": "1"},
        ["everyone", "https://blog.example", "when I publish them, after it has closed"],
    ),
}


@pytest.mark.parametrize("name", RULES)
async def test_what_is_frozen_is_shown(visitor: Client, name: str) -> None:
    fields, shown = RULES[name]
    for action in ("open", "draft"):
        poll = await created(visitor, action=action, details="Whole beans only", **fields)
        page = await page_of(visitor, poll)
        facts = re.findall(r"<dd[^>]*>(.*?)</dd>", page)
        assert [text for text in shown if text not in facts] == []
        assert "Whole beans only" in page
        assert ("You can change all of it" in page) == (action == "draft")


ACTS: list[tuple[dict[str, str], str, dict[str, Any], str]] = [
    ({"action": "draft"}, "opening", {}, "The poll is open. People can answer now."),
    ({}, "extension", {"closes_at": "later"}, "The closing time is now"),
    ({}, "closure", {}, "The poll is closed, and its results are published."),
    ({"reveal": "manual"}, "closure", {}, "Publish the results when you are ready."),
    ({}, "resolution", {"truth": "7"}, "saved. It stays hidden until the results are published."),
    ({}, "resolution", {"unknown": "1"}, "Saved: the correct answer will never be known."),
    ({}, "feed", {}, "The poll is in your feed."),
]


@pytest.mark.parametrize(("made", "verb", "fields", "said"), ACTS, ids=str)
async def test_each_act_is_followed_by_a_word_once(
    visitor: Client, made: dict[str, str], verb: str, fields: dict[str, str], said: str
) -> None:
    poll, other = await created(visitor, **made), await created(visitor)
    assert notice_of(await page_of(visitor, poll)) == ""
    if "closes_at" in fields:
        fields = {"closes_at": in_hours(99)[:16]}
    reply = await manage(visitor, poll, verb, **fields)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/manage")
    # It is not about another poll, and waits for its own.
    assert notice_of(await page_of(visitor, other)) == ""
    assert said in notice_of(await page_of(visitor, poll))
    assert notice_of(await page_of(visitor, poll)) == ""


async def test_refused_act_and_invented_notice_say_nothing(visitor: Client) -> None:
    poll = await created(visitor)
    refused = await manage(visitor, poll, "extension", closes_at="2020-01-01T00:00")
    assert (refused.status_code, notice_of(refused.text)) == (422, "")
    visitor.cookies.set("crowd-notice", f"{poll['id']}.<b>nonsense")
    assert notice_of(await page_of(visitor, poll)) == ""
    visitor.cookies.set("crowd-notice", f"{poll['id']}.resolution")
    assert notice_of(await page_of(visitor, poll)) == ""


async def test_draft_that_is_saved_says_so(visitor: Client) -> None:
    poll = await created(visitor, action="draft")
    address = f"/p/{poll['id']}/manage/draft"
    form = (await visitor.get(address)).text
    ticket = re.search(r'name="ticket" value="([^"]+)"', form)
    assert ticket
    data = {"ticket": ticket[1], "question": "How few?", "closes_at": in_hours(48)[:16]}
    reply = await visitor.post(address, data={**data, "time_zone": "UTC", "kind": "number"})
    assert reply.status_code == 303, reply.text
    page = await page_of(visitor, poll)
    assert notice_of(page) == "The draft is saved."
    assert "How few?" in page
