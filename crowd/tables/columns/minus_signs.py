"""Signs of negative numbers that are written as a word before, or as a minus behind the number."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(
    r"(?:minus|negative|moins|menos|meno|miinus|eksi|ناقص|سالب)\s+(?=[.,]?\d)", re.IGNORECASE
)
_BEHIND = re.compile(r"(\d+(?:[.,]\d+)*)\s?[-\N{MINUS SIGN}]")


class SignedText(NamedTuple):
    """A text with its sign in front, and whether something else may have been meant."""

    text: str
    is_doubtful: bool


def with_sign(text: str) -> SignedText | None:
    """Write the sign of a number in front, as in `minus 5` and `5-`; None without such a sign.

    Accounting programs write the minus behind, and so ends a range that was not typed to its end.
    """
    word = _WORD.match(text)
    if word is not None:
        return SignedText(f"-{text[word.end() :]}", is_doubtful=False)
    behind = _BEHIND.fullmatch(text)
    return None if behind is None else SignedText(f"-{behind[1]}", is_doubtful=True)
