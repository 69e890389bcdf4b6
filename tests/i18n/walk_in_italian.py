"""What a reader of Italian sees once the recipe for a language was followed: pages, numbers, dates.

`test_recipe_for_a_language.py` runs this in a copy of the project; here there is no Italian.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest
from babel.dates import format_date

from crowd.i18n.translator import translator_in
from tests.factories import close, give_answers, hidden_fields, make_poll
from tests.i18n.untranslated import OPEN, untranslated

ITALIAN = {"accept-language": "it-IT,it;q=0.9"}

KINDS: dict[str, tuple[dict[str, Any], list[Any], str]] = {
    "number": ({"type": "number", "unit": "kg"}, [12345] * 3, "12.345\N{NO-BREAK SPACE}kg"),
    "decimals": ({"type": "number", "unit": "kg"}, [12.5] * 3, "12,5\N{NO-BREAK SPACE}kg"),
    "date": ({"type": "date"}, ["2027-02-03"] * 3, "3 febbraio 2027"),
    "duration": ({"type": "duration"}, [2 * 86_400] * 3, "2\N{NO-BREAK SPACE}giorni"),
}


def check(page: httpx.Response) -> str:
    """Return what the page says, after a test that all of it is Italian."""
    assert page.status_code == 200, page.text
    assert '<html lang="it" dir="ltr">' in page.text
    assert OPEN in page.text
    assert untranslated(page.text, translator_in("it")) == []
    return unescape(page.text)


@pytest.mark.parametrize("path", ["/", "/new"])
async def test_page_is_in_italian(visitor: httpx.AsyncClient, path: str) -> None:
    check(await visitor.get(path, headers=ITALIAN))


@pytest.mark.parametrize("kind", KINDS)
async def test_poll_is_in_italian(
    client: httpx.AsyncClient, visitor: httpx.AsyncClient, kind: str
) -> None:
    asked, values, written = KINDS[kind]
    closes_at = (datetime.now(UTC) + timedelta(days=200)).replace(hour=12)
    poll = await make_poll(client, question="?", kind=asked, closes_at=closes_at.isoformat())
    address = f"/p/{poll['id']}"
    closing_day = format_date(closes_at, "d MMMM", locale="it")
    assert closing_day in check(await visitor.get(address, headers=ITALIAN))
    await give_answers(client, poll, values)
    await close(client, poll)
    assert written in check(await visitor.get(address, headers=ITALIAN))


@pytest.mark.parametrize(
    ("asked", "typed", "shown"),
    [
        ({"type": "number", "unit": "kg"}, "circa 3 milioni", "3.000.000\N{NO-BREAK SPACE}kg"),
        ({"type": "date"}, "3 febbraio 2027", "3 febbraio 2027"),
        (
            {"type": "duration"},
            "2 giorni e 1 ora",
            "2\N{NO-BREAK SPACE}giorni 1\N{NO-BREAK SPACE}h",
        ),
    ],
)
async def test_answer_is_typed_in_italian(
    client: httpx.AsyncClient,
    visitor: httpx.AsyncClient,
    asked: dict[str, Any],
    typed: str,
    shown: str,
) -> None:
    poll = await make_poll(client, question="?", kind=asked)
    address = f"/p/{poll['id']}"
    fields = hidden_fields((await visitor.get(address, headers=ITALIAN)).text, f"{address}/answers")
    sent = await visitor.post(
        f"{address}/answers", data={**fields, "value": typed}, headers=ITALIAN
    )
    assert sent.status_code == 303, sent.text
    assert shown in check(await visitor.get(f"{address}/receipt", headers=ITALIAN))


async def test_switch_offers_italian(visitor: httpx.AsyncClient) -> None:
    page = (await visitor.get("/")).text
    assert re.search(r'name="language" value="it"[^>]*>\s*Italiano', page)
    sent = await visitor.post("/language", data={"language": "it", "back": "/"})
    assert sent.status_code == 303
    check(await visitor.get("/"))
