"""Admin and edit links: nothing happens on opening them, and nobody's answer takes another's place."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace

from crowd.settings import Settings
from tests.factories import admin, close, give_answers, hidden_fields, make_poll

Client = httpx.AsyncClient

FROM_ELSEWHERE = {"sec-fetch-site": "cross-site"}
PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex", "referrer-policy": "same-origin"}


async def answer(
    visitor: Client, poll: dict[str, Any], value: str, headers: Any = None
) -> httpx.Response:
    """The form of the poll's page, filled in and sent."""
    address = f"/p/{poll['id']}"
    page = await visitor.get(address)
    assert page.status_code == 200
    fields = hidden_fields(page.text, f"{address}/answers")
    data = {**fields, "value": value}
    return await visitor.post(f"{address}/answers", data=data, headers=headers)


async def change(visitor: Client, poll: dict[str, Any], page: str, value: str) -> httpx.Response:
    """The form of the receipt's page, filled in and sent."""
    mine = f"/p/{poll['id']}/answers/mine"
    return await visitor.post(mine, data={**hidden_fields(page, mine), "value": value})


async def enter(visitor: Client, link: str) -> httpx.Response:
    """A link, opened and confirmed."""
    path = "/" + link.split("/", 3)[3]
    page = await visitor.get(path)
    assert page.status_code == 200
    return await visitor.post(path, data=hidden_fields(page.text, path))


async def receipt(visitor: Client, poll: dict[str, Any]) -> httpx.Response:
    return await visitor.get(f"/p/{poll['id']}/receipt")


async def value_of(client: Client, poll: dict[str, Any], given: dict[str, Any]) -> Any:
    """An answer as its edit token reads it, by a program without cookies."""
    token = {"authorization": f"Bearer {given['edit_token']}"}
    reply = await client.get(f"/api/polls/{poll['id']}/answers/mine", headers=token)
    assert reply.status_code == 200
    return reply.json()["value"]


# Edit links


async def test_edit_link_sent_by_a_stranger_takes_nothing_from_who_has_not_answered(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (strangers,) = await give_answers(client, poll, [1])
    await visitor.get(strangers["edit_url"], headers=FROM_ELSEWHERE, follow_redirects=True)
    assert (await answer(visitor, poll, "777")).status_code == 303
    page = (await receipt(visitor, poll)).text
    assert (await change(visitor, poll, page, "851")).status_code == 303
    assert await value_of(client, poll, strangers) == 1
    assert "851" in (await receipt(visitor, poll)).text


async def test_edit_link_sent_by_a_stranger_takes_nothing_from_who_has_answered(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (strangers,) = await give_answers(client, poll, [1])
    await answer(visitor, poll, "777")
    await visitor.get(strangers["edit_url"], headers=FROM_ELSEWHERE, follow_redirects=True)
    reply = await visitor.get(f"/p/{poll['id']}", follow_redirects=True)
    assert "777" in reply.text
    assert (await change(visitor, poll, reply.text, "851")).status_code == 303
    assert await value_of(client, poll, strangers) == 1
    assert "851" in (await receipt(visitor, poll)).text


async def test_edit_link_that_was_confirmed_counts_on_the_receipt_alone(
    visitor: Client, client: Client
) -> None:
    """Even who goes on with a stranger's link answers and edits for themselves."""
    poll = await make_poll(client, asks={"reason": True})
    (strangers,) = await give_answers(client, poll, [1])
    assert (await enter(visitor, strangers["edit_url"])).status_code == 303
    shown = await receipt(visitor, poll)
    assert "opened by its edit link" in shown.text
    question = await visitor.get(f"/p/{poll['id']}/answers/mine/withdrawal")
    assert (await visitor.get(f"/api/polls/{poll['id']}/answers/mine")).status_code == 404
    assert (await answer(visitor, poll, "777")).status_code == 303
    page = (await receipt(visitor, poll)).text
    assert "777" in page
    assert "opened by its edit link" not in page
    # Forms of the page before, sent only now: they were for another answer.
    mine = f"/p/{poll['id']}/answers/mine"
    for action in (mine, f"{mine}/details", f"{mine}/withdrawal"):
        form = question.text if action.endswith("/withdrawal") else shown.text
        late = {**hidden_fields(form, action), "value": "851", "reason": "because"}
        reply = await visitor.post(action, data=late)
        assert (reply.status_code, "open for a long time" in reply.text) == (422, True)
    assert await value_of(client, poll, strangers) == 1
    assert "777" in (await receipt(visitor, poll)).text


async def test_form_of_the_own_receipt_never_changes_the_answer_of_a_link(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (strangers,) = await give_answers(client, poll, [1])
    await enter(visitor, strangers["edit_url"])
    await answer(visitor, poll, "777")
    mine = f"/p/{poll['id']}/answers/mine"
    page = (await receipt(visitor, poll)).text
    withdrawal = f"{mine}/withdrawal"
    fields = hidden_fields((await visitor.get(withdrawal)).text, withdrawal)
    reply = await visitor.post(withdrawal, data=fields)
    assert reply.status_code == 303
    assert "opened by its edit link" in (await receipt(visitor, poll)).text
    assert (await change(visitor, poll, page, "851")).status_code == 422
    assert (await visitor.post(withdrawal, data=fields)).status_code == 422
    assert await value_of(client, poll, strangers) == 1


async def test_edit_link_opens_the_answer_in_another_browser(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [77])
    reply = await enter(visitor, given["edit_url"])
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
    cookie = reply.headers["set-cookie"].lower()
    assert ("httponly" in cookie, "max-age" in cookie) == (True, False)
    page = (await receipt(visitor, poll)).text
    assert "77" in page
    assert (await change(visitor, poll, page, "78")).status_code == 303
    assert await value_of(client, poll, given) == 78


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.exhaustive)])
async def test_edit_link_fetched_many_times_sets_nothing_and_shows_no_answer(
    visitor: Client, client: Client, times: int
) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [8642])
    for method in ("HEAD", *["GET"] * times):
        reply = await visitor.request(method, given["edit_url"], headers=FROM_ELSEWHERE)
        assert reply.status_code == 200
        assert "set-cookie" not in reply.headers
        assert {name: reply.headers[name] for name in PRIVATE} == PRIVATE
        assert not re.search("8,?642", reply.text)
    assert "Nothing to show" in (await receipt(visitor, poll)).text
    assert (
        "8,642"
        in (await visitor.get((await enter(visitor, given["edit_url"])).headers["location"])).text
    )


async def test_pages_of_links_have_the_token_in_the_action_alone(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [5])
    for link in (given["edit_url"], poll["admin_url"]):
        path = "/" + link.split("/", 3)[3]
        page = (await visitor.get(path, headers=FROM_ELSEWHERE)).text
        assert page.count(path.rpartition(".")[2]) == 1
        assert f'action="{path}"' in page
        assert not re.search(r'(src|href)="(https?:)?//', page)


async def test_edit_links_of_one_poll_one_after_another(visitor: Client, client: Client) -> None:
    poll = await make_poll(client)
    first, second = await give_answers(client, poll, [71, 82])
    for given, value in ((first, "71"), (second, "82"), (first, "71")):
        assert (await enter(visitor, given["edit_url"])).status_code == 303
        assert f">{value}\xa0pieces</strong>" in (await receipt(visitor, poll)).text
    page = (await receipt(visitor, poll)).text
    await enter(visitor, second["edit_url"])
    assert (await change(visitor, poll, page, "99")).status_code == 422
    assert [await value_of(client, poll, given) for given in (first, second)] == [71, 82]


async def test_own_answer_comes_first_on_the_page_of_an_edit_link(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [1])
    path = f"/e/{poll['id']}.{given['edit_token']}"
    offered = hidden_fields((await visitor.get(path)).text, path)
    await answer(visitor, poll, "777")
    page = await visitor.get(path)
    assert (page.status_code, "comes first" in page.text) == (200, True)
    assert "<form" not in page.text
    assert f'href="/p/{poll["id"]}/receipt"' in page.text
    late = await visitor.post(path, data=offered)
    assert (late.status_code, "comes first" in late.text) == (409, True)
    assert "set-cookie" not in late.headers
    own = re.findall(rf"/e/{poll['id']}\.[\w-]+", (await receipt(visitor, poll)).text)[0]
    page = await visitor.get(own)
    assert (page.status_code, "gave in this browser" in page.text) == (200, True)
    reply = await visitor.post(own)
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
    assert "set-cookie" not in reply.headers


async def test_own_answer_alone_is_marked_in_the_results(visitor: Client, client: Client) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [71])
    await enter(visitor, given["edit_url"])
    await close(client, poll)
    reply = await visitor.get(f"/p/{poll['id']}")
    assert ("You said" in reply.text, reply.headers["cache-control"]) == (False, "public, no-cache")
    assert "71" in (await receipt(visitor, poll)).text


async def test_edit_link_of_a_closed_or_revealed_poll_shows_the_final_answer(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client, reveal="manual")
    (given,) = await give_answers(client, poll, [71])
    await close(client, poll)
    await enter(visitor, given["edit_url"])
    assert "your final answer" in (await receipt(visitor, poll)).text
    visitor.cookies.clear()
    await client.post(f"/api/polls/{poll['id']}/reveal", headers=admin(poll))
    await enter(visitor, given["edit_url"])
    assert "See the results" in (await receipt(visitor, poll)).text


async def test_edit_link_without_an_answer_leads_nowhere(visitor: Client, client: Client) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [71])
    path, mine = given["edit_url"].removeprefix("http://crowd.test"), f"/api/polls/{poll['id']}"
    for garbled in (path[:-1], f"{path}x", path.replace(poll["id"], "x" * 18), "/e/é.ü", "/e/x"):
        for method in ("GET", "POST"):
            reply = await visitor.request(method, garbled)
            assert (reply.status_code, "not complete" in reply.text) == (404, True)
    fields = hidden_fields((await visitor.get(path)).text, path)
    token = {"authorization": f"Bearer {given['edit_token']}"}
    assert (await client.delete(f"{mine}/answers/mine", headers=token)).status_code == 204
    for reply in (await visitor.get(path), await visitor.post(path, data=fields)):
        assert (reply.status_code, "withdrawn" in reply.text) == (404, True)
    await client.delete(mine, headers=admin(poll))
    for reply in (await visitor.get(path), await visitor.post(path, data=fields)):
        assert (reply.status_code, "no poll at this address" in reply.text) == (404, True)
        assert "set-cookie" not in reply.headers


# Both


async def test_forms_of_links_are_taken_from_their_own_page_alone(
    visitor: Client, client: Client
) -> None:
    poll = await make_poll(client)
    (given,) = await give_answers(client, poll, [71])
    for link in (given["edit_url"], poll["admin_url"]):
        path = "/" + link.split("/", 3)[3]
        fields = hidden_fields((await visitor.get(path, headers=FROM_ELSEWHERE)).text, path)
        foreign = await visitor.post(path, data=fields, headers=FROM_ELSEWHERE)
        assert (foreign.status_code, "set-cookie" in foreign.headers) == (403, False)
        expired = await visitor.post(path, data={"ticket": "x"})
        assert (expired.status_code, "set-cookie" in expired.headers) == (422, False)
        again = await visitor.post(path, data=hidden_fields(expired.text, path))
        assert (again.status_code, "set-cookie" in again.headers) == (303, True)


# Admin links


@pytest.mark.parametrize("site", ["none", "same-origin"])
async def test_admin_link_that_the_visitor_opened_goes_to_the_organizers_page(
    client: Client, site: str
) -> None:
    poll = await make_poll(client)
    reply = await client.get(poll["admin_url"], headers={"sec-fetch-site": site})
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/manage")
    assert poll["admin_token"] in reply.headers["set-cookie"]


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
async def test_admin_link_from_elsewhere_asks_first(
    client: Client, visitor: Client, site: str | None
) -> None:
    poll = await make_poll(client)
    sent = {"accept": "text/html"} | ({"sec-fetch-site": site} if site else {})
    for method in ("HEAD", "GET"):
        page = await client.request(method, poll["admin_url"], headers=sent)
        assert (page.status_code, "set-cookie" in page.headers) == (200, False)
        assert {name: page.headers[name] for name in PRIVATE} == PRIVATE
    assert (await visitor.get(f"/p/{poll['id']}/manage")).status_code == 401
    path = f"/a/{poll['admin_token']}"
    reply = await visitor.post(path, data=hidden_fields(page.text, path))
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/manage")
    assert "httponly" in reply.headers["set-cookie"].lower()
    assert (await visitor.get(reply.headers["location"])).status_code == 200


async def test_replaced_admin_link_is_gone_however_it_is_opened(
    client: Client, visitor: Client
) -> None:
    poll = await make_poll(client)
    path, verb = f"/a/{poll['admin_token']}", f"/p/{poll['id']}/manage/link"
    asked = hidden_fields((await visitor.get(path, headers=FROM_ELSEWHERE)).text, path)
    await visitor.get(path)
    fields = hidden_fields((await visitor.get(f"/p/{poll['id']}/manage")).text, verb)
    assert (await visitor.post(verb, data=fields)).status_code == 303
    replies = [
        await visitor.get(path),
        await visitor.get(path, headers=FROM_ELSEWHERE),
        await visitor.post(path, data=asked),
    ]
    assert [reply.status_code for reply in replies] == [410] * 3
    assert not any("set-cookie" in reply.headers for reply in replies)


async def test_cookies_of_links_are_locked_to_https(
    app: Litestar, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(visitor)
    (given,) = await give_answers(visitor, poll, [71])
    settings = Settings(public_url="https://polls.example")
    monkeypatch.setattr(app.state, "service", replace(app.state.service, settings=settings))
    for path in (f"/a/{poll['admin_token']}", f"/e/{poll['id']}.{given['edit_token']}"):
        page = (await visitor.get(path, headers=FROM_ELSEWHERE)).text
        cookie = (await visitor.post(path, data=hidden_fields(page, path))).headers["set-cookie"]
        assert cookie.startswith("__Host-crowd-")
        assert {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; "))
