"""Texts of figures in the report at a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from math import isclose

from crowd.analysis.closest_people import ClosestPeople
from crowd.i18n.labels import LABELS, label_within_sentence
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.reporting.accuracy import EQUAL_TOLERANCE
from crowd.reporting.disagreement import is_mean_misleading
from crowd.reporting.figures import format_figure
from crowd.reporting.thresholds import MIN_CANCELLED_SHARE

CROWD_SIZES = {1, 3, 5, 11, 21, 51, 101, 251, 501, 1001}
SCORES_SHOWN = ("crps", "brier", "interval_coverage", "winkler")


def error_text(value: float, truth: float, formatter: ValueFormatter) -> str:
    """Tell how far a value is from the truth, and on which side."""
    value = formatter.kind.as_shown(value)
    if isclose(value, truth, rel_tol=EQUAL_TOLERANCE):
        return "exactly right"
    words = formatter.kind.words
    side = words.too_low if value < truth else words.too_high
    if formatter.kind.has_ratios and truth > 0:
        return f"{formatter.error_percent(100 * abs(value - truth) / truth)} too {side}"
    return f"{formatter.distance(abs(value - truth))} too {side}"


def cancellation_sentence(results: Results, formatter: ValueFormatter) -> str:
    """Tell which share of the squared errors cancelled out in the average."""
    has_factors = formatter.kind.has_ratios and results.scoring.get("average_error_log") is not None
    suffix = "_log" if has_factors else ""
    people = results.scoring.get(f"average_error{suffix}")
    crowd = results.scoring.get(f"crowd_error{suffix}")
    if not people or crowd is None or results.n < 2:
        return ""
    # Where the average says little, nothing is told of what cancels out in it.
    if not suffix and is_mean_misleading(results, formatter.kind):
        return ""
    if 1 - crowd / people < MIN_CANCELLED_SHARE:
        return ""
    errors = "errors as factors" if suffix else "errors"
    return (
        f"People differed, and so {formatter.percent(1 - crowd / people)} of their squared {errors} "
        f"cancelled out in the {'geometric ' if suffix else ''}average."
    )


def score_rows(results: Results, formatter: ValueFormatter) -> Iterator[tuple[str, str]]:
    """Yield label and text of each score that exists, beside the error."""
    for name in SCORES_SHOWN:
        value, path = results.scoring.get(name), f"scoring.{name}"
        if value is not None and path in LABELS:
            yield LABELS[path].words, format_figure(path, value, formatter)


def missing_by_reason(results: Results) -> dict[str, list[str]]:
    """Return the labels of missing figures by the reason why."""
    found: dict[str, list[str]] = {}
    for path, reason in results.why_null.items():
        # Others, such as the headline's value, are among those that have a label.
        if path not in LABELS:
            continue
        words, text = label_within_sentence(path), str(reason)
        sentence = text[:1].upper() + text[1:].rstrip(".")
        found.setdefault(sentence, []).append(words)
    return found


def closest_rows(
    closest: ClosestPeople, formatter: ValueFormatter
) -> Iterator[tuple[str, str, str]]:
    """Write the closest people: place and name, what each said, and how far off that is."""
    for person in closest.people:
        distance = ""
        if person.distance is not None:
            far = formatter.distance(person.distance)
            distance = f"off by {far}" if person.distance else "exactly right"
        yield f"{person.place}. {person.name}", formatter.exact(person.value), distance
