"""The results page as people see it: figures in the poll's own form, nothing empty, nothing private."""

from __future__ import annotations

import html
import re
from typing import Any

import httpx
import pytest

from crowd.reporting.thresholds import MIN_FOR_COMPARISON
from tests.factories import admin, close, give_answers, make_poll

Client = httpx.AsyncClient

DOLLARS = {"type": "number", "unit": "$", "minimum": 0}
CHOICE = {"type": "choice", "options": ["red", "green"]}


async def revealed(client: Client, values: list[Any], truth: Any, **changes: Any) -> str:
    poll = await make_poll(client, **changes)
    await give_answers(client, poll, values)
    await close(client, poll)
    address = f"/api/polls/{poll['id']}"
    await client.post(f"{address}/resolution", json={"truth": truth}, headers=admin(poll))
    page = await client.get(f"/p/{poll['id']}")
    assert page.status_code == 200
    return html.unescape(page.text)


def heroes(page: str) -> list[str]:
    pattern = (
        r'<dd class="hero[ -](?:crowd|truth|missing)">(.*?)</dd>'
        r'(?:\s*<dd class="hero-unit">(.*?)</dd>)?'
    )
    found = [" ".join(part for part in hero if part) for hero in re.findall(pattern, page)]
    return [re.sub(r"<[^>]+>", "", hero).replace("\xa0", " ") for hero in found]


@pytest.mark.parametrize(
    ("kind", "values", "truth", "shown"),
    [
        ({"type": "number", "unit": "kg"}, [3, 4, 5], 7, ["4 kg", "7 kg"]),
        (DOLLARS, [10, 20, 30], 25, ["$20", "$25"]),
        (DOLLARS, [], 25, ["no answers", "$25"]),
        ({"type": "probability"}, [0.5], 1, ["50%", "it happened"]),
        ({"type": "probability"}, [0.5], 0, ["50%", "it did not happen"]),
        (CHOICE, ["red", "green"], "red", ["a tie", "red"]),
        (CHOICE, ["red"], None, ["red", "will never be known"]),
    ],
)
async def test_heroes_are_written_as_their_kind(
    client: Client, kind: dict[str, Any], values: list[Any], truth: Any, shown: list[str]
) -> None:
    assert heroes(await revealed(client, values, truth, kind=kind)) == shown


@pytest.mark.parametrize(
    ("kind", "values"), [(DOLLARS, []), (CHOICE, []), (CHOICE, ["red"]), (DOLLARS, [1, 2, 3, 4, 5])]
)
async def test_nothing_on_the_page_is_empty(
    client: Client, kind: dict[str, Any], values: list[Any]
) -> None:
    page = await revealed(client, values, None, kind=kind)
    assert "<tbody></tbody>" not in page
    assert ("Was this a wise crowd?" in page) is (len(values) >= MIN_FOR_COMPARISON)


async def test_picture_of_a_crowd_is_a_table_too(client: Client) -> None:
    page = await revealed(client, [1, 2, 3], 2)
    assert "The picture as a table" in page
    assert "<tbody></tbody>" not in page


async def test_truth_of_a_chance_has_its_word_in_the_picture(client: Client) -> None:
    page = await revealed(client, [0.5, 0.6], 1, kind={"type": "probability"})
    assert ">it happened</text>" in page


async def test_groups_are_told_where_they_hide_everybody(client: Client) -> None:
    poll = await make_poll(client, asks={"group": True})
    cooks = [(value, "cooks") for value in (1, 1, 2, 3, 3)]
    others = [(value, None) for value in (4, 5, 6, 7)]
    for value, group in (*cooks, (70, "Ann alone"), *others):
        fresh = {"value": value} if group is None else {"value": value, "group": group}
        client.cookies.clear()
        reply = await client.post(f"/api/polls/{poll['id']}/answers", json=fresh)
        assert reply.status_code == 201
    await close(client, poll)
    page = (await client.get(f"/p/{poll['id']}")).text
    results = (await client.get(f"/api/polls/{poll['id']}/results")).json()
    assert "<h2>By group</h2>" in page
    assert re.findall(r'class="row-people"[^>]*>([^<]+)', page) == ["5", "5"]
    shown = [(group["name"], group["count"], group["median"]) for group in results["groups"]]
    assert shown == [("cooks", 5, 2.0)]
    assert results["diversity"]["groups"]["count"] == 2
    assert "Ann alone" not in page
