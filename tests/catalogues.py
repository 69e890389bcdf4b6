"""The catalogues of translations: `python -m tests.catalogues` brings them up to date with the sources.

New sentences come in empty, for somebody to translate; sentences that are no longer said go.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from crowd.rules.words import CATALOGUES, LANGUAGES

ROOT = Path(__file__).parent.parent
TRANSLATED = [language for language in LANGUAGES if language != "en"]
SOURCES = (("crowd", [("**.py", "python")]), ("templates", [("**.*", "jinja2")]))
KEYWORDS: dict[str, Any] = {
    "say": None,
    "Sentence": None,
    "Label": None,
    "Undefined": None,
    "plural": (1, 2),
}
"""The calls whose first text is a sentence; of `plural` the first two."""


def sentences() -> Catalog:
    """Every sentence that the sources can say to a participant."""
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
    return isinstance(message, tuple) and all(
        isinstance(part, str) and "{n}" in part for part in message
    )


def first(message: Any) -> str:
    return message[0] if isinstance(message, tuple) else message


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands."""
    path = CATALOGUES / f"{language}.po"
    if not path.exists():
        return Catalog(locale=language, project="crowd", charset="utf-8")
    return read_po(BytesIO(path.read_bytes()), locale=language)


def update(language: str) -> int:
    """Writes a catalogue anew; the number of sentences that are still to be translated."""
    catalogue, current = read(language), sentences()
    catalogue.update(current, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with (CATALOGUES / f"{language}.po").open("wb") as file:
        write_po(
            file, catalogue, width=100, sort_output=True, include_lineno=False, omit_header=False
        )
    return sum(1 for message in catalogue if message.id and not all(_strings(message.string)))


def _strings(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


if __name__ == "__main__":
    for language in TRANSLATED:
        print(f"{language}: {update(language)} to translate")
