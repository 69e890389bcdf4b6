"""The result of parsing, and the normalization of characters that all parsers start with."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from crowd.model.sentence import Sentence

MAX_LENGTH = 100
"""Characters of a typed number or date."""

_FULLWIDTH_FORMS = range(0xFF01, 0xFF5F)
_FULLWIDTH_OFFSET = 0xFEE0
"""Fullwidth forms of ASCII, and the distance of their code points from those of ASCII."""

_EQUIVALENT_CHARACTERS = str.maketrans(
    {
        "\N{TILDE OPERATOR}": "~",
        "\N{MINUS SIGN}": "-",
        "\N{SUPERSCRIPT MINUS}": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{PRIME}": "'",
        "\N{LEFT DOUBLE QUOTATION MARK}": '"',
        "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
        "\N{DOUBLE PRIME}": '"',
        "\N{ACUTE ACCENT}": "'",
        "\N{GRAVE ACCENT}": "'",
        "\N{ARABIC COMMA}": ",",
        "\N{ARABIC PERCENT SIGN}": "%",
        "\N{SMALL PERCENT SIGN}": "%",
    }
)
"""Characters to the ASCII characters that they are read as."""


class ParsedValue(NamedTuple):
    """The most likely value of a text, and the other plausible ones."""

    value: float
    alternatives: tuple[float, ...] = ()


class Unreadable(ValueError):
    """Raised for a text without a value; the sentence tells the user what to enter."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def normalize(text: str) -> str:
    """Normalize to ASCII digits, one dash, apostrophe and space, without invisible characters."""
    if text.isascii():
        return " ".join(text.replace("`", "'").split())
    composed = unicodedata.normalize("NFC", text).translate(_EQUIVALENT_CHARACTERS)
    return " ".join("".join(map(_normalize_character, composed)).split())


def check_length(text: str) -> None:
    """Raise Unreadable for a text longer than MAX_LENGTH."""
    if len(text) > MAX_LENGTH:
        raise Unreadable(
            Sentence("Enter something shorter, of at most {most} characters.", most=MAX_LENGTH)
        )


def has_digit(text: str) -> bool:
    """Return whether a text can have a number or a date."""
    return re.search(r"\d", text) is not None


def _normalize_character(character: str) -> str:
    if character.isascii():
        return character
    if ord(character) in _FULLWIDTH_FORMS:
        return chr(ord(character) - _FULLWIDTH_OFFSET)
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Pd":
            return "-"
        case "Cf":  # direction marks, which Babel and phones insert beside minus signs
            return ""
    return character
