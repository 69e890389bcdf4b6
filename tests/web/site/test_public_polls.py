"""The list of public polls: apart, newest first, page by page, and found by words."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import httpx
import pytest

from crowd.actions.lists.search_polls import POLLS_PER_PAGE, fold, query_words
from tests.factories import admin, close, make_poll

Client = httpx.AsyncClient


async def listed(client: Client, address: str = "/polls") -> list[str]:
    reply = await client.get(address)
    assert reply.status_code == 200
    return re.findall(r'<h3[^>]*><a href="/p/([^"]+)"', reply.text)


async def made(client: Client, *questions: str, **changes: Any) -> list[str]:
    polls = [await make_poll(client, public=True, question=one, **changes) for one in questions]
    return [poll["id"] for poll in polls]


async def test_open_and_resolved_polls_are_apart(client: Client) -> None:
    first, second, third = [await make_poll(client, public=True) for _ in range(3)]
    await make_poll(client)
    await make_poll(client, public=True, draft=True)
    await close(client, second)
    assert await listed(client) == [third["id"], first["id"]]
    assert await listed(client, "/polls?show=results") == [second["id"]]


async def test_poll_between_close_and_results_is_told_apart(client: Client) -> None:
    opened, waiting = [await make_poll(client, public=True, reveal="manual") for _ in range(2)]
    await close(client, waiting)
    page = (await client.get("/polls")).text
    before, found, after = page.partition("Closed, results not published yet")
    assert found
    assert (opened["id"] in before, waiting["id"] in after) == (True, True)
    assert (waiting["id"] in before, opened["id"] in after) == (False, False)
    await client.post(f"/api/polls/{waiting['id']}/reveal", headers=admin(waiting))
    assert await listed(client) == [opened["id"]]


async def test_pages_of_the_list(client: Client) -> None:
    ids = await made(client, *(f"Number {n}?" for n in range(POLLS_PER_PAGE + 3)))
    assert await listed(client) == ids[: -POLLS_PER_PAGE - 1 : -1]
    assert await listed(client, "/polls?page=2") == ids[2::-1]
    first, second = [(await client.get(f"/polls?page={n}")).text for n in (1, 2)]
    assert ('rel="next" href="/polls?page=2"' in first, 'rel="prev"' in first) == (True, False)
    assert ('rel="next"' in second, 'rel="prev" href="/polls"' in second) == (False, True)
    assert "Page 2 of 2" in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "3", "999999", "9" * 5000, "２", "1e3"])
async def test_pages_that_are_not_there(client: Client, page: str) -> None:
    """What cannot be read is the first page, and what is beyond the end the last one."""
    ids = await made(client, "How many?")
    assert await listed(client, f"/polls?page={page}") == ids


async def test_words_find_questions(client: Client) -> None:
    ox, vase, cafe = await made(
        client, "How heavy is the OX?", "How many pieces are in the vase?", "Wie viele Cafés?"
    )
    assert await listed(client, "/polls?q=how") == [vase, ox]
    assert await listed(client, "/polls?q=heavy+ox") == [ox]
    assert await listed(client, "/polls?q=ox+HEAVY") == [ox]
    assert await listed(client, "/polls?q=cafes") == await listed(client, "/polls?q=CAFÉ") == [cafe]
    assert await listed(client, "/polls?q=heavy+vase") == []
    assert (
        "No question here has these words: heavy vase."
        in (await client.get("/polls?q=heavy+vase")).text
    )


async def test_search_counts_what_is_in_the_other_list(client: Client) -> None:
    opened = await made(client, "The vase, again?")
    resolved = await make_poll(client, public=True, question="The vase?")
    await close(client, resolved)
    assert await listed(client, "/polls?q=vase") == opened
    assert await listed(client, "/polls?q=vase&show=results") == [resolved["id"]]
    page = (await client.get("/polls?q=vase")).text
    assert re.findall(r">(Open|Results) \((\d+)\)</a>", page) == [("Open", "1"), ("Results", "1")]


async def test_deleted_poll_is_found_no_more(client: Client) -> None:
    poll = await make_poll(client, public=True, question="The vase?")
    assert await listed(client, "/polls?q=vase") == [poll["id"]]
    await client.delete(f"/api/polls/{poll['id']}", headers=admin(poll))
    assert await listed(client, "/polls?q=vase") == await listed(client) == []


@pytest.mark.parametrize(
    "query", ['"><script>alert(1)</script>', "x" * 5000, "%00", "\u202e\u200f", "{words}"]
)
async def test_hostile_words(client: Client, query: str) -> None:
    await made(client, "The vase?")
    reply = await client.get("/polls", params={"q": query})
    assert reply.status_code == 200
    assert "<script>alert" not in reply.text
    assert len(reply.text) < 20_000


async def test_long_and_hostile_questions_are_listed_as_text(client: Client) -> None:
    question = '<script>alert("1")</script> ' + "long " * 50
    (poll,) = await made(client, question)
    page = (await client.get("/polls")).text
    assert await listed(client) == [poll]
    assert "<script>alert" not in page
    assert await listed(client, "/polls?q=script") == [poll]


async def test_list_is_for_everybody_alike_and_searches_are_not_indexed(client: Client) -> None:
    await made(client, "The vase?")
    plain, search = [await client.get(path) for path in ("/polls", "/polls?q=vase")]
    assert "x-robots-tag" not in plain.headers
    assert search.headers["x-robots-tag"] == "noindex"
    for reply in (plain, search):
        assert reply.headers["cache-control"].startswith("public, max-age=")
        assert {"Accept-Language", "Cookie"} <= set(reply.headers["vary"].split(", "))
        assert "set-cookie" not in reply.headers


def test_folding() -> None:
    assert fold("Ça, ÉTÉ?") == "ca, ete?"
    assert fold("ox" * 1000) == "ox" * 250
    assert query_words("a  B a\u0301 c d e f g h i j") == ["a", "b", "c", "d", "e", "f", "g", "h"]


async def test_searches_at_once_read_the_questions_once(client: Client) -> None:
    ids = await made(client, "The vase?", "The ox?")
    found = await asyncio.gather(*(listed(client, f"/polls?q={word}") for word in ("vase", "ox")))
    assert found == [[ids[0]], [ids[1]]]
