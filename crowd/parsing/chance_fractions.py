"""Parse chances that are typed as fractions: 1/4, 1 in 4, 3 out of 10, 50/50, 1:4."""

from __future__ import annotations

import re

from crowd.parsing.hedges import without_approximation, without_approximation_behind
from crowd.parsing.text import MAX_LENGTH, normalize

_OF = (
    *("in", "out of", "of", "in every", "to", "von", "aus", "zu", "sur", "de cada", "de", "entre"),
    *("من", "من كل", "من أصل", "su", "op", "op de", "op elke", "uit", "em", "em cada", "na", "z"),
    *("av", "ud af", "af", "ze", "den", "из", "на", "із"),
)
"""Words between the parts of a chance. With `to`, as in `1 to 4`, it is odds."""

_BETWEEN = "|".join(map(re.escape, sorted(_OF, key=lambda word: (-len(word), word))))
_FRACTION = re.compile(
    rf"(?:(?:chance of )?an? )?(?P<part>\d{{1,9}})(?: ?(?P<sign>[/:\N{{FRACTION SLASH}}-]) ?"
    rf"| (?P<word>{_BETWEEN}) )(?P<whole>\d{{1,9}})(?: chances?)?",
    re.IGNORECASE,
)
_EVEN = frozenset({"fifty-fifty", "fifty fifty", "halb-halb", "halb halb"})


def chance_readings(text: str) -> tuple[float, ...]:
    """Return what a chance that is typed as a fraction may mean, from 0 to 1, the likeliest first;
    nothing for other texts.

    Parts that make 100 together, as in `60/40`, are shares, and those of `1:4` can be odds.

    >>> chance_readings("3 out of 10")
    (0.3,)
    >>> chance_readings("1:4")
    (0.2, 0.25)
    """
    if len(text) > MAX_LENGTH:
        return ()
    typed = without_approximation(normalize(text).casefold())
    typed = without_approximation_behind(typed).strip(" .!")
    if typed in _EVEN:
        return (0.5,)
    found = _FRACTION.fullmatch(typed)
    if found is None:
        return ()
    part, whole = int(found["part"]), int(found["whole"])
    sign = found["sign"] or (":" if found["word"] in {"to", "zu"} else "/")
    readings: list[float] = []
    if part + whole == 100 and found["sign"]:
        readings.append(part / 100)
    if sign == ":" and 0 < part < whole:
        readings.append(part / (part + whole))
    if sign != "-" and whole > 1 and part <= whole and (part < whole or not readings):
        readings.append(part / whole)
    return tuple(dict.fromkeys(readings))
