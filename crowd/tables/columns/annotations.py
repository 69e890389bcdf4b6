"""Find what people and programs write beside a number without changing it: stars, notes, brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from crowd.parsing.scale_words import SCALES
from crowd.parsing.unit_spellings import symbol_of
from crowd.parsing.units import currency_of

_MARKS_BEHIND = re.compile(
    r"\s*(?:[*\u2020\u2021\u00a7#!?]+|\[\d{1,2}\]|(?<=\d\d\d)[\u00b9\u00b2\u00b3]|"
    r"[\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff\ufe0f]+)$"
)
_SIGNS_BEFORE = re.compile(
    r"^(?:[*#\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff\ufe0f]+)\s*"
)
_REMARK = re.compile(r"(?<=\S)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])$")
_LETTER = re.compile(r"\d ?[(\[]([A-Za-z])[)\]]$", re.ASCII)
_IN_BRACKETS = re.compile(r"([-+]?[^\W\d_]{0,3}[$\u20ac\u00a3]?) ?\(([^()]*\d[^()]*)\)")


_ACCOUNT = re.compile(r"[$\u20ac\u00a3]? ?[\d.,' ]+ ?%?")


class BareText(NamedTuple):
    """A text without what stands beside its number, and what that was."""

    text: str
    annotation: str
    in_brackets: bool = False


def have_footnotes(texts: Iterable[str]) -> bool:
    """Return whether texts have different letters in brackets, which name footnotes and no units."""
    letters = {found[1].casefold() for text in texts if (found := _LETTER.search(text))}
    return len(letters) > 1


def without_annotation(text: str, *, has_footnotes: bool = False) -> BareText | None:
    """Leave out what stands beside a number without changing it; None where there is nothing of it.

    A remark with a digit in it can be another answer, and stays. A letter in brackets is a footnote,
    unless it is a unit and the column has no other letters there.
    """
    brackets = _IN_BRACKETS.fullmatch(text)
    if brackets:
        is_account = _ACCOUNT.fullmatch(brackets[2]) is not None
        return BareText(f"{brackets[1]}{brackets[2]}", "()", in_brackets=is_account)
    for pattern in (_MARKS_BEHIND, _SIGNS_BEFORE):
        found = pattern.search(text)
        if found and found.end() - found.start() < len(text):
            return BareText(pattern.sub("", text).strip(), found[0].strip())
    remark = _REMARK.search(text)
    if remark is None:
        return None
    inside = (remark[1] or remark[2] or "").strip()
    bare = text[: remark.start()].strip()
    if re.search(r"\d", inside) or not re.search(r"\d", bare):
        return None
    is_footnote = len(inside) == 1 and (has_footnotes or not symbol_of(inside))
    is_letter = is_footnote and inside.isascii() and inside.isalpha()
    if not is_letter and (symbol_of(inside) or currency_of(inside) or inside.casefold() in SCALES):
        return BareText(f"{bare} {inside}", "")
    return BareText(bare, remark[0].strip())
