"""Refusals say everything in their reader's language; programs get them in English."""

from __future__ import annotations

import msgspec
import pytest
from litestar import Litestar

from crowd.i18n.languages import LANGUAGES, NUMBERS_ONLY
from crowd.i18n.translator import Translator
from crowd.model.errors import CrowdError, StartFailed
from crowd.model.sentence import Sentence
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.middleware import problem_documents
from crowd.web.middleware.load_shedding import LoadShedding
from crowd.web.middleware.rate_limits import LIMITS, Limit
from tests.factories import hidden_fields
from tests.web.participant import ASKS, GERMAN, Client, answer, check, get, poll_of, send


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/p/AAAAAAAAAAAAAAAAAA", 404),
        ("/p/AAAAAAAAAAAAAAAAAA/receipt", 404),
        ("/p/AAAAAAAAAAAAAAAAAA/manage", 401),
        ("/p/AAAAAAAAAAAAAAAAAA/images/x", 404),
        ("/p/AAAAAAAAAAAAAAAAAA.pdf", 404),
        ("/nothing", 404),
        ("/static/nothing.js", 404),
        ("/e/nothing", 404),
        ("/a/nothing", 404),
        ("/problems/nothing", 404),
        ("/feeds/nothing/feed.atom", 404),
        ("/language", 405),
    ],
)
async def test_addresses_with_nothing(
    visitor: Client, bracketed: Translator, path: str, status: int
) -> None:
    check(await get(visitor, path), bracketed, status)


async def test_draft_and_deleted_poll(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, draft=True)
    address = f"/p/{poll['id']}"
    for path in ("", "/results", "/receipt"):
        check(await get(visitor, address + path), bracketed, 404)
    check(await visitor.post(f"{address}/answers", data={}, headers=GERMAN), bracketed, 404)
    await visitor.get(f"/a/{poll['admin_token']}")
    manage = f"{address}/manage"
    check(await send(visitor, manage, f"{manage}/deletion", sure="1"), bracketed)
    check(await get(visitor, address), bracketed, 404)


async def test_requests_that_are_refused(
    client: Client, visitor: Client, bracketed: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await poll_of(client)
    address = f"/p/{poll['id']}/answers"
    foreign = {**GERMAN, "sec-fetch-site": "cross-site"}
    check(await visitor.post(address, data={"value": "7"}, headers=foreign), bracketed, 403)
    large = {"value": "7" * 70_000}
    check(await visitor.post(address, data=large, headers=GERMAN), bracketed, 413)
    odd = {**GERMAN, "content-type": "application/x-www-form-urlencoded"}
    check(await visitor.post(address, content=b"\xff\xfe", headers=odd), bracketed, 400)
    monkeypatch.setitem(LIMITS, "answer", Limit(1, 1_000_000_000))
    await answer(visitor, poll, "7")
    visitor.cookies.clear()
    check(await answer(visitor, poll, "8"), bracketed, 429)


async def test_storage_that_is_down(
    app: Litestar, client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, asks=ASKS)
    address = f"/p/{poll['id']}"
    page = (await get(visitor, address)).text
    await answer(visitor, poll, "7")
    receipt = (await get(visitor, f"{address}/receipt")).text
    question = (await get(visitor, f"{address}/answers/mine/withdrawal")).text
    nowhere = Store(connect("unix:///nowhere"))
    app.state.service = msgspec.structs.replace(app.state.service, store=nowhere)
    check(await get(visitor, address), bracketed, 503)
    check(await get(visitor, "/"), bracketed)
    for path in ("", "/mine", "/mine/details", "/mine/withdrawal"):
        action = f"{address}/answers{path}"
        if path == "/mine/withdrawal":
            fields = hidden_fields(question, action)
        else:
            fields = hidden_fields(receipt if path else page, action)
        data = {**fields, "value": "8", "low": "3", "reason": "SO."}
        check(await visitor.post(action, data=data, headers=GERMAN), bracketed, 503)


async def test_more_people_than_can_be_served(
    app: Litestar, visitor: Client, bracketed: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "asgi_handler", LoadShedding(app.asgi_handler, max_under_way=0))
    check(await get(visitor, "/"), bracketed, 503)


async def test_refusals_are_kept_for_each_language(
    app: Litestar, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "asgi_handler", LoadShedding(app.asgi_handler, max_under_way=0))
    for language in (*LANGUAGES, *LANGUAGES):
        page = await visitor.get("/", headers={"accept-language": language})
        assert f'<html lang="{language}"' in page.text
    programs = {"accept": "application/json", **GERMAN}
    refused = (await visitor.get("/", headers=programs)).json()
    assert refused["title"] == "Too many people at once"


def kinds_of_errors() -> list[type[CrowdError]]:
    return [kind for kind in problem_documents.error_classes() if not issubclass(kind, StartFailed)]


@pytest.mark.parametrize("kind", kinds_of_errors())
def test_every_error_is_made_of_sentences(kind: type[CrowdError]) -> None:
    assert isinstance(kind.title, Sentence)
    assert isinstance(kind.default_detail, Sentence) or not kind.default_detail


async def test_error_in_english_is_a_page_in_english(visitor: Client) -> None:
    page = (
        await visitor.get("/nothing", headers={"accept-language": next(iter(NUMBERS_ONLY))})
    ).text
    assert '<html lang="en"' in page
    assert "There is nothing at this address. Check the link." in page


async def test_programs_get_errors_in_english(client: Client, bracketed: Translator) -> None:
    poll = await poll_of(client)
    address = f"/api/polls/{poll['id']}/answers"
    reply = await client.post(address, json={"value": "viele"}, headers=GERMAN)
    (problem,) = reply.json()["errors"]
    assert problem["message"].startswith("Enter the number in digits, such as ")
    assert reply.json()["title"] == "There is a problem"
