"""The page after making a poll: the link to share first, the admin link last and not in view."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.pages.forms import Client, Poll, created, manage


async def links_of(visitor: Client, poll: Poll, query: str = "") -> str:
    reply = await visitor.get(f"/p/{poll['id']}/manage/links{query}")
    assert reply.headers["cache-control"] == "no-store"
    return reply.text


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def admin_fold(page: str) -> str:
    found = re.search(
        r'<details class="fold"( open)?><summary>Show the admin link.*?</details>', page, re.DOTALL
    )
    assert found
    return found[0]


async def test_link_to_share_comes_first(visitor: Client) -> None:
    poll = await created(visitor)
    page = await links_of(visitor, poll)
    assert heading(page) == "Your poll is open"
    assert page.index('id="share"') < page.index("Show the admin link")
    assert page.count(poll["admin_token"]) == admin_fold(page).count(poll["admin_token"])
    assert not admin_fold(page).startswith('<details class="fold" open')
    assert f'data-share="http://crowd.test/p/{poll["id"]}"' in page


@pytest.mark.parametrize("question", ["How many?", "A & B? 100 %\u00e9 #1", "كم عدد الحبات؟"])
async def test_admin_link_can_be_mailed(visitor: Client, question: str) -> None:
    poll = await created(visitor, question=question)
    found = re.search(r'href="(mailto:[^"]*)"', admin_fold(await links_of(visitor, poll)))
    assert found
    fields = parse_qs(urlsplit(html.unescape(found[1])).query, strict_parsing=True)
    assert set(fields) == {"subject", "body"}
    assert question in fields["subject"][0]
    assert fields["body"][0].endswith(f"\r\n\r\nhttp://crowd.test/a/{poll['admin_token']}")


@pytest.mark.parametrize("verbs", [(), ("closure",)], ids=["open", "published"])
async def test_new_admin_link_is_called_so(visitor: Client, verbs: tuple[str, ...]) -> None:
    poll = await created(visitor)
    for verb in verbs:
        await manage(visitor, poll, verb)
    reply = await manage(visitor, poll, "link")
    page = (await visitor.get(reply.headers["location"])).text
    assert heading(page) == "Your new admin link"
    assert "Your poll is open" not in page
    assert visitor.cookies[f"crowd-admin-{poll['id']}"] in admin_fold(page)
    assert admin_fold(page).startswith('<details class="fold" open')


async def test_headings_are_true(visitor: Client) -> None:
    draft, poll = await created(visitor, action="draft"), await created(visitor)
    assert heading(await links_of(visitor, draft)) == "Your draft is saved"
    assert 'id="share"' not in await links_of(visitor, draft)
    await manage(visitor, poll, "closure")
    assert heading(await links_of(visitor, poll)) == "The links of your poll"
