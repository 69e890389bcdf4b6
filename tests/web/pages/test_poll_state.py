"""The address that open pages ask for so that they turn over by themselves."""

from __future__ import annotations

import httpx

from tests.factories import admin, close, give_answers, make_poll
from tests.web.pages.forms import Client, answer, answer_fields


async def state(client: Client, poll_id: str) -> httpx.Response:
    return await client.get(f"/p/{poll_id}/state")


async def test_state_is_told_in_its_words_and_kept_for_a_second(client: Client) -> None:
    poll = await make_poll(client, reveal="manual")
    await give_answers(client, poll, [1, 2])
    told = []
    for act in ("", "closure", "reveal", "resolution"):
        if act:
            body = {"truth": 2} if act == "resolution" else {}
            address = f"/api/polls/{poll['id']}/{act}"
            reply = await client.post(address, json=body, headers=admin(poll))
            assert reply.status_code == 200, reply.text
        reply = await state(client, poll["id"])
        assert reply.headers["cache-control"] == "public, max-age=1"
        assert "set-cookie" not in reply.headers
        told.append(reply.json())
    words = ("open", "closed", "revealed", "resolved")
    assert told == [{"state": word} for word in words]


async def test_truth_that_is_entered_early_is_not_told(client: Client) -> None:
    poll = await make_poll(client, reveal="manual", truth=5)
    assert (await state(client, poll["id"])).json() == {"state": "open"}
    await close(client, poll)
    assert (await state(client, poll["id"])).json() == {"state": "closed"}


async def test_draft_and_unknown_poll_have_no_state(client: Client) -> None:
    draft = await make_poll(client, draft=True)
    for poll_id in (draft["id"], "A" * 18):
        assert (await state(client, poll_id)).status_code == 404


async def test_pages_know_where_to_ask(client: Client, visitor: Client) -> None:
    poll = await make_poll(client, reveal="manual")
    here = f"/p/{poll['id']}"
    asked = f'data-turn="{here}/state" data-state="{{}}" data-page="{here}"'
    assert asked.format("open") in (await visitor.get(here)).text
    await answer(visitor, poll, "5")
    assert asked.format("open") in (await visitor.get(f"{here}/receipt")).text
    await close(client, poll)
    for path in (here, f"{here}/receipt", f"{here}/results"):
        page = (await visitor.get(path)).text
        assert asked.format("closed") in page
        assert f'<a href="{here}">Look again</a>' in page or path.endswith("receipt")
    await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
    for path in (here, f"{here}/receipt"):
        assert "data-turn" not in (await visitor.get(path)).text


async def test_script_that_sends_a_form_is_told_where_to_go(visitor: Client) -> None:
    poll = await make_poll(visitor)
    here, script = f"/p/{poll['id']}", {"accept": "application/json"}
    sent = {**await answer_fields(visitor, poll), "value": "380"}
    for _ in range(2):
        # Sent once more with the same ticket, it counts once.
        reply = await visitor.post(f"{here}/answers", data=sent, headers=script)
        assert (reply.status_code, reply.json()) == (200, {"location": f"{here}/receipt"})
        assert reply.headers["cache-control"] == "no-store"
    await close(visitor, poll)
    results = (await visitor.get(f"/api/polls/{poll['id']}/results")).json()
    assert results["n"] == 1
