"""The pages for participants say everything in the visitor's language."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from crowd.rules import words
from tests.factories import admin, close, give_answers, make_poll
from tests.untranslated import bracketing_words, untranslated

GERMAN = {"accept-language": "de"}

KINDS: dict[str, tuple[dict[str, Any], list[Any], Any]] = {
    "number": ({"type": "number", "unit": "kg", "minimum": 0}, [3, 4, 5, 6, 70], 7),
    "percentage": ({"type": "percentage"}, [30, 40, 50, 60], 70),
    "probability": ({"type": "probability"}, [0.3, 0.4, 0.5, 0.7], 1),
    "date": (
        {"type": "date"},
        ["2027-01-01", "2027-02-01", "2027-03-01", "2027-05-01"],
        "2027-06-01",
    ),
    "choice": (
        {"type": "choice", "options": ["RED", "GREEN"]},
        ["RED", "GREEN", "RED", "RED"],
        "RED",
    ),
}


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> words.Words:
    """German whose catalogue brackets each sentence, so that what is not bracketed was not said."""
    german = bracketing_words("de")
    monkeypatch.setattr(words, "words_in", lambda _language: german)
    return german


async def test_finder_finds_what_is_not_translated(bracketed: words.Words) -> None:
    page = '<p title="Plain">⟦Said⟧ and <b lang="en">English</b></p><p>⟦A ⟧{}⟦.⟧</p>'
    assert untranslated(page.format("middle answer"), bracketed) == [
        "Plain",
        "⟦Said⟧ and",
        "⟦A ⟧middle answer⟦.⟧",
    ]
    assert untranslated(page.format(bracketed.say("middle answer")), bracketed)[2:] == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", [True, False], ids=["truth", "no-truth"])
async def test_results_page_is_all_in_one_language(
    client: httpx.AsyncClient, bracketed: words.Words, kind: str, known: bool
) -> None:
    asked, values, truth = KINDS[kind]
    poll = await make_poll(client, question="QUESTION?", kind=asked)
    await give_answers(client, poll, values)
    await close(client, poll)
    if known:
        address = f"/api/polls/{poll['id']}/resolution"
        await client.post(address, json={"truth": truth}, headers=admin(poll))
    page = await client.get(f"/p/{poll['id']}", headers=GERMAN)
    assert untranslated(page.text, bracketed) == []
