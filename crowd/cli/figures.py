"""Figures in words, as the report in a terminal has them."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.i18n.formatter import ValueFormatter
from crowd.i18n.labels import LABELS, format_figure, label_within_sentence
from crowd.model.poll import Date, Number
from crowd.model.results import Results

SIZES_SHOWN = {1, 3, 5, 11, 21, 51, 101, 251, 501, 1001}
SCORES = ("crps", "brier", "interval_coverage", "winkler", "correct_share")


def off_by(value: float, truth: float, formatter: ValueFormatter) -> str:
    """How far a value is from the truth, and to which side."""
    if value == truth:
        return "exactly right"
    early = isinstance(formatter.kind, Date)
    low, high = ("early", "late") if early else ("low", "high")
    side = low if value < truth else high
    if isinstance(formatter.kind, Number) and truth > 0:
        return f"{formatter.error_percent(100 * abs(value - truth) / truth)} too {side}"
    return f"{formatter.distance(abs(value - truth))} too {side}"


def cancelled(results: Results, formatter: ValueFormatter) -> str:
    """How much of people's errors the average is rid of, because people differed."""
    suffix = "_log" if results.scoring.get("average_error_log") is not None else ""
    people = results.scoring.get(f"average_error{suffix}")
    crowd = results.scoring.get(f"crowd_error{suffix}")
    if not people or crowd is None or results.n < 2:
        return ""
    errors = "errors as factors" if suffix else "errors"
    return (
        f"People differed, and so {formatter.percent(1 - crowd / people)} of their squared {errors} "
        f"cancelled out in the {'geometric ' if suffix else ''}average."
    )


def scores(results: Results, formatter: ValueFormatter) -> Iterator[tuple[str, str]]:
    """The scores that are known beside the error, with their words."""
    for name in SCORES:
        value, path = results.scoring.get(name), f"scoring.{name}"
        if value is not None and path in LABELS:
            yield LABELS[path].words, format_figure(path, value, formatter)


def reasons(results: Results) -> dict[str, list[str]]:
    """What could not be computed, by the reason why."""
    found: dict[str, list[str]] = {}
    for path, reason in results.why_null.items():
        words = (
            label_within_sentence(path)
            if path in LABELS
            else path.rpartition(".")[2].replace("_", " ")
        )
        text = str(reason)
        sentence = text[:1].upper() + text[1:].rstrip(".")
        found.setdefault(sentence, []).append(words)
    return found
