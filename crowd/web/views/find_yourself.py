"""What a script needs to show readers the place of a number that they type: nothing is sent for it."""

from __future__ import annotations

import msgspec
from babel.numbers import get_decimal_symbol

from crowd.i18n.translator import Translator
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.thresholds import MIN_FOR_COMPARISON, MIN_FOR_PERCENTAGES

MINUTE, HOUR, DAY = 60, 3600, 86_400

MAX_LONGEST_IN_MINUTES, MAX_LONGEST_IN_HOURS = HOUR, 4 * DAY
"""Seconds up to which the longest duration of a chart is asked for in minutes, and in hours."""

EXAMPLE_SHARE = 0.62
"""A share whose text the script takes as the pattern of all shares."""


class FindField(msgspec.Struct, frozen=True, kw_only=True):
    """A field to type into; of durations, the seconds that one of its unit has."""

    label: str = ""
    seconds: int = 1


class FindYourself(msgspec.Struct, frozen=True, kw_only=True):
    """How typed text is read, and the errors that an answer is compared with.

    `kind` is number, date or duration. `errors` has those of all people, or their percentiles; it is
    empty where nothing is compared, and `counted` says that people are counted instead of told as a
    share.
    """

    kind: str
    fields: list[FindField]
    unit: str
    decimal: str
    factor: float
    locale: str
    truth: float | None
    errors: str
    counted: bool
    people: str
    percent: str


def find_yourself(results: Results, formatter: ValueFormatter) -> FindYourself | None:
    """Describe the field; None where there is no axis with a place for an answer."""
    if results.histogram is None or results.choice is not None:
        return None
    kind = formatter.kind
    name = kind.name if kind.name in {"date", "duration"} else "number"
    truth = results.scoring.get("truth")
    return FindYourself(
        kind=name,
        fields=_duration_fields(results, formatter.translator)
        if name == "duration"
        else [FindField()],
        unit="" if name == "date" else kind.field_unit,
        decimal=get_decimal_symbol(formatter.locale),
        factor=0.01 if kind.is_chance else 1,
        locale=str(formatter.locale).replace("_", "-"),
        truth=truth,
        errors=_errors(results, truth),
        counted=results.n < MIN_FOR_PERCENTAGES,
        people=formatter.number(results.n),
        percent=formatter.percent(EXAMPLE_SHARE),
    )


def _errors(results: Results, truth: float | None) -> str:
    if truth is None or results.n < MIN_FOR_COMPARISON:
        return ""
    errors = (
        sorted(abs(value - truth) for value in results.few)
        if results.few
        else results.error_percentiles[1:]
    )
    return " ".join(f"{error:.7g}" for error in errors)


def _duration_fields(results: Results, translator: Translator) -> list[FindField]:
    """Return two fields whose units fit the longest duration on the axis."""
    assert results.histogram is not None, "asked only where there is a chart"
    longest = results.histogram.bins[-1].high
    translate = translator.translate
    seconds = FindField(label=translate("seconds"), seconds=1)
    minutes = FindField(label=translate("minutes"), seconds=MINUTE)
    hours = FindField(label=translate("hours"), seconds=HOUR)
    days = FindField(label=translate("days"), seconds=DAY)
    if longest <= MAX_LONGEST_IN_MINUTES:
        return [minutes, seconds]
    return [hours, minutes] if longest <= MAX_LONGEST_IN_HOURS else [days, hours]
