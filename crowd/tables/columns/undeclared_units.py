"""Find undeclared units beside numbers, and the most frequent of them."""

from __future__ import annotations

import re

from babel import Locale

from crowd.parsing.number_words import DOZENS
from crowd.parsing.scale_words import IDEOGRAPHS
from crowd.parsing.units import currency_of, is_unit

MAX_SPELLINGS_COMPARED = 50
"""Spellings of units that are compared in pairs; all of a column would take quadratic time."""

COUNTING_WORDS = {
    "dozen",
    "dozens",
    "score",
    "gross",
    "pair",
    "pairs",
    "half",
    "or",
    "and",
    "to",
    "of",
    "bc",
    "b.c",
    "bce",
    *DOZENS,
}
"""Words beside a number that change its value, so that they are no units."""

_IDEOGRAPHS = "".join(IDEOGRAPHS)
_UNIT_AFTER = re.compile(r"\d[\d.,' ]*(?:[^\d]*[ ])?([^\d\s]+)$")
_SIGN_BEFORE = re.compile(r"^[-+~ ]*([^\W\d_]{0,3}[$€£¥₹₩₽₺฿₴₱₫₪])")
_WORD_BEFORE = re.compile(r"^[-+~ ]*([^\W\d_]{1,4}\$?)\.? ?[-+]? ?\d", re.IGNORECASE)
_CODE_BEFORE = re.compile(r"[-+~ ]*([A-Z]{3}) ?\d")
_CODES = frozenset(map(str, Locale("en").currencies))
_UNIT = re.compile(
    r"[^\W\d_]+[²³]?(?:/[^\W\d_]+[²³]?)?\.?|[°˚][CFK]?|[℃℉¢]|[^\W\d_]{0,3}[$€£¥₹₩₽₺฿₴₱₫₪]"
)


def find_unit(text: str) -> str:
    """Return the undeclared unit beside the number in a text; empty without one."""
    code = _CODE_BEFORE.match(text)
    if code and code[1] in _CODES:
        return code[1]
    found = _UNIT_AFTER.search(text)
    if found is None:
        return find_unit_before(text)
    # Nothing separates scale word and unit in 3万円.
    unit = found[1].strip(".").lstrip(_IDEOGRAPHS)
    is_fraction = any(character.isnumeric() and character not in "²³" for character in unit)
    is_known = _UNIT.fullmatch(unit) and not is_fraction and unit.casefold() not in COUNTING_WORDS
    return unit if is_known else ""


def find_unit_before(text: str) -> str:
    """Return the currency before the number in a text; empty without one."""
    code = _CODE_BEFORE.match(text)
    if code and code[1] in _CODES:
        return code[1]
    sign, word = _SIGN_BEFORE.search(text), _WORD_BEFORE.match(text)
    if sign:
        return sign[1]
    return word[1] if word and currency_of(word[1]) else ""


def most_frequent_unit(spellings: dict[str, list[int]], locale: Locale) -> str:
    """Return the unit of most cells, by comparing the most frequent spellings."""
    frequent = set(
        sorted(spellings, key=lambda unit: -len(spellings[unit]))[:MAX_SPELLINGS_COMPARED]
    )
    counts: dict[str, int] = {}
    for unit, places in spellings.items():
        if unit in frequent:
            same = next((known for known in counts if is_unit(unit, locale, (known,))), unit)
            counts[same] = counts.get(same, 0) + len(places)
    return max(counts, key=lambda unit: counts[unit])
