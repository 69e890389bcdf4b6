"""Every sentence is there in every language, whole, with what is put into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from crowd.i18n.translator import translator_in
from tools.catalogues import (
    TRANSLATED,
    extract_sentences,
    read_catalogue,
    translations,
    untranslated_sentences,
    update_catalogue,
    write_catalogue,
)

PLACE = re.compile(r"\{\w+\}")
STRAIGHT = re.compile(r"[\"']")

pytestmark = pytest.mark.parametrize("language", TRANSLATED)


def pairs(language: str) -> Iterator[tuple[str, str]]:
    """Each sentence with its translation; of those with forms, each form."""
    for message in read_catalogue(language):
        if message.id:
            yield from forms(message, language)


def forms(message: Message, language: str) -> Iterator[tuple[str, str]]:
    if isinstance(message.id, str):
        yield message.id, message.string
        return
    one, many = message.id
    for form, string in enumerate(message.string):
        # The first form is the one for one thing, but Arabic has one for none before it.
        yield (one if form == 0 and language != "ar" else many), string


def test_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    before = read_catalogue(language)
    assert translations(update_catalogue(language)) == translations(before), (
        "Run `make languages`, then translate what is new."
    )
    assert not before.obsolete


def test_written_catalogue_reads_the_same(language: str) -> None:
    before = read_catalogue(language)
    again = read_po(BytesIO(write_catalogue(update_catalogue(language))), locale=language)
    assert translations(again) == translations(before)
    assert again.plural_forms == before.plural_forms


def test_every_sentence_is_translated(language: str) -> None:
    assert untranslated_sentences(read_catalogue(language)) == []


def test_what_is_put_in_stays(language: str) -> None:
    for sentence, translation in pairs(language):
        put_in, expected = set(PLACE.findall(translation)), set(PLACE.findall(sentence))
        # "Two answers" needs no figure in languages that have a form for two.
        assert put_in in (expected, expected - {"{n}"}), translation
        if sentence.count("{n}") and "{n}" not in translation:
            assert language == "ar", translation


def test_translations_are_set_in_good_type(language: str) -> None:
    for sentence, translation in pairs(language):
        assert translation == translation.strip() or sentence != sentence.strip(), translation
        assert STRAIGHT.search(translation) is None or STRAIGHT.search(sentence), translation
        assert "  " not in translation, translation


def test_sentences_are_said_in_the_language(language: str) -> None:
    words = translator_in(language)
    known = {str(message.id) for message in extract_sentences() if isinstance(message.id, str)}
    assert "Correct answer" in known
    assert words.translate("Correct answer") not in {"", "Correct answer"}
    assert words.direction == ("rtl" if language == "ar" else "ltr")
