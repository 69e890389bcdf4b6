"""Signs of negative numbers that are words, or a minus behind the number; years before Christ."""

from __future__ import annotations

import re
from typing import NamedTuple

_WORD = re.compile(
    r"(?:minus|negative|moins|menos|meno|miinus|eksi|ناقص|سالب)\s+(?=[.,]?\d)", re.IGNORECASE
)
_MINUS_BEHIND = re.compile(r"(\d+(?:[.,]\d+)*)\s?[-\N{MINUS SIGN}]")

_ERAS_BEFORE = (
    *(
        "b.c.e.",
        "bce",
        "b.c.",
        "bc",
        "before christ",
        "v. chr.",
        "v.chr.",
        "v. chr",
        "vor christus",
    ),
    *("v. u. z.", "v.u.z.", "av. j.-c.", "av. j.c.", "av. jc", "av j.-c.", "av jc", "avant j.-c."),
    *("avant jésus-christ", "a. c.", "a.c.", "a. de c.", "antes de cristo", "ق.م", "ق. م", "ق م"),
    *("قبل الميلاد", "a.c", "avanti cristo", "v.chr", "voor christus", "p.n.e.", "f.kr.", "f. kr."),
    *("f.kr", "eaa.", "eaa", "př. n. l.", "př.n.l.", "m.ö.", "mö", "ई.पू.", "до н. э.", "до н.э."),
    *("до н. е.", "до н.е.", "п.х."),
)
_ERAS_AFTER = (
    *("a.d.", "ad", "c.e.", "ce", "anno domini", "n. chr.", "n.chr.", "n. chr", "nach christus"),
    *("u. z.", "apr. j.-c.", "apr. jc", "ap. j.-c.", "après j.-c.", "d. c.", "d.c.", "d. de c."),
    *("después de cristo", "م", "ميلادي", "ميلادية", "d.c", "n.e.", "e.kr.", "e. kr.", "jaa."),
    *("n. l.", "m.s.", "ms", "н. э.", "н.э.", "н. е."),
)
_YEAR = r"(?:(?:c\.|ca\.?|about|around|circa|um|vers|hacia|~) ?)?(?P<year>\d{1,5}(?:[.,]\d{3})?)"


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: -len(word)))


_ERA_BEHIND = re.compile(
    rf"{_YEAR} ?(?:(?P<before>{_any_of(_ERAS_BEFORE)})|(?:{_any_of(_ERAS_AFTER)}))", re.IGNORECASE
)
_ERA_LEADING = re.compile(
    r"(?:(?P<before>b\.?c\.?(?:e\.?)?|公元前|西元前|紀元前|前(?=\d+年))|(?:a\.?d\.?|公元|西暦))"
    rf" ?{_YEAR}[年년]?",
    re.IGNORECASE,
)


class SignedText(NamedTuple):
    """A number in digits with its sign in front, and whether something else may have been meant."""

    text: str
    is_doubtful: bool = False


def with_sign(text: str) -> SignedText | None:
    """Write the sign of a number in front, as in `minus 5`, `5-` and `44 BC`; None without such a
    sign.

    Accounting programs write the minus behind, and so ends a range that was not typed to its end.
    """
    year = _year_in_era(text)
    if year is not None:
        return SignedText(year)
    word = _WORD.match(text)
    if word is not None:
        return SignedText(f"-{text[word.end() :]}")
    behind = _MINUS_BEHIND.fullmatch(text)
    return None if behind is None else SignedText(f"-{behind[1]}", is_doubtful=True)


def _year_in_era(text: str) -> str | None:
    """Return the year in a text, with a minus before Christ; None for a text that names no era."""
    typed = " ".join(text.split())
    found = _ERA_BEHIND.fullmatch(typed) or _ERA_LEADING.fullmatch(typed)
    if found is None:
        return None
    return f"{'-' if found['before'] else ''}{re.sub('[.,]', '', found['year'])}"
