"""The pages and their forms, as a browser without scripts uses them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute
from PIL import Image

from crowd.model.tokens import TokenDeriver
from crowd.settings import Settings
from crowd.store.client.connect import connect
from crowd.store.store import Store
from crowd.web.app import build_app
from crowd.web.deps import now
from tests.conftest import OWN_PAGE, SECRET
from tests.databases import servers
from tests.factories import admin, close, give_answers, hidden_fields, in_hours, make_poll

Client = httpx.AsyncClient
Poll = dict[str, Any]


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (8, 6), "red").save(buffer, "PNG")
    return buffer.getvalue()


async def create(visitor: Client, files: Any = None, **fields: str) -> httpx.Response:
    """Fills in the create form and sends it."""
    page = (await visitor.get("/new")).text
    data = {
        **hidden_fields(page, "/polls"),
        "question": "How many?",
        "closes_at": in_hours(48)[:16],
        "time_zone": "UTC",
        **fields,
    }
    return await visitor.post("/polls", data=data, files=files)


async def created(visitor: Client, **fields: str) -> Poll:
    """A poll made by the form: its id and the token of its cookie."""
    reply = await create(visitor, **fields)
    assert reply.status_code == 303, reply.text
    poll_id = reply.headers["location"].split("/")[2]
    return {"id": poll_id, "admin_token": visitor.cookies[f"crowd-admin-{poll_id}"]}


async def answer_fields(visitor: Client, poll: Poll) -> dict[str, str]:
    page = (await visitor.get(f"/p/{poll['id']}")).text
    return hidden_fields(page, f"/p/{poll['id']}/answers")


async def answer(visitor: Client, poll: Poll, value: str, **more: Any) -> httpx.Response:
    data = {**await answer_fields(visitor, poll), "value": value}
    return await visitor.post(f"/p/{poll['id']}/answers", data=data, **more)


async def manage(visitor: Client, poll: Poll, verb: str, **fields: str) -> httpx.Response:
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    action = f"/p/{poll['id']}/manage/{verb}"
    return await visitor.post(action, data={**hidden_fields(page, action), **fields})


def shown_value(page: str) -> str:
    """What the answer's field holds."""
    found = re.search(r'name="value"[^>]*? value="([^"]*)"', page, re.DOTALL)
    assert found, "no field for the answer"
    return html.unescape(found[1])


def dump(url: str) -> dict[bytes, bytes]:
    """Everything in the database."""
    return {
        key: server.dump(key)  # type: ignore[misc]
        for server in servers(url)
        for key in server.scan_iter()
    }


# Creating


async def test_poll_made_with_a_photo_shows_it(visitor: Client) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    reply = await create(visitor, files, alt="A red vase")
    assert reply.status_code == 303
    poll_id = reply.headers["location"].split("/")[2]
    links = (await visitor.get(reply.headers["location"])).text
    assert f"http://crowd.test/p/{poll_id}" in links
    page = (await visitor.get(f"/p/{poll_id}")).text
    (address,) = re.findall(r'<img class="photo" src="([^"]+)"', page)
    assert 'alt="A red vase"' in page
    image = await visitor.get(address)
    assert (image.status_code, image.headers["content-type"]) == (200, "image/png")


async def test_create_form_with_problems_keeps_everything(visitor: Client) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    typed = {"unit": "kg", "details": "Some <b>", "truth": "12", "closes_at": "2001-01-01T20:00"}
    reply = await create(visitor, files, question="", alt="A vase", maximum="99", **typed)
    assert reply.status_code == 422
    page = reply.text
    assert "<title>Error:" in page
    for name in ("unit", "truth", "closes_at"):
        assert re.search(rf'name="{name}"[^>]* value="{typed[name]}"', page), name
    assert "Some &lt;b&gt;</textarea>" in page
    assert 'href="#question"' in page
    assert 'href="#closes_at"' in page
    assert "kept_image" in hidden_fields(page, "/polls")
    kept = hidden_fields(page, "/polls")
    again = {"question": "Now?", "closes_at": in_hours(48)[:16], "alt": "A vase", "unit": "kg"}
    reply = await visitor.post("/polls", data={**kept, **again})
    assert reply.status_code == 303
    poll_id = reply.headers["location"].split("/")[2]
    assert 'class="photo"' in (await visitor.get(f"/p/{poll_id}")).text


@pytest.mark.parametrize(
    ("data", "alt", "field"),
    [(picture(), "", "alt"), (b"no picture", "A vase", "image"), (b"\x89PNG", "A", "image")],
)
async def test_create_form_with_a_wrong_photo_says_so(
    visitor: Client, data: bytes, alt: str, field: str
) -> None:
    reply = await create(visitor, {"image": ("a.png", data, "image/png")}, alt=alt)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text


async def test_create_form_sent_twice_makes_one_poll(visitor: Client, database_url: str) -> None:
    page = (await visitor.get("/new")).text
    data = {**hidden_fields(page, "/polls"), "question": "How?", "closes_at": in_hours(9)[:16]}
    first, second = [await visitor.post("/polls", data=data) for _ in range(2)]
    assert first.headers["location"] == second.headers["location"]
    assert len([key for key in dump(database_url) if key.endswith(b":poll")]) == 1


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ({"kind": "choice", "options": "Red\r\nred\r\n <b>", "truth": "Red"}, "options"),
        ({"kind": "choice", "options": "Red\nRed\N{ZERO WIDTH SPACE}"}, "options"),
        ({"kind": "choice", "options": "Red\n\nBlue", "truth": "Green"}, "truth"),
        ({"kind": "choice", "options": "Red\nBlue", "headline": "median"}, "headline"),
        ({"kind": "probability", "truth": "perhaps", "headline": "median"}, "truth"),
    ],
)
async def test_create_form_of_a_kind_with_problems_keeps_everything(
    visitor: Client, typed: dict[str, str], problem: str
) -> None:
    reply = await create(visitor, **typed)
    assert reply.status_code == 422
    page = html.unescape(reply.text)
    assert re.findall(r'<a href="#(\w+)">', page) == [problem]
    checked = re.findall(r'name="(?:kind|headline)" type="radio" value="(\w*)" checked', page)
    assert checked == [typed["kind"], typed.get("headline", "")]
    assert f">\n{typed.get('options', '')}</textarea>" in page
    assert f'name="truth" type="text" value="{typed.get("truth", "")}"' in page


@pytest.mark.parametrize(
    "typed",
    [
        {"kind": "choice", "options": "Red\nDark blue"},
        {
            "kind": "choice",
            "options": "Red\nBlue",
            "headline": "surprisingly_popular",
            "others": "1",
        },
        {"kind": "probability"},
        {"kind": "probability", "headline": "median"},
    ],
)
async def test_draft_of_a_kind_comes_back_into_the_form(
    visitor: Client, typed: dict[str, str]
) -> None:
    poll = await created(visitor, action="draft", **typed)
    page = html.unescape((await visitor.get(f"/p/{poll['id']}/manage/draft")).text)
    checked = re.findall(r'name="(?:kind|headline)" type="radio" value="(\w*)" checked', page)
    assert checked == [typed["kind"], typed.get("headline", "")]
    assert f">\n{typed.get('options', '')}</textarea>" in page


async def test_draft_turned_into_a_choice_needs_no_other_headline(visitor: Client) -> None:
    poll = await created(visitor, action="draft")
    page = (await visitor.get(f"/p/{poll['id']}/manage/draft")).text
    checked = re.findall(r'name="(kind|headline)" type="radio" value="(\w*)" checked', page)
    data = {
        **hidden_fields(page, f"/p/{poll['id']}/manage/draft"),
        **dict(checked),
        "question": "Which?",
        "closes_at": in_hours(48)[:16],
        "time_zone": "UTC",
        "kind": "choice",
        "options": "Red\nBlue",
    }
    assert (await visitor.post(f"/p/{poll['id']}/manage/draft", data=data)).status_code == 303
    assert "most frequent answer" in (await visitor.get(f"/p/{poll['id']}/manage/preview")).text


# Answering


async def test_answer_leads_to_its_receipt(visitor: Client) -> None:
    poll = await make_poll(visitor)
    reply = await answer(visitor, poll, "1,200")
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}/receipt")
    receipt = await visitor.get(reply.headers["location"])
    assert "1,200\N{NO-BREAK SPACE}pieces" in receipt.text
    assert receipt.headers["cache-control"] == "no-store"
    again = await visitor.get(f"/p/{poll['id']}")
    assert again.headers["location"] == reply.headers["location"]


async def test_answer_page_is_never_kept(visitor: Client) -> None:
    poll = await make_poll(visitor)
    assert (await visitor.get(f"/p/{poll['id']}")).headers["cache-control"] == "no-store"


@pytest.mark.parametrize("typed", ["many", "", "-5", 'a"><script>'])
async def test_answer_that_is_no_value_is_shown_again(visitor: Client, typed: str) -> None:
    reply = await answer(visitor, await make_poll(visitor), typed)
    assert reply.status_code == 422
    assert "<title>Error:" in reply.text
    assert 'class="error-summary"' in reply.text
    assert 'href="#value"' in reply.text
    assert shown_value(reply.text) == typed
    assert "<script>" not in reply.text


async def test_answer_that_may_mean_two_numbers_is_asked_back(visitor: Client) -> None:
    poll = await make_poll(visitor)
    reply = await answer(visitor, poll, "1.200", headers={"accept-language": "en"})
    assert reply.status_code == 200
    assert re.findall(r'name="value" id="[^"]+" value="([^"]+)"', reply.text) == ["1.2", "1200"]
    chosen = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": "1200"}
    sent = await visitor.post(f"/p/{poll['id']}/answers", data=chosen)
    assert sent.status_code == 303
    assert "1,200" in (await visitor.get(sent.headers["location"])).text


@pytest.mark.parametrize(("typed", "readings"), [("0.7", ["0.7", "0.007"]), ("1", ["1", "0.01"])])
async def test_chance_that_may_be_percent_is_asked_back(
    visitor: Client, typed: str, readings: list[str]
) -> None:
    poll = await make_poll(visitor, kind={"type": "probability"})
    reply = await answer(visitor, poll, typed, headers={"accept-language": "en"})
    assert re.findall(r'name="value" id="[^"]+" value="([^"]+)"', reply.text) == readings
    chosen = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": readings[1]}
    sent = await visitor.post(f"/p/{poll['id']}/answers", data=chosen)
    receipt = (await visitor.get(sent.headers["location"])).text
    assert f">{100 * float(readings[1]):g}\N{NO-BREAK SPACE}%</p>" in receipt


async def test_chance_is_played_back_in_percent(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "probability"})
    for typed, words in (("70", "70 %"), ("0.7", "70 % or 0.7 %?"), ("a lot", "")):
        reply = await visitor.post(f"/p/{poll['id']}/playback", data={"value": typed})
        assert reply.json()["text"].replace("\N{NO-BREAK SPACE}", " ") == (
            words and f"You entered {words}"
        )


def radios(page: str, name: str) -> list[tuple[str, bool]]:
    """The radio buttons of a name: what each sends, and whether it is chosen."""
    found = re.findall(rf'name="{name}" type="radio" value="([^"]*)"( checked)?>', page)
    return [(html.unescape(value), bool(checked)) for value, checked in found]


COLOURS = ['Red & "dark"', "<Blue>", "Ü"]


async def test_choice_goes_from_the_page_to_the_receipt_and_changes(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "choice", "options": COLOURS})
    page = (await visitor.get(f"/p/{poll['id']}")).text
    assert radios(page, "value") == [(option, False) for option in COLOURS]
    none = await visitor.post(f"/p/{poll['id']}/answers", data=await answer_fields(visitor, poll))
    assert none.status_code == 422
    assert 'href="#value">Choose one of the answers.' in none.text
    assert 'aria-describedby="value-error"' in none.text

    reply = await answer(visitor, poll, COLOURS[0])
    receipt = (await visitor.get(reply.headers["location"])).text
    assert "Red &amp; &#34;dark&#34;</p>" in receipt
    assert radios(receipt, "value") == [(option, False) for option in COLOURS]
    action = f"/p/{poll['id']}/answers/mine"
    fields = {**hidden_fields(receipt, action), "value": COLOURS[1]}
    assert (await visitor.post(action, data=fields)).status_code == 303
    assert "&lt;Blue&gt;</p>" in (await visitor.get(reply.headers["location"])).text


async def test_choice_is_still_chosen_after_a_problem(visitor: Client) -> None:
    poll = await make_poll(visitor, kind={"type": "choice", "options": COLOURS})
    data = {"ticket": "forged", "value": COLOURS[1]}
    reply = await visitor.post(f"/p/{poll['id']}/answers", data=data)
    assert reply.status_code == 422
    assert [value for value, chosen in radios(reply.text, "value") if chosen] == [COLOURS[1]]
    assert "value-error" not in reply.text


async def test_choice_is_tried_in_the_preview(visitor: Client) -> None:
    poll = await created(visitor, action="draft", kind="choice", options="Red\nBlue")
    page = await visitor.get(f"/p/{poll['id']}/manage/preview")
    assert radios(page.text, "value") == [("Red", False), ("Blue", False)]
    tried = await visitor.post(f"/p/{poll['id']}/manage/preview", data={"value": "Blue"})
    assert "You entered Blue</strong>. Good" in tried.text
    assert radios(tried.text, "value") == [("Red", False), ("Blue", True)]


@pytest.mark.parametrize(
    ("fields", "truths", "chosen", "written"),
    [
        ({"kind": "probability"}, ["yes", "no"], "no", "no, it did not happen"),
        ({"kind": "choice", "options": "Red\nBlue"}, ["Red", "Blue"], "Blue", "Blue"),
    ],
)
async def test_truth_is_chosen_where_it_is_one_of_a_few(
    visitor: Client, fields: dict[str, str], truths: list[str], chosen: str, written: str
) -> None:
    poll = await created(visitor, **fields)
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    assert radios(page, "truth") == [(truth, False) for truth in truths]
    none = await manage(visitor, poll, "resolution")
    assert none.status_code == 422
    assert 'href="#truth"' in none.text
    assert (await manage(visitor, poll, "resolution", truth=chosen)).status_code == 303
    page = (await visitor.get(f"/p/{poll['id']}/manage")).text
    assert f"Entered: <strong>{written}</strong>" in page


async def test_truth_goes_when_the_answers_of_a_draft_change(visitor: Client) -> None:
    fields = {"kind": "choice", "options": "Red\nBlue", "question": "Which?"}
    poll = await created(visitor, action="draft", truth="Blue", **fields)
    assert "Entered: <strong>Blue" in (await visitor.get(f"/p/{poll['id']}/manage")).text
    address = f"/p/{poll['id']}/manage/draft"
    for options, entered in (("Red\nBlue", True), ("Blue\nRed", False)):
        data = {
            **hidden_fields((await visitor.get(address)).text, address),
            **fields,
            "options": options,
            "closes_at": in_hours(48)[:16],
            "time_zone": "UTC",
        }
        assert (await visitor.post(address, data=data)).status_code == 303
        page = (await visitor.get(f"/p/{poll['id']}/manage")).text
        assert ("Entered:" in page) is entered


async def test_copy_of_a_choice_offers_the_same(visitor: Client) -> None:
    poll = await created(visitor, kind="choice", options="Red\nBlue")
    copy = (await manage(visitor, poll, "duplicate")).headers["location"].split("/")[2]
    page = (await visitor.get(f"/p/{copy}/manage/preview")).text
    assert radios(page, "value") == [("Red", False), ("Blue", False)]


@pytest.mark.parametrize("ticket", ["", "forged", "expired", "other"])
async def test_answer_with_a_bad_ticket_keeps_what_was_typed(visitor: Client, ticket: str) -> None:
    poll = await make_poll(visitor)
    token_deriver = TokenDeriver(SECRET)
    made = {
        "expired": token_deriver.ticket(f"answer {poll['id']}", now(), -1),
        "other": token_deriver.ticket("answer another", now(), 60),
    }
    data = {"ticket": made.get(ticket, ticket), "value": "1,234"}
    reply = await visitor.post(f"/p/{poll['id']}/answers", data=data)
    assert (reply.status_code, shown_value(reply.text)) == (422, "1,234")
    fresh = {**hidden_fields(reply.text, f"/p/{poll['id']}/answers"), "value": "1,234"}
    assert (await visitor.post(f"/p/{poll['id']}/answers", data=fresh)).status_code == 303


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://crowd.test"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 303),
    ],
)
async def test_answer_form_comes_from_our_own_page(
    client: Client, headers: dict[str, str], status: int
) -> None:
    reply = await answer(client, await make_poll(client), "5", headers=headers)
    assert reply.status_code == status


async def test_second_answer_is_offered_as_a_change(visitor: Client) -> None:
    poll = await make_poll(visitor)
    fields = [await answer_fields(visitor, poll) for _ in range(2)]
    address = f"/p/{poll['id']}/answers"
    await visitor.post(address, data={**fields[0], "value": "5"})
    reply = await visitor.post(address, data={**fields[1], "value": "6"})
    assert reply.status_code == 409
    change = hidden_fields(reply.text, f"{address}/mine")
    assert change["value"] == "6"
    assert (await visitor.post(f"{address}/mine", data=change)).status_code == 303
    assert "6\N{NO-BREAK SPACE}pieces" in (await visitor.get(f"/p/{poll['id']}/receipt")).text


async def test_answer_is_withdrawn_and_given_again(visitor: Client) -> None:
    poll = await make_poll(visitor)
    await answer(visitor, poll, "5")
    action = f"/p/{poll['id']}/answers/mine/withdrawal"
    page = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    reply = await visitor.post(action, data=hidden_fields(page, action))
    assert (reply.status_code, reply.headers["location"]) == (303, f"/p/{poll['id']}")
    assert (await answer(visitor, poll, "7")).status_code == 303


async def test_answer_after_the_close_keeps_what_was_typed(visitor: Client) -> None:
    poll = await make_poll(visitor)
    fields = await answer_fields(visitor, poll)
    await close(visitor, poll)
    reply = await visitor.post(f"/p/{poll['id']}/answers", data={**fields, "value": "4321"})
    assert reply.status_code == 409
    assert "4321" in reply.text


# Managing


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


# Every page


async def get_addresses(app: Litestar, visitor: Client) -> list[str]:
    """Every page that can be fetched, filled in for an open poll of this visitor."""
    poll = await created(visitor, truth="98765", public="1", feed="1")
    links = (await visitor.get(f"/p/{poll['id']}/manage/links")).text
    (feed,) = re.findall(r"/feeds/([\w-]+)/", links)
    await answer(visitor, poll, "77")
    page = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    (edit_token,) = re.findall(rf"/e/({poll['id']}\.[\w-]+)", page)
    examples = {"poll_id": poll["id"], "token": poll["admin_token"], "verb": "x", "name": "sealed"}
    examples |= {"image_hash": "0" * 64, "path": "openapi.json", "feed": feed}
    formats = [
        route.path_format
        for route in app.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods
    ]
    return [*(path.format(**examples) for path in formats), f"/e/{edit_token}"]


async def test_pages_fetched_a_hundred_times_change_nothing(
    app: Litestar, visitor: Client, database_url: str
) -> None:
    addresses = await get_addresses(app, visitor)
    before = dump(database_url)
    for address in addresses:
        for _ in range(100 if address.startswith(("/a/", "/e/")) else 5):
            await visitor.get(address)
    assert dump(database_url) == before


async def test_pages_before_the_reveal_do_not_tell_the_truth(
    app: Litestar, visitor: Client
) -> None:
    addresses = await get_addresses(app, visitor)
    (manage_page,) = [address for address in addresses if address.endswith("/manage")]
    assert "98,765" in (await visitor.get(manage_page)).text
    for name in list(visitor.cookies):
        if name.startswith("crowd-admin"):
            visitor.cookies.delete(name)
    # The admin link would make this browser the organizer's again.
    for address in (address for address in addresses if not address.startswith("/a/")):
        assert not re.search(r"98,?765", (await visitor.get(address)).text), address


def missing_headers(reply: httpx.Response) -> list[str]:
    wanted = ["content-security-policy", "x-content-type-options", "referrer-policy"]
    return [name for name in [*wanted, "cache-control"] if name not in reply.headers]


async def test_responses_all_carry_the_security_headers(app: Litestar, visitor: Client) -> None:
    for address in await get_addresses(app, visitor):
        assert missing_headers(await visitor.get(address)) == [], address


@pytest.mark.parametrize("path", ["/nowhere", "/api/nowhere", "/polls"])
async def test_refusals_of_the_router_carry_the_security_headers(
    visitor: Client, path: str
) -> None:
    assert missing_headers(await visitor.get(path)) == []


async def test_head_of_a_page_is_its_headers_alone(visitor: Client) -> None:
    reply, head = await visitor.get("/"), await visitor.head("/")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers == reply.headers


def read_all(folder: Path) -> bytes:
    assert list(folder.rglob("*.aof"))
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


async def test_tokens_are_found_nowhere_on_the_disk(
    visitor: Client, client: Client, database_url: str
) -> None:
    poll = await created(visitor)
    answers = await give_answers(client, poll, [5, 6])
    issued = [poll["admin_token"], poll["admin_token"].partition(".")[2]]
    issued += [given["edit_token"] for given in answers]
    issued += [given["share_url"].partition("s=")[2] for given in answers]
    folders = [Path(server.config_get("dir")["dir"]) for server in servers(database_url)]
    log = b"".join(read_all(folder) for folder in folders)
    assert poll["id"].encode() in log
    assert [token for token in issued if token.encode() in log] == []


# What a second look found


async def test_form_sent_again_with_changes_keeps_them(visitor: Client) -> None:
    page = (await visitor.get("/new")).text
    data = {
        **hidden_fields(page, "/polls"),
        "question": "How many?",
        "closes_at": in_hours(48)[:16],
        "time_zone": "UTC",
    }
    first = await visitor.post("/polls", data=data)
    again = await visitor.post("/polls", data={**data, "question": "How many more?"})
    assert (first.status_code, again.status_code) == (303, 409)
    assert "How many more?" in again.text
    fresh = {**data, **hidden_fields(again.text, "/polls"), "question": "How many more?"}
    other = await visitor.post("/polls", data=fresh)
    assert other.status_code == 303
    assert other.headers["location"] != first.headers["location"]


async def test_form_sent_again_after_the_deletion_makes_nothing(visitor: Client) -> None:
    page = (await visitor.get("/new")).text
    fields = {"question": "How many?", "closes_at": in_hours(48)[:16], "time_zone": "UTC"}
    data = {**hidden_fields(page, "/polls"), **fields}
    made = await visitor.post("/polls", data=data)
    poll_id = made.headers["location"].split("/")[2]
    poll = {"id": poll_id, "admin_token": visitor.cookies[f"crowd-admin-{poll_id}"]}
    assert (await manage(visitor, poll, "deletion", sure="1")).status_code == 200
    assert (await visitor.post("/polls", data=data)).status_code == 409
    assert (await visitor.get(f"/p/{poll_id}")).status_code == 404


async def test_truth_goes_when_a_draft_changes_its_kind(visitor: Client) -> None:
    poll = await created(visitor, action="draft", truth="8000000")
    page = (await visitor.get(f"/p/{poll['id']}/manage/draft")).text
    data = {
        **hidden_fields(page, f"/p/{poll['id']}/manage/draft"),
        "question": "When?",
        "closes_at": in_hours(48)[:16],
        "time_zone": "UTC",
        "kind": "date",
    }
    assert (await visitor.post(f"/p/{poll['id']}/manage/draft", data=data)).status_code == 303
    shown = await visitor.get(f"/p/{poll['id']}/manage")
    assert shown.status_code == 200
    assert "Entered:" not in shown.text


async def test_answer_again_after_a_withdrawal_from_the_old_form(visitor: Client) -> None:
    poll = await created(visitor)
    old_form = {**await answer_fields(visitor, poll), "value": "5"}
    address = f"/p/{poll['id']}/answers"
    assert (await visitor.post(address, data=old_form)).status_code == 303
    receipt = (await visitor.get(f"/p/{poll['id']}/receipt")).text
    withdrawal = hidden_fields(receipt, f"{address}/mine/withdrawal")
    await visitor.post(f"{address}/mine/withdrawal", data=withdrawal)
    for value in ("5", "6"):
        again = await visitor.post(address, data={**old_form, "value": value})
        assert again.status_code == 422
        assert shown_value(again.text) == value
        assert "You withdrew your earlier answer" in again.text
    fresh = {**hidden_fields(again.text, address), "value": "6"}
    assert (await visitor.post(address, data=fresh)).status_code == 303


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


@pytest.mark.parametrize("closes_at", ["9999-12-31T23:59", "0001-01-01T00:00"])
async def test_closing_time_at_the_end_of_the_calendar(visitor: Client, closes_at: str) -> None:
    for zone in ("America/New_York", "Europe/Berlin"):
        reply = await create(visitor, closes_at=closes_at, time_zone=zone)
        assert reply.status_code == 422
        assert "How many?" in reply.text


async def test_origin_that_is_no_address(visitor: Client) -> None:
    del visitor.headers["sec-fetch-site"]
    reply = await visitor.post("/polls", headers={"origin": "http://[x"})
    assert reply.status_code == 403


# Without the database


@pytest.fixture
async def cut_off() -> AsyncIterator[Client]:
    """A browser on a service whose database is away."""
    app = build_app(Settings(), Store(connect("unix:///nowhere/redis.sock")), SECRET)
    async with Client(
        transport=httpx.ASGITransport(app=app),
        base_url="http://crowd.test",
        headers={**OWN_PAGE, "accept": "text/html"},
    ) as client:
        yield client


async def test_answer_without_the_database_keeps_what_was_typed(cut_off: Client) -> None:
    ticket = TokenDeriver(SECRET).ticket("answer AAAAAAAAAAAAAAAA", now(), 60)
    data = {"ticket": ticket, "value": "4321"}
    reply = await cut_off.post("/p/AAAAAAAAAAAAAAAA/answers", data=data)
    assert reply.status_code == 503
    assert int(reply.headers["retry-after"]) > 0
    assert shown_value(reply.text) == "4321"
    assert hidden_fields(reply.text, "/p/AAAAAAAAAAAAAAAA/answers") == {"ticket": ticket}


async def test_creation_without_the_database_keeps_what_was_typed(cut_off: Client) -> None:
    reply = await create(cut_off, question="Will it come back?")
    assert reply.status_code == 503
    assert "Will it come back?</textarea>" in reply.text


async def test_creation_without_the_database_says_when_to_retry(cut_off: Client) -> None:
    reply = await create(cut_off)
    assert int(reply.headers["retry-after"]) > 0


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 503), ("/", 200)])
async def test_service_without_the_database_says_so(
    cut_off: Client, path: str, status: int
) -> None:
    assert (await cut_off.get(path)).status_code == status


async def test_service_with_the_database_is_ready(client: Client) -> None:
    assert (await client.get("/readyz")).status_code == 200


async def test_results_show_participants_their_own_answer(visitor: Client) -> None:
    poll = await created(visitor, unit="beans", truth="400")
    await answer(visitor, poll, "380")
    await give_more(visitor, poll, [100, 900])
    await manage(visitor, poll, "closure")
    mine = await visitor.get(f"/p/{poll['id']}")
    assert "You said 380\xa0beans: closer than 67\xa0% of the people." in mine.text
    assert "you 380" in mine.text
    assert mine.headers["cache-control"] == "private, no-cache"
    visitor.cookies.clear()
    anyone = await visitor.get(f"/p/{poll['id']}")
    assert "You said" not in anyone.text
    assert anyone.headers["cache-control"] == "public, no-cache"
    assert anyone.headers["etag"] != mine.headers["etag"]


async def test_results_mark_the_option_that_a_participant_chose(visitor: Client) -> None:
    poll = await created(visitor, kind="choice", options="Red\nBlue")
    await answer(visitor, poll, "Blue")
    await manage(visitor, poll, "closure")
    page = (await visitor.get(f"/p/{poll['id']}")).text
    assert re.findall(r'<bdi>(\w+)</bdi> <strong class="own-word">', page) == ["Blue"]
    assert "You said Blue." in page


async def give_more(visitor: Client, poll: Poll, values: list[float]) -> None:
    for value in values:
        headers = {**admin(poll), "X-Participant": str(value)}
        address = f"/api/polls/{poll['id']}/answers"
        reply = await visitor.post(address, json={"value": value}, headers=headers)
        assert reply.status_code == 201, reply.text


async def test_form_that_is_too_large_says_so(client: Client, visitor: Client) -> None:
    poll = await make_poll(client)
    for action in (f"/p/{poll['id']}/answers", "/language"):
        reply = await visitor.post(action, data={"value": "1" * 70_000})
        assert reply.status_code == 413
        assert "Shorten what you typed" in reply.text


@pytest.mark.parametrize(
    ("exact", "unit", "other"), [("1", "second", "minute"), ("", "minute", "second")]
)
async def test_people_read_before_they_answer_which_times_are_exported(
    visitor: Client, exact: str, unit: str, other: str
) -> None:
    draft = await created(visitor, exact_times=exact, action="draft")
    here = f"/p/{draft['id']}/manage"
    change = html.unescape((await visitor.get(f"{here}/draft")).text)
    assert ('name="exact_times" type="checkbox" value="1" checked' in change) is bool(exact)
    pages = [(await visitor.get(f"{here}/preview")).text]
    poll = await created(visitor, exact_times=exact, frames="https://blog.example")
    pages.append((await visitor.get(f"/p/{poll['id']}")).text)
    pages.append((await visitor.get(f"/embed/{poll['id']}/answer")).text)
    for page in pages:
        assert f"sees the {unit} in which you answered" in page
        assert f"the {other} in which" not in page
