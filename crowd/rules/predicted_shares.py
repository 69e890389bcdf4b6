"""Parse the shares of people that are predicted to choose each option, in percent or out of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel import Locale

from crowd.i18n.notation import format_number
from crowd.kinds import Percentage
from crowd.kinds.values import parse_value
from crowd.model.errors import Invalid
from crowd.model.sentence import Sentence

ROUNDING_PER_OPTION = 0.005
"""Rounding error of one share in whole percents."""

MIN_ROUNDING = 0.01
"""Rounding error that the sum of shares can always have."""


def parse_shares(
    raw: Mapping[str, float | str | None], options: Sequence[str], locale: Locale
) -> list[float]:
    """Parse the share of each option, scaled to a sum of one; missing options get equal remainders.

    Shares are percents if one has a percent sign or they sum to more than one; else out of one.
    """
    unknown = [option for option in raw if option not in options]
    if unknown:
        raise Invalid.of_field(
            "predicted", f"There is no option {unknown[0]!r}. The options are {', '.join(options)}."
        )
    given = {option: amount for option, amount in raw.items() if amount not in {None, ""}}
    read = {option: _read_amount(amount, locale) for option, amount in given.items()}
    rounding = max(MIN_ROUNDING, ROUNDING_PER_OPTION * len(options))
    signs = any(isinstance(amount, str) and "%" in amount for amount in given.values())
    scale = 100.0 if signs or sum(read.values()) > 1 + rounding else 1.0
    left = 1 - sum(read.values()) / scale
    missing = len(options) - len(read)
    if left < -rounding or (not missing and left > rounding):
        total = format_number(sum(read.values()), locale)
        raise Invalid.of_field(
            "predicted",
            Sentence(
                "The shares add up to {total}. Make them add up to {whole}.",
                total=total,
                whole=f"{scale:.0f}",
            ),
        )
    rest = max(0.0, left) / missing if missing else 0.0
    shares = [read[option] / scale if option in read else rest for option in options]
    return [share / sum(shares) for share in shares]


def _read_amount(amount: float | str | None, locale: Locale) -> float:
    return parse_value(
        amount if isinstance(amount, str) else float(amount or 0), Percentage(), locale
    ).value
