"""The receipt: thanks, what was said, who can see it, links, and what to do next."""

from __future__ import annotations

import html
import re

from tests.factories import close, hidden_fields, make_poll
from tests.web.pages.forms import Client, Poll, answer


async def receipt(visitor: Client, poll: Poll, query: str = "") -> str:
    page = await visitor.get(f"/p/{poll['id']}/receipt{query}", headers={"accept-language": "en"})
    text = re.sub(r"<[^>]+>", "", page.text.split("<main", 1)[1].split("</main>", 1)[0])
    return " ".join(html.unescape(text).split())


async def test_receipt_thanks_and_says_who_can_see_the_answer(visitor: Client) -> None:
    poll = await make_poll(visitor, time_zone="Europe/Berlin")
    await answer(visitor, poll, "380")
    page = await receipt(visitor, poll)
    assert "Thank you. Your answer is in. You said 380 pieces. Nobody can see it until " in page
    assert re.search(r"until \w+day, \d\d:\d\d CES?T\. Change it", page)
    shown = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    assert f"<title>Saved: {html.escape(poll['question'])}</title>" in shown
    assert "your proof that this answer was taken" in page


async def test_receipt_of_a_manual_reveal_waits_for_the_organizer(visitor: Client) -> None:
    poll = await make_poll(visitor, reveal="manual")
    await answer(visitor, poll, "380")
    waiting = "Nobody can see it until the organizer publishes the results."
    assert waiting in await receipt(visitor, poll)
    await close(visitor, poll)
    closed = await receipt(visitor, poll)
    assert "so this is your final answer" in closed
    assert "Change it" not in closed
    assert "Withdraw my answer" not in closed


async def test_change_is_told_in_the_heading(visitor: Client) -> None:
    poll = await make_poll(visitor)
    await answer(visitor, poll, "380")
    action = f"/p/{poll['id']}/answers/mine"
    page = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    sent = {**hidden_fields(page, action), "value": "390"}
    reply = await visitor.post(action, data=sent)
    assert reply.headers["location"] == f"/p/{poll['id']}/receipt?changed=1"
    told = await receipt(visitor, poll, "?changed=1")
    assert "Your answer is changed. You said 390 pieces." in told


async def test_unknown_words_in_the_address_change_nothing(visitor: Client) -> None:
    poll = await make_poll(visitor, asks={"reason": True, "name": True})
    await answer(visitor, poll, "380")
    plain = await receipt(visitor, poll)
    assert "One more question, if you like · 1 of 2" in plain
    assert await receipt(visitor, poll, "?ask=nonsense") == plain
