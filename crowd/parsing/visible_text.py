"""Check what is visible of a text, find texts that look alike, and strip control characters."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from crowd.model.sentence import Sentence

NOTHING_VISIBLE = Sentence(
    "There is nothing to see in this text. Write something, or leave it empty."
)

_IGNORABLE_RANGES = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""Code points with Unicode's property Default_Ignorable_Code_Point, which have no glyph."""

INVISIBLE_CHARACTERS = frozenset(
    chr(code) for low, high in _IGNORABLE_RANGES for code in range(low, high + 1)
) | {
    "\N{BRAILLE PATTERN BLANK}",
    "\N{MUSICAL SYMBOL NULL NOTEHEAD}",
    "\N{OBJECT REPLACEMENT CHARACTER}",
    "\U00013441",  # blank Egyptian hieroglyphs
    "\U00013442",
}

DIRECTION_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls that change the direction of text after them, also beyond their own text."""

_DISTINCT_FORMS = ("<super>", "<sub>", "<circle>", "<fraction>")
"""Tags of compatibility decompositions that look different from the plain form: 2² and 22."""

_LATIN_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуһԁԛԝткӏӀ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲνρυ" + "ıօոᴏɑɡ",
    "ABESIJKMHOPCTXYaesijopcxyhdqwtklI" + "ABEZHIKMNOPTYXocvpu" + "ionoag",
)
"""Cyrillic, Greek and other letters, to the Latin ones that they look like in the same case."""


def is_visible(text: str) -> bool:
    """Return whether a text has a letter, number, punctuation or symbol that has a glyph."""
    return any(
        character not in INVISIBLE_CHARACTERS and unicodedata.category(character)[0] in "LNPS"
        for character in text
    )


def check_visible(text: str) -> str:
    """Return the problem of an optional text as a sentence, or an empty string."""
    return NOTHING_VISIBLE if text.strip() and not is_visible(text) else ""


def strip_controls(text: str) -> str:
    """Strip control characters but newlines and tabs, and the controls of direction."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    characters = (
        " "
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        else character
        for character in lines
        if character not in DIRECTION_CONTROLS
    )
    return "".join(characters).strip()


def find_lookalikes(texts: Iterable[str]) -> tuple[str, str] | None:
    """Return the first two texts that look alike, or None."""
    first_index: dict[str, int] = {}
    all_texts = list(texts)
    for index, text in enumerate(all_texts):
        for form in dict.fromkeys(
            (
                _visible_form(text).casefold(),
                _visible_form(text).translate(_LATIN_LOOKALIKES).casefold(),
            )
        ):
            if first_index.setdefault(form, index) != index:
                return all_texts[first_index[form]], text
    return None


def _visible_form(text: str) -> str:
    """Return the text without invisible characters, each character in its plain form."""
    plain = (_plain_form(character) for character in text if character not in INVISIBLE_CHARACTERS)
    return " ".join(unicodedata.normalize("NFC", "".join(plain)).split())


def _plain_form(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_DISTINCT_FORMS):
        return character
    return unicodedata.normalize("NFKC", character)
