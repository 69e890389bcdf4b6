"""What people see of a text: whether anything, whether two look alike, and what would scramble it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from crowd.model.sentence import Sentence

NOTHING_VISIBLE = Sentence(
    "There is nothing to see in this text. Write something, or leave it empty."
)

_IGNORED = (
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
"""Unicode's Default_Ignorable_Code_Point: drawn as nothing, whatever their category says."""

INVISIBLE = frozenset(chr(code) for low, high in _IGNORED for code in range(low, high + 1)) | {
    "\N{BRAILLE PATTERN BLANK}",
    "\N{MUSICAL SYMBOL NULL NOTEHEAD}",
    "\N{OBJECT REPLACEMENT CHARACTER}",
    "\U00013441",  # blanks among the hieroglyphs
    "\U00013442",
}

DIRECTING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of what comes after them around, also beyond the text that they stand in."""

_APART = ("<super>", "<sub>", "<circle>", "<fraction>")
"""Compatible characters that nobody takes for each other, such as 2² and 22."""

_LATIN = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеѕіјорсхуһԁԛԝткӏӀ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲνρυ" + "ıօոᴏɑɡ",
    "ABESIJKMHOPCTXYaesijopcxyhdqwtklI" + "ABEZHIKMNOPTYXocvpu" + "ionoag",
)
"""Letters of other alphabets that look like Latin ones, in the case that is written."""


def is_visible(text: str) -> bool:
    """Whether a text has something to see: marks alone have nothing that they could stand on."""
    return any(
        character not in INVISIBLE and unicodedata.category(character)[0] in "LNPS"
        for character in text
    )


def check_visible(text: str) -> str:
    """What is wrong with a text that may be left out, as a sentence; empty if nothing is."""
    return NOTHING_VISIBLE if text.strip() and not is_visible(text) else ""


def cleaned(text: str) -> str:
    """The text without what steers a terminal, or turns around what stands beside it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (
        " "
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"
        else character
        for character in lines
        if character not in DIRECTING
    )
    return "".join(kept).strip()


def lookalikes(texts: Iterable[str]) -> tuple[str, str] | None:
    """The first two of some short texts that people could take for each other, if there are any."""
    known: dict[str, int] = {}
    listed = list(texts)
    for place, text in enumerate(listed):
        for look in dict.fromkeys(
            (_seen(text).casefold(), _seen(text).translate(_LATIN).casefold())
        ):
            if known.setdefault(look, place) != place:
                return listed[known[look]], text
    return None


def _seen(text: str) -> str:
    """The text without what is not seen, each character in its plain form."""
    plain = (_plain(character) for character in text if character not in INVISIBLE)
    return " ".join(unicodedata.normalize("NFC", "".join(plain)).split())


def _plain(character: str) -> str:
    if unicodedata.decomposition(character).startswith(_APART):
        return character
    return unicodedata.normalize("NFKC", character)
