"""How people say what share of the others chooses each option: as shares of one or as percents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale

from crowd.i18n.notation import format_number
from crowd.kinds.values import read_value
from crowd.model.errors import Invalid, Problem
from crowd.model.poll import Percentage
from crowd.model.sentence import Sentence

ROUNDING = 0.005
"""What a share may be off for being rounded to whole percents."""

LEAST_ROUNDING = 0.01


def read_shares(
    raw: Mapping[str, float | str | None], options: Sequence[str], locale: Locale
) -> list[float]:
    """The share of each option; they add up to one. Options left out share what is left.

    Percents are told from shares of one by a percent sign, or by adding up to more than one.
    """
    unknown = [option for option in raw if option not in options]
    if unknown:
        raise _wrong(f"There is no option {unknown[0]!r}. The options are {', '.join(options)}.")
    given = {option: amount for option, amount in raw.items() if amount not in {None, ""}}
    read = {option: _amount(amount, locale) for option, amount in given.items()}
    rounding = max(LEAST_ROUNDING, ROUNDING * len(options))
    signs = any(isinstance(amount, str) and "%" in amount for amount in given.values())
    scale = 100.0 if signs or sum(read.values()) > 1 + rounding else 1.0
    left = 1 - sum(read.values()) / scale
    missing = len(options) - len(read)
    if left < -rounding or (not missing and left > rounding):
        total = format_number(sum(read.values()), locale)
        raise _wrong(
            Sentence(
                "The shares add up to {total}. Make them add up to {whole}.",
                total=total,
                whole=f"{scale:.0f}",
            )
        )
    rest = max(0.0, left) / missing if missing else 0.0
    shares = [read[option] / scale if option in read else rest for option in options]
    return [share / sum(shares) for share in shares]


def _amount(amount: float | str | None, locale: Locale) -> float:
    return read_value(
        amount if isinstance(amount, str) else float(amount or 0), Percentage(), locale
    ).value


def _wrong(message: str) -> Invalid:
    return Invalid([Problem(field="predicted", message=message)])
