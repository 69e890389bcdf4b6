"""The create form: pictures, problems that keep what was typed, drafts of every kind."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest
from PIL import Image

from crowd.kinds import KINDS
from tests.factories import hidden_fields, in_hours
from tests.web.pages.forms import Client, create, created, dump, manage


def picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGB", (8, 6), "red").save(buffer, "PNG")
    return buffer.getvalue()


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


@pytest.mark.parametrize("field", ["minimum", "maximum", "truth"])
async def test_percent_of_something_else_is_refused_with_what_to_type(
    visitor: Client, field: str
) -> None:
    reply = await create(visitor, unit="beads", **{field: "12 %"})
    assert reply.status_code == 422
    found = re.findall(rf'<a href="#{field}">([^<]*)</a>', reply.text)
    assert found == [
        "You typed a percent sign, but answers are not in percent. Type 12 if that is what you mean."
    ]
    assert shown_fields(reply.text)[field] == "12 %"
    assert (await create(visitor, unit="%", **{field: "12 %"})).status_code == 303


CHOSEN = {
    "details": "What counts.",
    "time_zone": "Asia/Tokyo",
    "unit": "kg",
    "minimum": "5",
    "maximum": "90",
    "earliest": "2027-01-02",
    "latest": "2027-03-04",
    "shortest": "15 min",
    "longest": "2 h",
    "options": "Red\nBlue",
    "groups": "North\nSouth",
    "frames": "https://blog.example",
    "truth": "7",
    "alt": "A vase",
    "reveal": "manual",
    "public": "1",
    "headline": "trimmed_mean",
    **dict.fromkeys(
        ("whole", "negative", "interval", "others", "reason", "name", "group", "feed"), "1"
    ),
    **dict.fromkeys(("exact_times", "show_count"), "1"),
}
"""A form with something else than the default in each field."""


ERRORS = {"question": "", "closes_at": "", "ticket": "old"}


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        pytest.param(
            kind,
            field,
            marks=[] if kind == "number" or field == "question" else pytest.mark.exhaustive,
        )
        for kind in KINDS
        for field in ERRORS
    ],
)
async def test_an_error_changes_nothing_that_was_chosen(
    visitor: Client, kind: str, field: str
) -> None:
    usual = {"question": "Q?", "closes_at": "2031-05-06T07:08", **CHOSEN, "kind": kind}
    typed = {**usual, field: ERRORS[field]}
    reply = await create(visitor, **typed)
    assert reply.status_code == 422
    shown = {**shown_fields(reply.text), "ticket": typed.get("ticket", "")}
    assert {name: shown.get(name, "") for name in typed} == typed
    assert "data-guess-zone" not in reply.text
    assert "data-guess-zone" in (await visitor.get("/new")).text


async def test_an_error_unticks_nothing_and_ticks_nothing(visitor: Client) -> None:
    await created(visitor, feed="1")
    new = (await visitor.get("/new")).text
    assert shown_fields(new)["feed"] == "1"
    # In this browser the box is ticked by default: here somebody has unticked it.
    shown = shown_fields((await create(visitor, question="")).text)
    boxes = {*CHOSEN} - {"time_zone", "reveal", "public", "headline"}
    assert {name: shown.get(name, "") for name in boxes} == dict.fromkeys(boxes, "")
    assert (shown["reveal"], shown["public"], shown["headline"]) == ("at_close", "", "")


def shown_fields(page: str) -> dict[str, str]:
    """What the form would send as it is shown."""
    fields = {}
    for tag in re.findall(r"<input [^>]*>", page):
        found = {name: html.unescape(text) for name, text in re.findall(r'(\S+)="([^"]*)"', tag)}
        if found.get("type") not in {"radio", "checkbox"} or " checked" in tag:
            fields[found.get("name", "")] = found.get("value", "")
    for name, text in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>([^<]*)</textarea>', page):
        fields[name] = html.unescape(text).removeprefix("\n")
    for name, options in re.findall(
        r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        (fields[name],) = re.findall(r"<option selected>([^<]*)", options)
    return fields


async def test_bounds_of_a_draft_come_back_with_one_reading(visitor: Client) -> None:
    poll = await created(visitor, action="draft", minimum="1.2340", maximum="8,5430")
    action = f"/p/{poll['id']}/manage/draft"
    page = (await visitor.get(action)).text
    shown = dict(re.findall(r'name="(minimum|maximum)" type="text" value="([^"]*)"', page))
    assert shown == {"minimum": "1.2340", "maximum": "8.5430"}
    data = {**hidden_fields(page, action), **shown, "question": "Q?", "kind": "number"}
    data |= {"closes_at": in_hours(48)[:16], "time_zone": "UTC"}
    assert (await visitor.post(action, data=data)).status_code == 303
    assert (await visitor.get(action)).text.count(' value="1.2340"') == 1


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


async def test_preview_is_asked_for_without_a_draft(visitor: Client, database_url: str) -> None:
    files = {"image": ("vase.png", picture(), "image/png")}
    reply = await create(
        visitor, files, question="Red <or> blue?", action="preview", kind="choice", options="A\n\nB"
    )
    assert reply.status_code == 200
    preview = reply.text.partition("<dialog")[2]
    assert 'class="preview sent"' in preview
    assert (
        'id="preview-question" dir="auto" data-empty="Your question">Red &lt;or&gt; blue?'
        in preview
    )
    assert re.findall(r'class="preview-option" dir="auto">([^<]*)', preview) == ["A", "B"]
    assert 'src="data:image/png;base64,' in preview
    assert "kept_image" in hidden_fields(reply.text, "/polls")
    assert [key for key in dump(database_url) if key.endswith(b":poll")] == []


async def test_preview_tells_of_a_photo_that_cannot_be_read(visitor: Client) -> None:
    heic = b"\x00\x00\x00\x18ftypheic" + bytes(64)
    files = {"image": ("photo.heic", heic, "image/heic")}
    reply = await create(visitor, files, question="", action="preview")
    assert reply.status_code == 422
    assert re.findall(r'<a href="#(\w+)">', reply.text) == ["image"]
    assert "On an iPhone, open this page there and choose the photo from the library" in reply.text


@pytest.mark.parametrize(
    ("typed", "problem", "words"),
    [
        ({"question": "Why? " * 400}, "question", "at most 300 characters"),
        (
            {"kind": "choice", "options": "\n".join(f"Option {n}" for n in range(300))},
            "options",
            "20",
        ),
    ],
)
async def test_too_much_is_told_and_kept(
    visitor: Client, typed: dict[str, str], problem: str, words: str
) -> None:
    reply = await create(visitor, **typed)
    page = html.unescape(reply.text)
    assert (reply.status_code, re.findall(r'<a href="#(\w+)">', page)) == (422, [problem])
    assert words in page
    assert typed[problem].strip() in page
    assert "maxlength" not in page.partition("<textarea")[2].partition(">")[0]


async def test_draft_is_not_open_yet_for_others(visitor: Client, client: Client) -> None:
    poll = await created(visitor, action="draft")
    reply = await client.get(f"/p/{poll['id']}", headers={"accept": "text/html"})
    assert reply.status_code == 404
    assert "<h1>Not open yet</h1>" in reply.text
    assert "Come back when its organizer has opened it." in reply.text
    program = await client.get(f"/p/{poll['id']}", headers={"accept": "application/json"})
    assert program.json()["title"] == "Not found"
