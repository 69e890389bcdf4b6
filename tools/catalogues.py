"""Update the catalogues of translations from the sources: `python -m tools.catalogues`.

New sentences are added without a translation; sentences that are gone are removed.
"""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import CATALOGUES

ROOT = Path(__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]
METHODS = {"crowd": "python", "templates": "jinja2"}
"""How the sentences of a folder's files are extracted."""

KEYWORDS: dict[str, Any] = {
    "translate": None,
    "Sentence": None,
    "Label": None,
    "Undefined": None,
    "plural": (1, 2),
}
"""Calls whose first string is a sentence; of `plural` the first two are."""


@cache
def extract_sentences() -> Catalog:
    """Extract the sentences of the sources."""
    catalogue = Catalog(project="crowd", charset="utf-8")
    for file in source_files():
        method, name = METHODS[file.relative_to(ROOT).parts[0]], str(file.relative_to(ROOT))
        for _, message, _, _ in extract_from_file(method, file, keywords=KEYWORDS):
            # Of a call with several strings, such as a label and its term, the first is the sentence.
            whole = message if has_plural_forms(message) else first_string(message)
            if whole:
                catalogue.add(whole, locations=[(name, 0)])
    return catalogue


def source_files() -> list[Path]:
    """Find the files with a call of KEYWORDS: to take one apart takes longer than to look for them."""
    call = re.compile(rf"\b({'|'.join(KEYWORDS)})\s*\(")
    files = [file for folder in METHODS for file in sorted((ROOT / folder).rglob("*.*"))]
    texts = [file for file in files if file.suffix not in {".po", ".pyc", ".lua"}]
    return [file for file in texts if file.is_file() and call.search(file.read_text())]


def has_plural_forms(message: Any) -> bool:
    """Return whether the strings of a call are the forms of one sentence."""
    # The form for one thing can be without a number.
    return isinstance(message, tuple) and any("{n}" in str(part) for part in message)


def first_string(message: Any) -> str:
    """Return the first string of a call."""
    return message[0] if isinstance(message, tuple) else message


def read_catalogue(language: str) -> Catalog:
    """Read the catalogue of a language."""
    return read_po(BytesIO((CATALOGUES / f"{language}.po").read_bytes()), locale=language)


def update_catalogue(language: str) -> Catalog:
    """Return the catalogue with the sentences of the sources and their known translations."""
    known = read_catalogue(language)
    # Without dates and names, so that the file changes only with its sentences.
    catalogue = Catalog(locale=language, project="crowd", header_comment="", fuzzy=False)
    # The plural forms of the translations: other versions of Babel can have others.
    catalogue.mime_headers = [("Plural-Forms", known.plural_forms)]
    for message in extract_sentences():
        if message.id:
            before = known.get(message.id)
            catalogue.add(message.id, before.string if before else None, message.locations)
    return catalogue


def write_catalogue(catalogue: Catalog) -> bytes:
    """Write a catalogue as the bytes of its file."""
    file = BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(OMITTED_HEADERS)).encode()


OMITTED_HEADERS = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid',
    '"Generated-By',
    '"Project-Id',
)
"""Beginnings of the lines of the header that are left out."""


def translations(catalogue: Catalog) -> dict[Any, tuple[Any, list[str]]]:
    """Return the translations and the source files of a catalogue by sentence."""
    return {
        message.id: (message.string, sorted({file for file, _ in message.locations}))
        for message in catalogue
        if message.id
    }


def untranslated_sentences(catalogue: Catalog) -> list[str]:
    """Return the sentences without a translation in every plural form."""
    found = []
    for message in catalogue:
        if message.id:
            forms = message.string if isinstance(message.string, tuple | list) else [message.string]
            if not all(forms):
                found.append(str(message.id))
    return found


if __name__ == "__main__":
    for language in TRANSLATED:
        catalogue = update_catalogue(language)
        (CATALOGUES / f"{language}.po").write_bytes(write_catalogue(catalogue))
        print(f"{language}: {len(untranslated_sentences(catalogue))} sentences to translate")
