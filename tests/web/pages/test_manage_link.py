"""The organizer's browser finds the way from a poll's pages to its management; no other browser does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.factories import admin, close
from tests.web.pages.forms import Client, Poll, answer, created, manage

LINK = "Manage this poll"
PAGES = ("", "/results", "/receipt")


async def leave_open(_visitor: Client, _poll: Poll) -> None:
    pass


async def answer_it(visitor: Client, poll: Poll) -> None:
    await answer(visitor, poll, "5")


async def close_it(visitor: Client, poll: Poll) -> None:
    await close(visitor, poll)


async def publish(visitor: Client, poll: Poll) -> None:
    await close(visitor, poll)
    await visitor.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))


STATES = [(leave_open,), (answer_it,), (close_it,), (answer_it, close_it), (publish,)]
STATES += [(answer_it, publish)]


@pytest.mark.parametrize("steps", STATES, ids=lambda steps: ", ".join(f.__name__ for f in steps))
async def test_organizers_browser_is_led_to_the_management(
    visitor: Client, steps: tuple[Callable[[Client, Poll], Awaitable[None]], ...]
) -> None:
    poll = await created(visitor, reveal="manual")
    for step in steps:
        await step(visitor, poll)
    shown = [await visitor.get(f"/p/{poll['id']}{page}", follow_redirects=True) for page in PAGES]
    with_link = [reply for reply in shown if LINK in reply.text]
    # Without an answer there is no receipt.
    assert len(with_link) == (3 if answer_it in steps else 2)
    for reply in with_link:
        assert f'href="/p/{poll["id"]}/manage"' in reply.text
        assert reply.headers["cache-control"] in {"no-store", "private, no-cache"}
    visitor.cookies.delete(f"crowd-admin-{poll['id']}")
    for page in PAGES:
        other = await visitor.get(f"/p/{poll['id']}{page}", follow_redirects=True)
        assert LINK not in other.text
        is_stored = other.headers["cache-control"] != "no-store"
        assert not is_stored or "Cookie" in other.headers["vary"]


async def test_replaced_or_foreign_cookie_leads_nowhere(visitor: Client) -> None:
    poll, other = await created(visitor), await created(visitor)
    await manage(visitor, poll, "link")
    assert LINK in (await visitor.get(f"/p/{poll['id']}")).text
    for token in (poll["admin_token"], other["admin_token"], "x"):
        visitor.cookies.clear()
        visitor.cookies.set(f"crowd-admin-{poll['id']}", token)
        assert LINK not in (await visitor.get(f"/p/{poll['id']}")).text
