"""What a participant meets while answering says everything in their language; they can choose it."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

import httpx
import msgspec
import pytest
from babel.numbers import get_group_symbol
from litestar import Litestar
from PIL import Image

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import Translator
from crowd.model.errors import CommandFailed, CrowdError, StartFailed
from crowd.model.sentence import Sentence
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.middleware import error_handlers
from crowd.web.middleware.load_shedding import LoadShedding
from crowd.web.middleware.rate_limits import LIMITS, Limit
from tests.factories import admin, close, give_answers, hidden_fields, in_hours, make_poll
from tests.i18n.untranslated import OPEN, untranslated

Client = httpx.AsyncClient
Poll = dict[str, Any]

GERMAN = {"accept-language": "de"}
ASKS = {"interval": True, "others": True, "reason": True, "group": ["NORTH", "SOUTH"], "name": True}
COLOURS = {"type": "choice", "options": ["RED", "GREEN"]}
NUMBER = {"type": "number", "unit": "kg", "minimum": 0, "maximum": 100, "decimals": 0}
KINDS: dict[str, dict[str, Any]] = {
    "number": {"type": "number", "unit": "kg"},
    "bounded": NUMBER,
    "least": {"type": "number", "minimum": 10},
    "most": {"type": "number", "maximum": 10},
    "percentage": {"type": "percentage"},
    "probability": {"type": "probability"},
    "date": {"type": "date"},
    "dates": {"type": "date", "minimum": "2027-01-01", "maximum": "2027-12-31"},
    "later": {"type": "date", "minimum": "2027-01-01"},
    "earlier": {"type": "date", "maximum": "2027-12-31"},
    "choice": COLOURS,
}
ANSWERS = {
    "number": "7",
    "bounded": "7",
    "least": "12",
    "most": "7",
    "choice": "RED",
} | dict.fromkeys(("date", "dates", "later", "earlier"), "2027-03-27")


async def poll_of(client: Client, **changes: Any) -> Poll:
    changes = {"question": "QUESTION?", "details": "DETAILS.", "kind": NUMBER, **changes}
    return await make_poll(client, **changes)


async def get(visitor: Client, path: str) -> httpx.Response:
    return await visitor.get(path, headers=GERMAN)


async def send(
    visitor: Client, page: str, action: str, path: str = "", **fields: str
) -> httpx.Response:
    """Sends the form of a page that goes to an address."""
    shown = (await get(visitor, page)).text
    data = {**hidden_fields(shown, action), **fields}
    return await visitor.post(path or action, data=data, headers=GERMAN)


async def answer(visitor: Client, poll: Poll, value: str, **fields: str) -> httpx.Response:
    page = f"/p/{poll['id']}"
    return await send(visitor, page, f"{page}/answers", value=value, **fields)


async def change(visitor: Client, poll: Poll, value: str, verb: str = "") -> httpx.Response:
    page = f"/p/{poll['id']}"
    return await send(visitor, f"{page}/receipt", f"{page}/answers/mine{verb}", value=value)


async def add(visitor: Client, poll: Poll, **fields: str) -> httpx.Response:
    page = f"/p/{poll['id']}"
    return await send(visitor, f"{page}/receipt", f"{page}/answers/mine/details", **fields)


def check(reply: httpx.Response, translator: Translator, status: int = 200) -> None:
    """The page says everything in the language of its reader."""
    assert reply.status_code == status, reply.text
    assert OPEN in reply.text
    assert '<html lang="de"' in reply.text
    assert untranslated(reply.text, translator) == []


# The finder


async def test_finder_finds_the_english_of_a_page(visitor: Client, bracketed: Translator) -> None:
    page = (await get(visitor, "/methods")).text
    assert "How the figures are made" in untranslated(page, bracketed)


# The front page


@pytest.mark.parametrize("state", ["nothing", "open", "revealed", "resolved", "unknown"])
async def test_home(client: Client, visitor: Client, bracketed: Translator, state: str) -> None:
    if state != "nothing":
        poll = await poll_of(client, public=True, kind=COLOURS)
        await give_answers(client, poll, ["RED", "RED", "GREEN"])
        other = await poll_of(client, public=True, kind={"type": "probability"})
        await give_answers(client, other, ["70 %"])
        for shown in (poll, other) if state != "open" else ():
            await close(client, shown)
    if state in {"resolved", "unknown"}:
        for shown, truth in ((poll, "RED"), (other, "yes")):
            body = {"truth": truth if state == "resolved" else None}
            address = f"/api/polls/{shown['id']}/resolution"
            reply = await client.post(address, json=body, headers=admin(shown))
            assert reply.status_code == 200
    check(await get(visitor, "/"), bracketed)


async def test_home_names_the_languages_it_depends_on(visitor: Client) -> None:
    english, german = await visitor.get("/"), await get(visitor, "/")
    assert '<html lang="en"' in english.text
    assert '<html lang="de"' in german.text
    assert "1,207" in english.text
    assert "1.207" in german.text
    assert {"Accept-Language", "Cookie"} <= set(german.headers["vary"].split(", "))


async def test_page_about_a_problem(visitor: Client, bracketed: Translator) -> None:
    for name in error_handlers.problem_titles():
        if name not in {StartFailed.name, CommandFailed.name}:
            check(await get(visitor, f"/problems/{name}"), bracketed)


# The question


@pytest.mark.parametrize("kind", KINDS)
async def test_answering(client: Client, visitor: Client, bracketed: Translator, kind: str) -> None:
    poll = await poll_of(client, kind=KINDS[kind], asks={"reason": True}, show_count=True)
    address = f"/p/{poll['id']}"
    check(await get(visitor, address), bracketed)
    assert (await answer(visitor, poll, ANSWERS.get(kind, "70 %"))).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed)
    check(await get(visitor, f"{address}/results"), bracketed, 403)
    await close(client, poll)
    check(await get(visitor, f"{address}/receipt"), bracketed)


async def test_question_with_a_picture(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    data = BytesIO()
    Image.new("RGB", (8, 6), "red").save(data, "PNG")
    fields = {
        **hidden_fields((await visitor.get("/new")).text, "/polls"),
        "question": "QUESTION?",
        "alt": "A VASE",
        "closes_at": in_hours(48)[:16],
        "time_zone": "Europe/Berlin",
    }
    files = {"image": ("vase.png", data.getvalue(), "image/png")}
    made = await visitor.post("/polls", data=fields, files=files)
    page = await get(visitor, f"/p/{made.headers['location'].split('/')[2]}")
    assert 'alt="A VASE"' in page.text
    check(page, bracketed)


@pytest.mark.parametrize("times", [1, 2])
async def test_question_whose_close_was_moved(
    client: Client, visitor: Client, bracketed: Translator, times: int
) -> None:
    poll = await poll_of(client)
    for hours in range(times):
        body = {"closes_at": in_hours(48 + hours)}
        address = f"/api/polls/{poll['id']}/extension"
        reply = await client.post(address, json=body, headers=admin(poll))
        assert reply.status_code == 200, reply.text
    check(await get(visitor, f"/p/{poll['id']}"), bracketed)


async def test_countdown_has_its_words(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    page = (await get(visitor, f"/p/{(await poll_of(client))['id']}")).text
    (left,) = re.findall(r'data-left="([^"]*)"', page)
    (over,) = re.findall(r'data-over="([^"]*)"', page)
    assert (left[:1], over[:1]) == (OPEN, OPEN)
    assert "{time}" in left
    assert "{left}" in left


WRONG: list[tuple[dict[str, Any], str]] = [
    (NUMBER, ""),
    (NUMBER, "viele"),
    (NUMBER, "3 oder 4"),
    (NUMBER, "3 pints"),
    (NUMBER, "1e99999"),
    (NUMBER, "101"),
    (NUMBER, "-1"),
    (NUMBER, "7,5"),
    (NUMBER, "7" * 101),
    ({"type": "number", "decimals": 2}, "7,1234"),
    ({"type": "number"}, "1e99"),
    ({"type": "number"}, "1e101"),
    ({"type": "number"}, "1e-101"),
    ({"type": "number"}, "7 pints"),
    ({"type": "percentage"}, "101"),
    ({"type": "probability"}, "101"),
    ({"type": "date"}, ""),
    ({"type": "date"}, "demnächst"),
    ({"type": "date"}, "30.2.2027"),
    ({"type": "date"}, "30.13.2027"),
    ({"type": "date"}, "27.3.27"),
    (KINDS["dates"], "2026-01-01"),
    (KINDS["dates"], "2028-01-01"),
    (COLOURS, ""),
    (COLOURS, "BLUE"),
]


@pytest.mark.parametrize(("kind", "typed"), WRONG)
async def test_answer_with_a_mistake(
    client: Client, visitor: Client, bracketed: Translator, kind: dict[str, Any], typed: str
) -> None:
    poll = await poll_of(client, kind=kind)
    reply = await answer(visitor, poll, typed)
    if typed == "1e99":
        assert reply.status_code == 303
        return
    check(reply, bracketed, 422)
    assert await answer(visitor, poll, COLOURS["options"][0] if kind == COLOURS else "2027-03-27")


async def test_forms_that_are_too_old(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    check(await answer(visitor, poll, "7", ticket="old"), bracketed, 422)
    await answer(visitor, poll, "7")
    for verb in ("", "/details", "/withdrawal"):
        address = f"/p/{poll['id']}/answers/mine{verb}"
        reply = await visitor.post(address, data={"ticket": "old", "value": "8"}, headers=GERMAN)
        check(reply, bracketed, 422)


async def test_reading_that_was_never_offered(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    check(await answer(visitor, poll, "viele", exact="1"), bracketed, 422)


@pytest.mark.parametrize(
    ("kind", "typed"), [({"type": "number", "unit": "kg"}, "1,200"), ({"type": "date"}, "3/4/2027")]
)
async def test_answer_that_can_mean_two_things(
    client: Client, visitor: Client, bracketed: Translator, kind: dict[str, Any], typed: str
) -> None:
    poll = await poll_of(client, kind=kind)
    check(await answer(visitor, poll, typed), bracketed)
    await answer(visitor, poll, "7" if kind["type"] == "number" else "2027-04-03")
    check(await change(visitor, poll, typed), bracketed)


@pytest.mark.parametrize(
    ("typed", "begins"), [("7", "⟦You entered ⟧"), ("101", "⟦You entered ⟧"), ("viele", "")]
)
async def test_playback(
    client: Client, visitor: Client, bracketed: Translator, typed: str, begins: str
) -> None:
    poll = await poll_of(client)
    reply = await visitor.post(f"/p/{poll['id']}/playback", data={"value": typed}, headers=GERMAN)
    assert reply.json()["text"].startswith(begins)
    assert bool(reply.json()["text"]) == bool(begins)
    assert untranslated(reply.json()["text"], bracketed) == []


async def test_playback_of_two_readings(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, kind={"type": "number", "unit": "kg"})
    address = f"/p/{poll['id']}/playback"
    reply = await visitor.post(address, data={"value": "1,200"}, headers=GERMAN)
    assert reply.json()["text"] == "⟦You entered ⟧⟦⟧1,2\xa0kg⟦ or ⟧1.200\xa0kg⟦⟧⟦?⟧"


# After the answer


@pytest.mark.parametrize("group", [True, ["NORTH", "SOUTH"], False])
async def test_receipt_with_all_questions(
    client: Client, visitor: Client, bracketed: Translator, group: Any
) -> None:
    poll = await poll_of(client, asks={**ASKS, "group": group}, kind={"type": "number"})
    await answer(visitor, poll, "7")
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)
    reply = await add(visitor, poll, low="3", high="9", reason="SO.")
    assert reply.status_code == 303
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)


async def test_receipt_of_a_choice(client: Client, visitor: Client, bracketed: Translator) -> None:
    poll = await poll_of(client, kind=COLOURS, asks={"others": True})
    await answer(visitor, poll, "RED")
    check(await get(visitor, f"/p/{poll['id']}/receipt"), bracketed)
    check(await add(visitor, poll, **{"predicted-0": "80", "predicted-1": "70"}), bracketed, 422)
    check(await add(visitor, poll, **{"predicted-0": "viele"}), bracketed, 422)


@pytest.mark.parametrize(
    "typed",
    [
        {"low": "3"},
        {"high": "3"},
        {"low": "9", "high": "3"},
        {"others": "1,200"},
        {"others": "viele"},
        {"group": "EAST"},
        {"reason": "X" * 501},
        {"name": "X" * 61},
    ],
)
async def test_receipt_with_a_mistake(
    client: Client, visitor: Client, bracketed: Translator, typed: dict[str, str]
) -> None:
    poll = await poll_of(client, kind={"type": "number", "unit": "kg"}, asks=ASKS)
    await answer(visitor, poll, "7")
    check(await add(visitor, poll, **typed), bracketed, 422)


async def test_receipt_with_too_long_a_group(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, asks={"group": True})
    await answer(visitor, poll, "7")
    check(await add(visitor, poll, group="X" * 61), bracketed, 422)


async def test_changing_and_withdrawing(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client)
    address = f"/p/{poll['id']}"
    fields = hidden_fields((await get(visitor, address)).text, f"{address}/answers")
    sent = {**fields, "value": "7"}
    await visitor.post(f"{address}/answers", data=sent, headers=GERMAN)
    check(await change(visitor, poll, "viele"), bracketed, 422)
    assert (await change(visitor, poll, "8")).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed)
    again = {**fields, "value": "9"}
    check(await visitor.post(f"{address}/answers", data=again, headers=GERMAN), bracketed, 409)
    receipt = await get(visitor, f"{address}/receipt")
    assert (await change(visitor, poll, "", "/withdrawal")).status_code == 303
    check(await get(visitor, f"{address}/receipt"), bracketed, 404)
    check(await visitor.post(f"{address}/answers", data=again, headers=GERMAN), bracketed, 422)
    mine = f"{address}/answers/mine"
    late = {**hidden_fields(receipt.text, mine), "value": "9"}
    check(await visitor.post(mine, data=late, headers=GERMAN), bracketed, 404)
    visitor.cookies.clear()
    check(await get(visitor, f"{address}/receipt"), bracketed)
    check(await visitor.post(mine, data=late, headers=GERMAN), bracketed, 404)


async def test_edit_links(client: Client, visitor: Client, bracketed: Translator) -> None:
    poll = await poll_of(client)
    (given,) = await give_answers(client, poll, [7])
    path = f"/e/{poll['id']}.{given['edit_token']}"
    page = await get(visitor, path)
    check(page, bracketed)
    check(await visitor.post(path, data={}, headers=GERMAN), bracketed, 422)
    reply = await visitor.post(path, data=hidden_fields(page.text, path), headers=GERMAN)
    check(await get(visitor, reply.headers["location"]), bracketed)
    await answer(visitor, poll, "8")
    check(await get(visitor, path), bracketed)
    check(await visitor.post(path, data={}, headers=GERMAN), bracketed, 409)
    own = (await get(visitor, f"/p/{poll['id']}/receipt")).text
    check(await get(visitor, re.findall(rf"/e/{poll['id']}\.[\w-]+", own)[0]), bracketed)
    token = {"authorization": f"Bearer {given['edit_token']}"}
    await client.delete(f"/api/polls/{poll['id']}/answers/mine", headers=token)
    check(await get(visitor, path), bracketed, 404)


async def test_answers_after_the_close(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    poll = await poll_of(client, reveal="manual", asks=ASKS, show_count=True)
    address = f"/p/{poll['id']}"
    page = (await get(visitor, address)).text
    await answer(visitor, poll, "7")
    receipt = (await get(visitor, f"{address}/receipt")).text
    await close(client, poll)
    check(await get(visitor, f"{address}/receipt"), bracketed)
    for path in ("answers", "answers/mine", "answers/mine/details"):
        action = f"{address}/{path}"
        fields = hidden_fields(receipt if "mine" in path else page, action)
        data = {**fields, "value": "8", "low": "3", "reason": "SO."}
        check(await visitor.post(action, data=data, headers=GERMAN), bracketed, 409)
    wrong = {"value": "VIELE"}
    check(await visitor.post(f"{address}/answers", data=wrong, headers=GERMAN), bracketed, 409)
    for path in ("", "/results"):
        reply = await get(visitor, address + path)
        check(reply, bracketed, 403 if path else 200)
        assert {"Accept-Language", "Cookie"} <= set(reply.headers["vary"].split(", "))


# Refusals


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
    nowhere = Store(connect("unix:///nowhere"))
    app.state.service = msgspec.structs.replace(app.state.service, store=nowhere)
    check(await get(visitor, address), bracketed, 503)
    check(await get(visitor, "/"), bracketed)
    for path in ("", "/mine", "/mine/details", "/mine/withdrawal"):
        action = f"{address}/answers{path}"
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
    return [kind for kind in error_handlers.error_classes() if not issubclass(kind, StartFailed)]


@pytest.mark.parametrize("kind", kinds_of_errors())
def test_every_error_is_made_of_sentences(kind: type[CrowdError]) -> None:
    assert isinstance(kind.title, Sentence)
    assert isinstance(kind.default_detail, Sentence) or not kind.default_detail


async def test_error_in_english_is_a_page_in_english(visitor: Client) -> None:
    page = (await visitor.get("/nothing", headers={"accept-language": "it"})).text
    assert '<html lang="en"' in page
    assert "There is nothing at this address. Check the link." in page


async def test_programs_get_errors_in_english(client: Client, bracketed: Translator) -> None:
    poll = await poll_of(client)
    address = f"/api/polls/{poll['id']}/answers"
    reply = await client.post(address, json={"value": "viele"}, headers=GERMAN)
    (problem,) = reply.json()["errors"]
    assert problem["message"].startswith("Enter the number in digits, such as ")
    assert reply.json()["title"] == "There is a problem"


# The choice of a language


async def choose(visitor: Client, language: str, back: str, **headers: str) -> httpx.Response:
    return await visitor.post(
        "/language", data={"language": language, "back": back}, headers=headers
    )


async def test_chosen_language_is_that_of_the_next_pages(client: Client, visitor: Client) -> None:
    poll = await poll_of(client)
    address = f"/p/{poll['id']}"
    english = (await visitor.get(address)).text
    assert f'<input type="hidden" name="back" value="{address}">' in english
    reply = await choose(visitor, "ar", address)
    assert (reply.status_code, reply.headers["location"]) == (303, address)
    assert visitor.cookies["crowd-language"] == "ar"
    for path in (address, "/", "/nothing"):
        page = (await visitor.get(path, headers=GERMAN)).text
        assert '<html lang="ar" dir="rtl">' in page
    await choose(visitor, "en", "/")
    assert '<html lang="en" dir="ltr">' in (await visitor.get(address, headers=GERMAN)).text


async def test_switch_is_on_the_pages_of_participants(client: Client, visitor: Client) -> None:
    poll = await poll_of(client, reveal="manual")
    address = f"/p/{poll['id']}"

    async def back(path: str) -> str:
        page = (await visitor.get(path)).text
        assert [name for name in LANGUAGES if f'name="language" value="{name}"' not in page] == []
        return hidden_fields(page, "/language")["back"]

    assert await back("/") == "/"
    assert await back(f"{address}?s=AB_c-1") == f"{address}?s=AB_c-1"
    await answer(visitor, poll, "7")
    assert await back(f"{address}/receipt") == f"{address}/receipt"
    await close(client, poll)
    assert await back(address) == address


@pytest.mark.parametrize("language", ["", "it", "EN", "english"])
async def test_language_that_there_is_not(visitor: Client, language: str) -> None:
    reply = await choose(visitor, language, "/")
    assert reply.status_code == 400
    assert "Choose one of these: en, de, fr, es, ar." in reply.text
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize(
    ("back", "location"),
    [
        ("/p/AAAA/receipt", "/p/AAAA/receipt"),
        ("/p/AAAA?s=a-B_9", "/p/AAAA?s=a-B_9"),
        ("/p/AAAA?s=%C3%A4", "/p/AAAA?s=%C3%A4"),
        ("/", "/"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("/p//evil.example", "/"),
        ("//[", "/"),
        ("/p/ä", "/"),
        ("/p/AAAA\r\nSet-Cookie: a=b", "/"),
        ("/p/AAAA?lang=de", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
async def test_way_back_stays_on_this_site(visitor: Client, back: str, location: str) -> None:
    reply = await choose(visitor, "de", back)
    assert (reply.status_code, reply.headers["location"]) == (303, location)


async def test_language_is_not_chosen_by_another_site(visitor: Client) -> None:
    reply = await choose(visitor, "de", "/", **{"sec-fetch-site": "cross-site"})
    assert reply.status_code == 403
    assert "set-cookie" not in reply.headers


async def test_link_can_name_the_language(client: Client, visitor: Client) -> None:
    address = f"/p/{(await poll_of(client))['id']}"
    page = await visitor.get(f"{address}?lang=fr&s=a%26b")
    assert (page.status_code, '<html lang="fr"' in page.text) == (200, True)
    assert f'<link rel="canonical" href="http://crowd.test{address}?lang=fr">' in page.text
    # Until the browser is closed, the pages that follow are in it too.
    cookie = page.headers["set-cookie"]
    assert cookie.startswith("crowd-language=fr;")
    assert "Max-Age" not in cookie
    assert '<html lang="fr"' in (await visitor.get(address)).text
    unknown = await visitor.get(f"{address}?lang=xx")
    assert (unknown.status_code, '<html lang="fr"' in unknown.text) == (200, True)


async def test_link_overrules_nobodys_own_choice(client: Client, visitor: Client) -> None:
    address = f"/p/{(await poll_of(client))['id']}"
    await visitor.post("/language", data={"language": "es", "back": address})
    page = await visitor.get(f"{address}?lang=fr")
    assert '<html lang="fr"' in page.text
    assert "set-cookie" not in page.headers
    assert '<html lang="es"' in (await visitor.get(address)).text


async def test_language_has_the_numbers_of_the_browsers_country(client: Client) -> None:
    poll = await poll_of(client, kind={"type": "number", "maximum": 1234567})
    # The apostrophe that the Swiss write is another one in later data of locales.
    swiss = get_group_symbol("de_CH").join(("1", "234", "567"))
    for accepted, language, written in (
        ("en-US,en;q=.9,de-CH;q=.8", "de", swiss),
        ("en-US,en;q=.9", "de", "1.234.567"),
        ("it", "en", "1.234.567"),
        ("de", "en", "1,234,567"),
    ):
        headers = {"accept-language": accepted, "cookie": f"crowd-language={language}"}
        page = await client.get(f"/p/{poll['id']}", headers=headers)
        assert f'<html lang="{language}"' in page.text
        assert written in unescape(page.text)
