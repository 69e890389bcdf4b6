"""Choose the aggregate that leads a poll; it is fixed before the first answer, with a reason.

The defaults follow 195 questions of 14 published data sets: the median's typical error was as small
as any, and its bad cases were mild; the raw mean's error was a factor of 33 in one case of ten.
"""

from __future__ import annotations

from collections.abc import Callable

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.kinds import Kind
from crowd.model.sentence import NamedIdentifier, Sentence, join_with_or
from crowd.poll import Headline
from crowd.stats.aggregate import AGGREGATORS

LEAD_REASONS = {
    "median": Sentence(
        "Half the people say more and half say less, so no single wild answer can move it."
    ),
    "trimmed_mean": Sentence(
        "The highest and lowest tenth are left out before averaging, so wild answers count little."
    ),
    "winsorized_mean": Sentence(
        "The highest and lowest tenth count as if they were no further out than the rest, so "
        "wild answers count little."
    ),
    "hodges_lehmann": Sentence(
        "The middle of the averages of all pairs of people: as hard to move as few others, "
        "and it uses every answer."
    ),
    "mean": Sentence(
        "Every answer counts in full. This suits answers that cannot be far off, because one "
        "wild answer can move it a lot."
    ),
    "geometric_mean": Sentence("Suits guesses that are off by a factor, such as half or double."),
    "log_odds_mean": Sentence(
        "An average in which people who are almost sure count for more than people who are "
        "not. No answer counts as less than 1 or more than 99 percent."
    ),
    "plurality": Sentence("The answer that more people choose than any other."),
    "surprisingly_popular": Sentence(
        "The answer that more people choose than people expect. It can be right where most "
        "are wrong, but is not always better than the most frequent answer."
    ),
}
"""Why an aggregate leads a poll."""

PREDICTION_BASED = ("minimal_pivot", "knowledge_weighted", "meta_probability_weighted")


def file_headlines(kind: type[Kind]) -> tuple[str, ...]:
    """Return the aggregates that can lead the report of a file; the first is the default."""
    more = (*AGGREGATORS, *PREDICTION_BASED) if kind.is_numeric else ()
    return tuple(dict.fromkeys((*kind.headlines, *more)))


def allowed_headlines(kind: Kind, *, predictions: bool = True) -> list[str]:
    """Return the aggregates that can lead a poll of this kind; the first is the default.

    `predictions` says whether people are also asked what they expect of the others.
    """
    return [
        name
        for name in kind.headlines
        if name not in HEADLINE_CONDITIONS or HEADLINE_CONDITIONS[name](kind, predictions)
    ]


def choose_headline(kind: Kind, name: str | None, *, predictions: bool = True) -> Headline:
    """Return the named headline, or the default, with its reason; raise KeyError if not allowed."""
    allowed = allowed_headlines(kind, predictions=predictions)
    chosen = name or allowed[0]
    if chosen not in allowed:
        raise KeyError(chosen)
    return Headline(name=chosen, reason=str(LEAD_REASONS[chosen]))


def headline_problem(name: str, kind: Kind, allowed: list[str]) -> Sentence:
    """Return the sentence that says why an aggregate cannot lead, and which ones can."""
    if name not in HEADLINE_NAMES:
        reason = UNKNOWN
    elif name not in kind.headlines:
        reason = OF_ANOTHER_KIND
    else:
        reason = UNMET[name]
    return Sentence(reason.template, name=_named(name), names=join_with_or([*map(_named, allowed)]))


def _named(name: str) -> str:
    return NamedIdentifier(name, HEADLINE_NAMES[name]) if name in HEADLINE_NAMES else name


def _has_bounds(kind: Kind, _predictions: bool) -> bool:
    return kind.is_bounded


def _is_above_zero(kind: Kind, _predictions: bool) -> bool:
    return kind.is_positive


def _has_predictions(_kind: Kind, predictions: bool) -> bool:
    return predictions


HEADLINE_CONDITIONS: dict[str, Callable[[Kind, bool], bool]] = {
    "mean": _has_bounds,
    "geometric_mean": _is_above_zero,
    "surprisingly_popular": _has_predictions,
}
"""Conditions on the kind, and on whether predictions are asked for, by aggregate."""

UNKNOWN = Sentence(
    "“{name}” is not one of the ways to put answers together. Choose one of these: {names}."
)
OF_ANOTHER_KIND = Sentence(
    "“{name}” puts together answers of another kind. Choose one of these: {names}."
)
UNMET = {
    "mean": Sentence(
        "“{name}” cannot lead here: a single wild answer could move it anywhere, unless there is "
        "a smallest and a largest answer. Choose one of these: {names}."
    ),
    "geometric_mean": Sentence(
        "“{name}” cannot lead here: it needs answers above zero. Set a smallest answer above zero, "
        "or choose one of these: {names}."
    ),
    "surprisingly_popular": Sentence(
        "“{name}” cannot lead here: it needs to know what people expect of the others. Ask for "
        "that, or choose one of these: {names}."
    ),
}
"""Problems with aggregates whose condition is not met."""
