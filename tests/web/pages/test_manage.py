"""The organizer: links, deletion, drafts that are theirs alone."""

from __future__ import annotations

import html
import re

import httpx
import pytest

from tests.factories import make_poll
from tests.web.pages.forms import Client, created, manage


async def test_admin_link_leaves_no_token_in_the_address(visitor: Client) -> None:
    poll = await make_poll(visitor)
    reply = await visitor.get(f"/a/{poll['admin_token']}")
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/manage")
    assert "httponly" in reply.headers["set-cookie"].lower()
    assert (await visitor.get(reply.headers["location"])).status_code == 200


async def test_replaced_admin_link_is_gone(visitor: Client) -> None:
    poll = await created(visitor)
    assert (await manage(visitor, poll, "link")).status_code == 303
    assert (await visitor.get(f"/a/{poll['admin_token']}")).status_code == 410
    fresh = visitor.cookies[f"crowd-admin-{poll['id']}"]
    assert fresh != poll["admin_token"]
    assert (await visitor.get(f"/a/{fresh}")).status_code == 303


async def test_cookie_of_another_poll_finds_nothing(visitor: Client) -> None:
    poll, other = await created(visitor), await created(visitor)
    visitor.cookies.clear()
    visitor.cookies.set(f"crowd-admin-{poll['id']}", other["admin_token"])
    for page in ("manage", "manage/links", "manage/draft", "manage/preview"):
        assert (await visitor.get(f"/p/{poll['id']}/{page}")).status_code == 404
    reply = await visitor.post(f"/p/{poll['id']}/manage/closure", data={})
    assert reply.status_code == 404


async def test_poll_is_deleted_only_when_that_is_sure(visitor: Client) -> None:
    poll = await created(visitor)
    assert (await manage(visitor, poll, "deletion")).status_code == 422
    assert (await manage(visitor, poll, "deletion", sure="1")).status_code == 200
    assert (await visitor.get(f"/p/{poll['id']}")).status_code == 404


async def test_page_of_the_organizer_tells_people_of_their_link(
    visitor: httpx.AsyncClient,
) -> None:
    poll = await make_poll(visitor)
    page = await visitor.get(f"/p/{poll['id']}/manage")
    assert page.status_code == 401
    assert "Open your admin link in this browser." in page.text
    assert "Bearer" not in page.text
    program = await visitor.get(f"/p/{poll['id']}/manage", headers={"accept": "application/json"})
    assert "Authorization: Bearer" in program.json()["detail"]


@pytest.mark.parametrize("path", ["receipt", "playback", "answers"])
async def test_draft_is_for_its_organizer_alone(visitor: Client, path: str) -> None:
    poll = await created(visitor, action="draft", question="What is the secret?")
    visitor.cookies.clear()
    address = f"/p/{poll['id']}/{path}"
    data = {"value": "1.200"}
    reply = await (visitor.get(address) if path == "receipt" else visitor.post(address, data=data))
    assert reply.status_code == 404
    assert "secret" not in reply.text


async def test_answers_are_offered_after_the_reveal_the_spreadsheet_first(
    visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await created(visitor)
    page, file = f"/p/{poll['id']}/manage", f"/api/polls/{poll['id']}/answers"
    assert file not in (await visitor.get(page)).text
    assert (await manage(visitor, poll, "closure")).status_code == 303
    for language, locale in (("en", "en"), ("de-CH", "de-CH"), ("en-GB,en", "en-GB"), ("pt", "pt")):
        headers = {"accept-language": language}
        text = html.unescape((await visitor.get(page, headers=headers)).text)
        found = re.findall(rf'href="({file}[^"]*)"', text)
        assert found == [
            f"{file}.xlsx?locale={locale}",
            f"{file}.csv?for=excel&locale={locale}",
            f"{file}.csv",
            f"{file}.json",
            f"{file}.parquet?locale={locale}",
        ]
        for address in found:
            assert (await visitor.get(address)).status_code == 200
    # Where it cannot be written, nobody is led there.
    monkeypatch.setattr("crowd.web.pages.manage.has_parquet_package", lambda: False)
    assert f"{file}.parquet" not in (await visitor.get(page)).text
