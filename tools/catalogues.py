"""The catalogues of translations: `python -m tools.catalogues` brings them up to date with the sources.

New sentences come in empty, for somebody to translate; sentences that are no longer said go.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import CATALOGUES

ROOT = Path(__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]
SOURCES = (("crowd", [("**.py", "python")]), ("templates", [("**.*", "jinja2")]))
KEYWORDS: dict[str, Any] = {
    "translate": None,
    "Sentence": None,
    "Label": None,
    "Undefined": None,
    "plural": (1, 2),
}
"""The calls whose first text is a sentence; of `plural` the first two."""


@cache
def sentences() -> Catalog:
    """Every sentence that the sources can say on a page."""
    catalogue = Catalog(project="crowd", charset="utf-8")
    for folder, methods in SOURCES:
        for file, _, message, _, _ in extract_from_dir(
            ROOT / folder, method_map=methods, keywords=KEYWORDS
        ):
            # A call with several texts, such as a label and its term: the first is the sentence.
            whole = message if is_plural(message) else first(message)
            if whole:
                catalogue.add(whole, locations=[(f"{folder}/{file}", 0)])
    return catalogue


def is_plural(message: Any) -> bool:
    # Of one thing a sentence may speak without a number.
    return isinstance(message, tuple) and any("{n}" in str(part) for part in message)


def first(message: Any) -> str:
    return message[0] if isinstance(message, tuple) else message


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    return read_po(BytesIO((CATALOGUES / f"{language}.po").read_bytes()), locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with the sentences of the sources: what was translated stays."""
    known = read(language)
    # Without dates and names in it, so that it changes only when its sentences do.
    catalogue = Catalog(locale=language, project="crowd", header_comment="", fuzzy=False)
    # The forms of the language as the translations have them: other versions of Babel know others.
    catalogue.mime_headers = [("Plural-Forms", known.plural_forms)]
    for message in sentences():
        if message.id:
            before = known.get(message.id)
            catalogue.add(message.id, before.string if before else None, message.locations)
    return catalogue


def write(catalogue: Catalog) -> bytes:
    """The catalogue as a file has it."""
    file = BytesIO()
    write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(DATED)).encode()


DATED = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid',
    '"Generated-By',
    '"Project-Id',
)
"""Lines of the header that change by themselves or say nothing."""


def contents(catalogue: Catalog) -> dict[Any, tuple[Any, list[str]]]:
    """The sentences of a catalogue with their translations and the files that say them."""
    return {
        message.id: (message.string, sorted({file for file, _ in message.locations}))
        for message in catalogue
        if message.id
    }


def missing(catalogue: Catalog) -> list[str]:
    """The sentences that are not translated, or not in every form of the language."""
    found = []
    for message in catalogue:
        if message.id:
            forms = message.string if isinstance(message.string, tuple | list) else [message.string]
            if not all(forms):
                found.append(str(message.id))
    return found


if __name__ == "__main__":
    for language in TRANSLATED:
        catalogue = updated(language)
        (CATALOGUES / f"{language}.po").write_bytes(write(catalogue))
        print(f"{language}: {len(missing(catalogue))} sentences to translate")
