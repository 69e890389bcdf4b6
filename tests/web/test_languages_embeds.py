"""The widget, the pictures and the previews say everything in the language they are asked for."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from litestar import Litestar

from crowd.i18n import translator
from crowd.model.errors import StoreUnavailable
from crowd.web.sharing.icalendar import write_calendar
from crowd.web.sharing.link_preview import sealed_preview
from tests.factories import QUESTION, close, give_answers, hidden_fields, make_poll
from tests.i18n.untranslated import untranslated
from tests.kind_examples import EXAMPLES, to_body, typed_truth, typed_values
from tests.web.sharing.cards import PIECES, State, poll_of

Client = httpx.AsyncClient
Poll = dict[str, Any]
GERMAN = {"accept-language": "de"}
BLOG = "https://blog.example"
KINDS: dict[str, tuple[dict[str, Any], list[Any], Any]] = {
    name: (to_body(kind), typed_values(kind), typed_truth(kind)) for name, kind in EXAMPLES.items()
} | {
    "number": ({"type": "number", "unit": "kg", "minimum": 0}, [3, 4, 5, 6, 70], 7),
    "options": (
        {"type": "choice", "options": ["RED", "GREEN", "BLUE", "GREY", "PINK", "TAN"]},
        ["RED", "GREEN", "RED", "RED", "BLUE", "GREY", "PINK", "TAN"],
        "RED",
    ),
}
FORMS = (".svg", ".png", "/og.png")
CUT_OFF = re.compile("⟦[^⟦⟧]*…")


of_each_result = pytest.mark.parametrize(
    ("kind", "known"),
    [
        pytest.param(
            kind,
            known,
            id=f"{kind}-{'truth' if known else 'no-truth'}",
            marks=[] if known or kind in {"number", "options"} else pytest.mark.exhaustive,
        )
        for kind in KINDS
        for known in (True, False)
    ],
)
"""Each kind with a truth; without one, the fast tests try what differs: numbers and options."""


async def poll_with(client: Client, kind: str, **more: Any) -> Poll:
    return await make_poll(client, question="QUESTION?", kind=KINDS[kind][0], **more)


async def revealed(client: Client, kind: str, *, known: bool = True) -> Poll:
    _, values, truth = KINDS[kind]
    poll = await poll_with(client, kind, **({"truth": truth} if known else {}))
    await give_answers(client, poll, values)
    await close(client, poll)
    return poll


async def in_german(client: Client, poll: Poll, query: str = "?lang=de") -> str:
    return (await client.get(f"/embed/{poll['id']}{query}")).text


def texts_of(svg: httpx.Response) -> list[str]:
    """What an SVG says, drawn or aloud."""
    elements = fromstring(svg.content).iter()
    return [element.text or "" for element in elements if not element.tag.endswith("style")]


def page_of(texts: list[str]) -> str:
    """The texts as one, as sentences go on in the next line; less what was cut off."""
    return f"<p>{CUT_OFF.sub('', ' '.join(texts))}</p>"


# The widget


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("reveal", ["at_close", "manual"])
async def test_widget_before_the_reveal_is_all_in_one_language(
    client: Client, bracketed: translator.Translator, kind: str, reveal: str
) -> None:
    poll = await poll_with(client, kind, reveal=reveal)
    assert untranslated(await in_german(client, poll), bracketed) == []
    if reveal == "manual":
        await close(client, poll)
        page = await in_german(client, poll)
        assert "⟦Closed, and still sealed⟧" in page
        assert untranslated(page, bracketed) == []


@of_each_result
async def test_widget_of_a_result_is_all_in_one_language(
    client: Client, bracketed: translator.Translator, kind: str, known: bool
) -> None:
    poll = await revealed(client, kind, known=known)
    for query in ("?lang=de", "?lang=de&compact=1"):
        page = await in_german(client, poll, query)
        assert "⟦All the numbers⟧" in page
        assert untranslated(page, bracketed) == []


async def test_widget_that_has_nothing_to_show_says_so_in_the_language(
    visitor: Client,
    app: Litestar,
    bracketed: translator.Translator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reply = await visitor.get("/embed/nothing?lang=de")
    assert "⟦There is no poll here⟧" in reply.text
    assert untranslated(reply.text, bracketed) == []

    async def broken(*_: Any) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(app.state.service.store.polls, "load", broken)
    reply = await visitor.get("/embed/nothing?lang=de")
    assert "⟦This poll cannot be shown right now⟧" in reply.text
    assert 'href="http://crowd.test/p/nothing?lang=de"' in reply.text
    assert untranslated(reply.text, bracketed) == []
    lost = await visitor.post("/embed/nothing/answer?lang=de", data={"value": "TWELVE"})
    assert "TWELVE" in lost.text
    assert untranslated(lost.text, bracketed) == []


@pytest.mark.parametrize("kind", KINDS)
async def test_answer_form_is_all_in_one_language(
    visitor: Client, bracketed: translator.Translator, kind: str
) -> None:
    poll = await poll_with(visitor, kind, frames=[BLOG])
    path = f"/embed/{poll['id']}/answer?lang=de"
    page = (await visitor.get(path)).text
    assert untranslated(page, bracketed) == []
    wrong = await visitor.post(path, data={**hidden_fields(page, path), "value": "NONSENSE"})
    assert wrong.status_code == 422
    assert untranslated(wrong.text, bracketed) == []
    expired = await visitor.post(path, data={"ticket": "OLD", "value": "5"})
    assert untranslated(expired.text, bracketed) == []


async def test_answer_that_was_given_is_told_in_the_language(
    visitor: Client, bracketed: translator.Translator
) -> None:
    poll = await poll_with(visitor, "number", frames=[BLOG])
    path = f"/embed/{poll['id']}/answer?lang=de"
    fields = hidden_fields((await visitor.get(path)).text, path)
    unclear = await visitor.post(path, data={**fields, "value": "1,200"})
    assert "⟦You typed “⟧1,200⟦”. Which did you mean?⟧" in unclear.text
    assert untranslated(unclear.text, bracketed) == []
    taken = await visitor.post(path, data={**fields, "value": "1200"})
    assert (taken.status_code, taken.headers["location"]) == (303, path)
    visitor.headers["cookie"] = taken.headers["set-cookie"].partition(";")[0]
    page = (await visitor.get(path)).text
    assert "⟦You entered ⟧<span" in page
    assert untranslated(page, bracketed) == []
    fields = hidden_fields((await visitor.get(path, headers={"cookie": ""})).text, path)
    second = await visitor.post(path, data={**fields, "value": "7"})
    assert second.status_code == 409
    assert untranslated(second.text, bracketed) == []
    del visitor.headers["cookie"]
    await close(visitor, poll)
    late = await visitor.post(path, data={**fields, "value": "8"})
    assert late.status_code == 409
    assert untranslated(late.text, bracketed) == []


async def test_number_is_read_in_the_language_of_the_frame(visitor: Client) -> None:
    poll = await poll_with(visitor, "number", frames=[BLOG])
    path = f"/embed/{poll['id']}/answer?lang=de"
    fields = hidden_fields((await visitor.get(path)).text, path)
    chosen = {"cookie": "crowd-language=en"}
    taken = await visitor.post(path, data={**fields, "value": "1234,5"}, headers=chosen)
    assert taken.status_code == 303
    cookie = {"cookie": taken.headers["set-cookie"].partition(";")[0]}
    assert "1.234,5\N{NO-BREAK SPACE}kg" in (await visitor.get(path, headers=cookie)).text


@pytest.mark.parametrize(
    ("query", "accepted", "language", "direction"),
    [
        ("?lang=ar", "de", "ar", "rtl"),
        ("?lang=de", "ar", "de", "ltr"),
        ("?lang=xx", "fr", "fr", "ltr"),
        ("?lang=xx", "xx", "en", "ltr"),
        ("", "es", "es", "ltr"),
        ("", "", "en", "ltr"),
        ("?lang=it", "", "en", "ltr"),
    ],
)
async def test_language_is_that_of_the_address_and_else_of_the_reader(
    client: Client, query: str, accepted: str, language: str, direction: str
) -> None:
    poll = await make_poll(client)
    headers = {"accept-language": accepted, "cookie": "crowd-language=de"}
    for path in (f"/embed/{poll['id']}", "/embed/nothing"):
        reply = await client.get(path + query, headers=headers)
        assert f'<html lang="{language}" dir="{direction}">' in reply.text
        assert "Accept-Language" in reply.headers["vary"]


async def test_time_in_arabic_runs_from_the_right_as_a_whole(client: Client) -> None:
    poll = await make_poll(client)
    page = (await client.get(f"/embed/{poll['id']}?lang=ar")).text
    # Its parts are isolates, so a browser would find no letter that says how it runs.
    assert re.search("\u2067<time [^>]*>\u2068", page)


@pytest.mark.parametrize(
    ("query", "linked"),
    [
        ("?lang=de", "?lang=de"),
        ("?lang=de-CH&theme=dark", "?lang=de"),
        ("?lang=en", "?lang=en"),
        ("?lang=it", ""),
        ("?lang=xx", ""),
        ("", ""),
    ],
)
async def test_links_lead_to_pages_in_the_language_that_was_asked_for(
    visitor: Client, query: str, linked: str
) -> None:
    poll = await make_poll(visitor)
    address = f"http://crowd.test/p/{poll['id']}"

    async def links() -> set[str]:
        page = await visitor.get(f"/embed/{poll['id']}{query}", headers=GERMAN)
        return set(re.findall(r'href="([^"]*)"', page.text))

    assert await links() == {f"{address}{linked}"}
    inside = await visitor.get(f"/embed/{poll['id']}/answer{query}")
    assert inside.headers["location"] == f"/p/{poll['id']}{linked}"
    await close(visitor, poll)
    # The page with the link and the one without are kept apart.
    assert await links() == {f"{address}{linked}"}
    plain = await visitor.get(f"/embed/{poll['id']}", headers=GERMAN)
    assert f'href="{address}"' in plain.text


# Pictures


@pytest.mark.parametrize("state", ["open", "closed", "no-poll"])
async def test_picture_without_a_result_is_all_in_one_language(
    client: Client, bracketed: translator.Translator, state: str
) -> None:
    poll = await poll_with(client, "number", reveal="manual")
    if state == "closed":
        await close(client, poll)
    name = "nobody" if state == "no-poll" else poll["id"]
    texts = texts_of(await client.get(f"/p/{name}.svg?lang=de"))
    assert untranslated(page_of(texts), bracketed) == []


@of_each_result
async def test_picture_of_a_result_is_all_in_one_language(
    client: Client, bracketed: translator.Translator, kind: str, known: bool
) -> None:
    poll = await revealed(client, kind, known=known)
    texts = texts_of(await client.get(f"/p/{poll['id']}.svg?lang=de"))
    assert "⟦Correct answer⟧" in texts
    assert untranslated(page_of(texts), bracketed) == []


@pytest.mark.parametrize("form", FORMS)
async def test_picture_is_in_the_language_of_its_address_alone(client: Client, form: str) -> None:
    poll = await revealed(client, "date")
    address = f"/p/{poll['id']}{form}"
    english = await client.get(address)
    headers = {"accept-language": "de", "cookie": "crowd-language=de"}
    for query in ("", "?lang=en", "?lang=xx", "?lang=DE"):
        reply = await client.get(address + query, headers=headers)
        assert reply.content == english.content
        assert "Accept-Language" not in reply.headers.get("vary", "")
    german = await client.get(f"{address}?lang=de")
    assert german.headers["etag"] != english.headers["etag"]
    again = await client.get(
        f"{address}?lang=de", headers={"if-none-match": german.headers["etag"]}
    )
    assert again.status_code == 304
    if form == ".svg":
        assert "19. Mai 1997" in texts_of(german)
        assert "19 May 1997" in texts_of(english)


async def test_picture_in_a_language_says_its_sentences(
    client: Client, bracketed: translator.Translator
) -> None:
    poll = await make_poll(client)
    english, german = [
        texts_of(await client.get(f"/p/{poll['id']}.svg?lang={language}"))
        for language in ("en", "de")
    ]
    assert "Open: add your answer" in english
    assert "⟦Open: add your answer⟧" in german


async def test_picture_in_arabic_begins_at_the_right(client: Client) -> None:
    poll = await revealed(client, "number")
    for name, from_right in (("ar", True), ("de", False)):
        root = fromstring((await client.get(f"/p/{poll['id']}.svg?lang={name}")).content)
        brand = next(element for element in root.iter() if element.text == "crowd")
        assert (brand.get("text-anchor") == "end") is from_right
    for form in FORMS[1:]:
        reply = await client.get(f"/p/{poll['id']}{form}?lang=ar")
        assert reply.headers["content-type"] == "image/png"


def test_calendar_is_in_a_language(bracketed: translator.Translator) -> None:
    poll = poll_of("HOW MANY?", PIECES, State.OPEN)
    calendar = write_calendar(poll, "https://polls.example.org", bracketed).decode()
    lines = calendar.replace("\r\n ", "").split("\r\n")
    assert "SUMMARY:⟦Last moment to answer: ⟧HOW MANY?⟦⟧" in lines


# Previews of links


def test_preview_is_in_a_language(bracketed: translator.Translator) -> None:
    poll = poll_of("QUESTION?", PIECES, State.OPEN)
    preview = sealed_preview(poll, "https://polls.example.org", bracketed)
    assert preview.locale == "de_DE"
    assert preview.address == f"https://polls.example.org/p/{poll.id}"
    assert preview.image.endswith("&lang=de")
    assert untranslated(page_of([preview.description, preview.alt]), bracketed) == []
    addresses = [parse_qs(urlsplit(found).query)["url"] for found in preview.oembed.values()]
    assert addresses == [[f"{preview.address}?lang=de"]] * 2
    english = sealed_preview(poll, "https://polls.example.org", translator.ENGLISH_TRANSLATOR)
    assert english.locale == "en_GB"
    assert "lang=" not in f"{english.image} {english.oembed}"


@pytest.mark.parametrize("state", ["open", "closed", "revealed"])
async def test_page_names_its_picture_in_its_language(
    visitor: Client, bracketed: translator.Translator, state: str
) -> None:
    poll = await poll_with(visitor, "number", reveal="at_close" if state != "closed" else "manual")
    if state != "open":
        await give_answers(visitor, poll, [3, 4, 5])
        await close(visitor, poll)
    page = await visitor.get(f"/p/{poll['id']}", headers=GERMAN)
    assert '<meta property="og:locale" content="de_DE">' in page.text
    assert re.search(r'property="og:image" content="[^"]*&amp;lang=de"', page.text)
    assert "%3Flang%3Dde" in page.headers["link"]


@pytest.mark.parametrize(
    ("query", "asked"),
    [("?lang=de", "lang=de"), ("?s=token&lang=ar#top", "lang=ar"), ("?lang=en", "lang=en")],
)
async def test_oembed_of_an_address_with_a_language(client: Client, query: str, asked: str) -> None:
    poll = await make_poll(client)
    base, url = "http://crowd.test", f"http://crowd.test/p/{poll['id']}"
    answer = (await client.get("/oembed", params={"url": url + query})).json()
    assert f'<a href="{url}?{asked}">' in answer["html"]
    assert f'<iframe src="{base}/embed/{poll["id"]}?{asked}"' in answer["html"]
    assert (f"&{asked}" in answer["thumbnail_url"]) is (asked != "lang=en")
    low = {"url": url + query, "maxheight": "300"}
    answer = (await client.get("/oembed", params=low)).json()
    assert f"?compact=1&amp;{asked}" in answer["html"]


async def test_oembed_of_an_address_without_a_language_follows_each_reader(
    client: Client,
) -> None:
    poll = await make_poll(client)
    url = f"http://crowd.test/p/{poll['id']}"
    for query in ("", "?lang=xx", "?lang="):
        reply = await client.get("/oembed", params={"url": url + query}, headers=GERMAN)
        assert "lang=" not in reply.text
        assert QUESTION in reply.text
        assert "Accept-Language" not in reply.headers.get("vary", "")
