"""What a typed text may mean, and the one spelling of characters that the readers work on."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from crowd.model.sentence import Sentence

LONGEST = 100

_FULLWIDTH = range(0xFF01, 0xFF5F)
_FULLWIDTH_OFFSET = 0xFEE0
_ONE_SPELLING = str.maketrans(
    {
        "\N{TILDE OPERATOR}": "~",
        "\N{MINUS SIGN}": "-",
        "\N{SUPERSCRIPT MINUS}": "-",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "\N{MODIFIER LETTER APOSTROPHE}": "'",
        "\N{PRIME}": "'",
        "\N{ACUTE ACCENT}": "'",
        "\N{GRAVE ACCENT}": "'",
        "\N{ARABIC COMMA}": ",",
        "\N{ARABIC PERCENT SIGN}": "%",
        "\N{SMALL PERCENT SIGN}": "%",
    }
)


class ParsedValue(NamedTuple):
    """The most likely value of a text, and the other values it may well have meant."""

    value: float
    alternatives: tuple[float, ...] = ()


class Unreadable(ValueError):
    """A text that means no single value; the sentence tells its writer what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def tidy(text: str) -> str:
    """The text with ASCII digits, one kind of dash, apostrophe and space, and nothing invisible."""
    composed = unicodedata.normalize("NFC", text).translate(_ONE_SPELLING)
    return " ".join("".join(map(_plain, composed)).split())


def check_length(text: str) -> None:
    """Raise for a text that is longer than any number or date that a person types."""
    if len(text) > LONGEST:
        raise Unreadable(
            Sentence("Enter something shorter, of at most {most} characters.", most=LONGEST)
        )


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if ord(character) in _FULLWIDTH:
        return chr(ord(character) - _FULLWIDTH_OFFSET)
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Pd":
            return "-"
        case "Cf":  # marks of direction, which babel and phones put beside minus signs
            return ""
    return character
