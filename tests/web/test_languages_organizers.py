"""What an organizer meets says everything in their language: the forms, their errors, every state."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from PIL import Image

from crowd.i18n.translator import Translator
from crowd.settings import Settings
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.middleware.rate_limits import LIMITS, Limit
from tests.factories import hidden_fields, in_hours, make_poll
from tests.i18n.untranslated import OPEN, untranslated
from tests.kind_examples import EXAMPLES, typed_truth

Client = httpx.AsyncClient
Poll = dict[str, Any]

GERMAN = {"accept-language": "de"}
SWITCH = 'action="/language"'
OPTIONS = "RED\nGREEN"
MANY = "\n".join(f"OPTION {number}" for number in range(21))
USUAL = {"question": "QUESTION?", "time_zone": "Europe/Berlin"}
MANY_SITES = "\n".join(f"https://{number}.example" for number in range(11))


def picture(size: tuple[int, int] = (8, 6)) -> bytes:
    data = BytesIO()
    Image.new("RGB", size, "red").save(data, "PNG")
    return data.getvalue()


async def get(visitor: Client, path: str) -> httpx.Response:
    return await visitor.get(path, headers=GERMAN)


async def send(
    visitor: Client, page: str, address: str, files: Any = None, /, **fields: str
) -> Any:
    """Fills in the form of a page that goes to an address."""
    data = {**hidden_fields((await get(visitor, page)).text, address), **fields}
    return await visitor.post(address, data=data, files=files, headers=GERMAN)


async def create(visitor: Client, files: Any = None, **fields: str) -> httpx.Response:
    """Fills in the create form and sends it."""
    usual = {**USUAL, "closes_at": in_hours(48)[:16]}
    reply: httpx.Response = await send(visitor, "/new", "/polls", files, **{**usual, **fields})
    return reply


async def created(visitor: Client, **fields: str) -> str:
    """The address of a poll that the form made."""
    reply = await create(visitor, **fields)
    assert reply.status_code == 303, reply.text
    return reply.headers["location"].removesuffix("/manage/links")


async def act(visitor: Client, poll: str, verb: str, **fields: str) -> httpx.Response:
    reply: httpx.Response = await send(visitor, f"{poll}/manage", f"{poll}/manage/{verb}", **fields)
    return reply


def check(
    reply: httpx.Response,
    translator: Translator,
    status: int = 200,
    *,
    switch: bool = False,
    case: object = "",
) -> None:
    """The page says everything in the language of its reader, who can change it without a loss."""
    assert reply.status_code == status, f"{case}: {reply.text}"
    assert OPEN in reply.text
    assert '<html lang="de"' in reply.text
    assert untranslated(reply.text, translator) == [], case
    assert (SWITCH in reply.text) == switch


# Making a poll


@pytest.mark.parametrize("language", ["de", "ar"])
async def test_form_is_in_the_language_of_its_reader(visitor: Client, language: str) -> None:
    page = (await visitor.get("/new", headers={"accept-language": language})).text
    assert f'<html lang="{language}"' in page


async def test_empty_form(visitor: Client, bracketed: Translator) -> None:
    check(await get(visitor, "/new"), bracketed, switch=True)


MISTAKES: list[dict[str, str]] = [
    {"question": ""},
    {"question": "X" * 301},
    {"details": "X" * 5001},
    {"unit": "3 KG"},
    {"unit": "X" * 41},
    {"closes_at": ""},
    {"closes_at": "2001-01-01T20:00"},
    {"closes_at": "2099-01-01T20:00"},
    {"closes_at": "2027-03-28T02:30"},
    {"time_zone": "NOWHERE"},
    {"minimum": "VIELE"},
    {"maximum": "3 ODER 4"},
    {"maximum": "1e99999"},
    {"minimum": "9", "maximum": "3"},
    {"minimum": "1e100", "maximum": "1e101"},
    {"kind": "date", "earliest": "DEMNÄCHST", "latest": "2027-02-30"},
    {"kind": "date", "earliest": "2027-12-31", "latest": "2027-01-01"},
    {"kind": "duration", "shortest": "BALD", "longest": "1:75"},
    {"kind": "duration", "shortest": "1:30", "truth": "1:30"},
    {"kind": "duration", "shortest": "2 h", "longest": "15 min"},
    {"kind": "choice"},
    {"kind": "choice", "options": MANY},
    {"kind": "choice", "options": "RED\n\N{ZERO WIDTH SPACE}"},
    {"kind": "choice", "options": "RED\nGR\x01EEN"},
    {"kind": "choice", "options": "RED\n" + "X" * 101},
    {"kind": "choice", "options": "RED\nRED"},
    {"kind": "choice", "options": OPTIONS, "truth": "BLUE"},
    {"kind": "choice", "options": OPTIONS, "interval": "1"},
    {"kind": "choice", "options": OPTIONS, "headline": "median"},
    {"kind": "choice", "options": OPTIONS, "headline": "surprisingly_popular"},
    {"headline": "mean"},
    {"headline": "geometric_mean"},
    {"headline": "BEST"},
    {"decimals": "99"},
    {"kind": "probability", "headline": "mean"},
    {"kind": "probability", "truth": "VIELLEICHT"},
    {"kind": "percentage", "truth": "101"},
    {"truth": "VIELE"},
    {"truth": "1e101"},
    {"groups": "NORTH\nSOUTH"},
    {"group": "1", "groups": "NORTH"},
    {"group": "1", "groups": "NORTH\n" + "X" * 61},
    {"group": "1", "groups": "NORTH\nNORTH"},
    {"frames": "NO SITE"},
    {"frames": MANY_SITES},
    {"ticket": "OLD"},
]


async def test_form_with_a_mistake(visitor: Client, bracketed: Translator) -> None:
    """One test for all mistakes: each only needs the form to be sent again."""
    form = hidden_fields((await get(visitor, "/new")).text, "/polls")
    for fields in MISTAKES:
        data = {**form, **USUAL, "closes_at": in_hours(48)[:16], **fields}
        reply = await visitor.post("/polls", data=data, headers=GERMAN)
        check(reply, bracketed, 422, case=fields)


async def test_form_with_a_wrong_picture(visitor: Client, bracketed: Translator) -> None:
    small = picture()
    for data, alt in [
        (small, ""),
        (small, "X" * 501),
        (b"NO PICTURE", "A VASE"),
        (small[:40], "A VASE"),
        (small[:45] + bytes(10) + small[55:], "A VASE"),
        (picture((4097, 4097)), "A VASE"),
        (b"X" * (Settings().max_picture_bytes + 1), "A VASE"),
    ]:
        files = {"image": ("vase.png", data, "image/png")}
        check(await create(visitor, files, alt=alt), bracketed, 422, case=alt or data[:80])


async def test_form_with_a_picture_that_is_lost(visitor: Client, bracketed: Translator) -> None:
    check(await create(visitor, kept_image="X"), bracketed, 422)


async def test_form_keeps_a_picture(visitor: Client, bracketed: Translator) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    reply = await create(visitor, files, alt="A VASE", question="")
    assert 'name="kept_image"' in reply.text
    check(reply, bracketed, 422)


async def test_form_of_another_poll(visitor: Client, bracketed: Translator) -> None:
    fields = hidden_fields((await get(visitor, "/new")).text, "/polls")
    data = {**fields, "question": "QUESTION?", "closes_at": in_hours(48)[:16]}
    assert (await visitor.post("/polls", data=data, headers=GERMAN)).status_code == 303
    again = {**data, "question": "ANOTHER?"}
    check(await visitor.post("/polls", data=again, headers=GERMAN), bracketed, 409)


async def test_more_forms_than_are_taken(
    visitor: Client, bracketed: Translator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "create", Limit(1, 1_000_000_000))
    await created(visitor)
    check(await create(visitor), bracketed, 429)


# A draft


async def test_draft(visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor, action="draft", feed="1", unit="KG", details="DETAILS.")
    for path in ("", "/links", "/draft", "/preview"):
        check(await get(visitor, f"{poll}/manage{path}"), bracketed, switch=True)
    page = (await get(visitor, f"{poll}/manage")).text
    ticket = hidden_fields(page, f"{poll}/manage/opening")
    early = await visitor.post(f"{poll}/manage/closure", data=ticket, headers=GERMAN)
    check(early, bracketed, 409)
    draft = f"{poll}/manage/draft"
    check(await send(visitor, draft, draft, question="", unit="3"), bracketed, 422)
    check(await visitor.post(draft, data={"ticket": "OLD"}, headers=GERMAN), bracketed, 422)


async def test_draft_with_a_picture(visitor: Client, bracketed: Translator) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    reply = await create(visitor, files, alt="A VASE", action="draft")
    poll = reply.headers["location"].removesuffix("/manage/links")
    page = await get(visitor, f"{poll}/manage/draft")
    assert 'name="drop_image"' in page.text
    check(page, bracketed, switch=True)


async def test_draft_that_was_opened_meanwhile(visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor, action="draft")
    draft = f"{poll}/manage/draft"
    fields = hidden_fields((await get(visitor, draft)).text, draft)
    assert (await act(visitor, poll, "opening")).status_code == 303
    data = {**fields, "question": "ANOTHER?", "closes_at": in_hours(48)[:16]}
    check(await visitor.post(draft, data=data, headers=GERMAN), bracketed, 409)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ({"unit": "KG"}, ["7", "1.200", "1,200", "VIELE", "-1", ""]),
        ({"kind": "probability"}, ["70", "0,7", "101"]),
        ({"kind": "date"}, ["2027-03-27", "3/4/2027", "DEMNÄCHST"]),
        ({"kind": "choice", "options": OPTIONS}, ["RED", "BLUE", ""]),
    ],
)
async def test_preview(
    visitor: Client, bracketed: Translator, kind: dict[str, str], typed: list[str]
) -> None:
    preview = f"{await created(visitor, action='draft', **kind)}/manage/preview"
    check(await get(visitor, preview), bracketed, switch=True)
    for value in typed:
        reply = await visitor.post(preview, data={"value": value}, headers=GERMAN)
        check(reply, bracketed, reply.status_code)
        assert reply.status_code in {200, 422}


# A poll


KINDS = [
    {"unit": "KG", "feed": "1"},
    {"kind": "percentage"},
    {"kind": "probability", "reveal": "manual"},
    {"kind": "date", "public": "1"},
    {"kind": "duration", "shortest": "15 min", "longest": "2 h"},
    {"kind": "choice", "options": OPTIONS, "public": "1", "feed": "1", "reveal": "manual"},
]
LISTED = {kind.get("kind", "number") for kind in KINDS}
KINDS += [{"kind": name} for name in EXAMPLES if name not in LISTED]
TRUTHS = {name: typed_truth(kind) for name, kind in EXAMPLES.items()} | {
    "number": "12",
    "duration": "1 h 30 min",
    "choice": "RED",
}


@pytest.mark.parametrize("kind", KINDS)
async def test_poll_in_every_state(
    visitor: Client, bracketed: Translator, kind: dict[str, str]
) -> None:
    poll = await created(visitor, **kind)
    manage = f"{poll}/manage"
    check(await get(visitor, f"{manage}/links"), bracketed, switch=True)
    check(await get(visitor, manage), bracketed, switch=True)
    for truth in ("VIELE", ""):
        check(await act(visitor, poll, "resolution", truth=truth), bracketed, 422)
    truth = TRUTHS[kind.get("kind", "number")]
    assert (await act(visitor, poll, "resolution", truth=truth)).status_code == 303
    check(await get(visitor, manage), bracketed, switch=True)
    verbs = ["closure"] + ["reveal"] * ("reveal" in kind)
    for verb in verbs:
        assert (await act(visitor, poll, verb)).status_code == 303
        check(await get(visitor, manage), bracketed, switch=True)
    assert (await act(visitor, poll, "resolution", unknown="1")).status_code == 303
    check(await get(visitor, manage), bracketed, switch=True)


async def test_closing_time(visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor)
    for moment in ("", "2001-01-01T20:00", "2099-01-01T20:00", in_hours(30)[:16]):
        check(await act(visitor, poll, "extension", closes_at=moment), bracketed, 422)
    for hours in (70, 80):
        moment = in_hours(hours)[:16]
        assert (await act(visitor, poll, "extension", closes_at=moment)).status_code == 303
        check(await get(visitor, f"{poll}/manage"), bracketed, switch=True)


async def test_verbs_that_come_too_early_or_too_late(
    visitor: Client, bracketed: Translator
) -> None:
    poll = await created(visitor, reveal="manual")
    manage = f"{poll}/manage"
    ticket = hidden_fields((await get(visitor, manage)).text, f"{manage}/closure")
    for verb in ("reveal", "feed-here"):
        check(await visitor.post(f"{manage}/{verb}", data=ticket, headers=GERMAN), bracketed, 409)
    check(await visitor.post(f"{manage}/closure", data={}, headers=GERMAN), bracketed, 422)
    check(await visitor.post(f"{manage}/nothing", data=ticket, headers=GERMAN), bracketed, 404)
    check(await act(visitor, poll, "deletion"), bracketed, 422)
    await act(visitor, poll, "closure")
    late = {**ticket, "closes_at": in_hours(70)[:16]}
    check(await visitor.post(f"{manage}/extension", data=late, headers=GERMAN), bracketed, 409)


async def test_feed_of_another_browser(visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor, feed="1")
    visitor.cookies.delete("crowd-feed")
    page = await get(visitor, f"{poll}/manage")
    assert "feed-here" in page.text
    check(page, bracketed, switch=True)
    assert (await act(visitor, poll, "feed-exit")).status_code == 303
    check(await get(visitor, f"{poll}/manage"), bracketed, switch=True)


async def test_copies_and_new_links(client: Client, visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor, feed="1")
    old = visitor.cookies[f"crowd-admin-{poll.removeprefix('/p/')}"]
    for verb in ("duplicate", "link"):
        reply = await act(visitor, poll, verb)
        assert reply.status_code == 303
        check(await get(visitor, reply.headers["location"]), bracketed, switch=True)
    check(await act(visitor, poll, "deletion", sure="1"), bracketed, switch=True)
    check(await get(visitor, f"{poll}/manage"), bracketed, 404)
    other = await make_poll(client, question="QUESTION?")
    check(await get(visitor, f"/a/{other['id']}{old[len(other['id']) :]}"), bracketed, 404)


async def test_admin_links_that_do_not_open(
    client: Client, visitor: Client, bracketed: Translator
) -> None:
    check(await get(visitor, "/a/nothing"), bracketed, 404)
    poll = await make_poll(client, question="QUESTION?")
    elsewhere = {**GERMAN, "sec-fetch-site": "cross-site"}
    check(await visitor.get(f"/a/{poll['admin_token']}", headers=elsewhere), bracketed)
    check(await visitor.post(f"/a/{poll['admin_token']}", headers=GERMAN), bracketed, 422)
    await visitor.get(f"/a/{poll['admin_token']}")
    assert (await act(visitor, f"/p/{poll['id']}", "link")).status_code == 303
    check(await get(visitor, f"/a/{poll['admin_token']}"), bracketed, 410)
    visitor.cookies.clear()
    check(await get(visitor, f"/p/{poll['id']}/manage"), bracketed, 401)


async def test_storage_that_is_down(app: Litestar, visitor: Client, bracketed: Translator) -> None:
    poll = await created(visitor)
    draft = await created(visitor, action="draft")
    manage = f"{poll}/manage"
    page = (await get(visitor, manage)).text
    drafted = (await get(visitor, f"{draft}/manage/draft")).text
    nowhere = Store(connect("unix:///nowhere"))
    app.state.service = msgspec.structs.replace(app.state.service, store=nowhere)
    check(await create(visitor), bracketed, 503)
    check(await get(visitor, manage), bracketed, 503)
    for verb in ("extension", "resolution", "closure", "deletion"):
        fields = hidden_fields(page, f"{manage}/{verb}")
        data = {**fields, "truth": "12", "closes_at": in_hours(70)[:16], "sure": "1"}
        check(await visitor.post(f"{manage}/{verb}", data=data, headers=GERMAN), bracketed, 503)
    action = f"{draft}/manage/draft"
    data = hidden_fields(drafted, action)
    check(await visitor.post(action, data=data, headers=GERMAN), bracketed, 503)


# What stays English


async def test_programs_are_told_in_english(client: Client) -> None:
    body = {"question": "", "kind": {"type": "choice", "options": ["A"]}, "headline": "mean"}
    reply = await client.post(
        "/api/polls", json={**body, "closes_at": in_hours(24)}, headers=GERMAN
    )
    messages = {problem["field"]: problem["message"] for problem in reply.json()["errors"]}
    assert messages == {
        "question": "Write the question that people should answer.",
        "options": "Give at least 2 answers to choose from.",
        "headline": "“mean” puts together answers of another kind. Choose one of these: plurality.",
    }


async def test_programs_are_told_identifiers_and_people_names(
    client: Client, visitor: Client
) -> None:
    kind = {"type": "number", "unit": "KG"}
    body = {"question": "QUESTION?", "kind": kind, "headline": "mean", "closes_at": in_hours(24)}
    (problem,) = (await client.post("/api/polls", json=body)).json()["errors"]
    assert problem["message"].startswith("“mean” cannot lead here: ")
    assert "Choose one of these: median, trimmed_mean, " in problem["message"]
    page = (await create(visitor, headline="mean")).text
    assert "trimmed_mean" not in page.split("<form", maxsplit=1)[0]


async def test_page_of_methods_is_english(visitor: Client) -> None:
    assert '<html lang="en"' in (await get(visitor, "/methods")).text
