"""Checks of independence: by the order of arrival, by branches, and by the numbers themselves."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np

from crowd.analysis.figures import Figures
from crowd.analysis.sample import Labels, Question, Sample, Values
from crowd.model.results import Anchor, UnitSlip
from crowd.model.sentence import Sentence
from crowd.stats.groups import between_groups, branch_icc, effective_n
from crowd.stats.independence.anchoring import anchoring
from crowd.stats.independence.order import drift, holm, narrowing_p, runs_p
from crowd.stats.independence.rounding import HEAPS
from crowd.stats.independence.serial_correlation import (
    SerialTest,
    serial_test,
)
from crowd.stats.independence.unit_slips import unit_slips
from crowd.stats.transforms import as_countable, log_ratios
from crowd.stats.validation import Undefined, require_enough

NO_BRANCHES = Sentence("nothing is known of who came by whose link")
BRANCHES_UNLIKE = Sentence("people who came by one link were no more alike than chance makes them")
FAMILY = ("serial_p", "drift_p", "branch_p")
"""Checks whose findings are told; one level holds for all that were possible, together."""

BRANCH_LEVEL = 0.01
"""Adjusted probability of branches that differ as much by chance, below which they count as alike."""

NEEDS_NUMBERS = Sentence("only numbers can be round")


def check_independence(
    figures: Figures, sample: Sample, question: Question
) -> dict[str, float | None]:
    """Compute the checks of independence by their names."""
    values = comparable_values(sample, question)
    arrival = ArrivalOrder(values, sample.why_unordered)
    trend = figures.compute("independence.drift_tau", lambda: drift(arrival.ranks()))
    if trend is None:
        figures.missing("independence.drift_p", figures.why_null["independence.drift_tau"])
    branch_labels = cache(partial(_branch_labels, sample))
    found = {
        "drift_tau": None if trend is None else trend.tau,
        "drift_p": None if trend is None else trend.p,
        **_serial_checks(figures, arrival, question),
        "branch_p": figures.compute(
            "independence.branch_p",
            lambda: between_groups(require_enough(values), branch_labels()),
        ),
    }
    adjusted = _adjust(figures, found)
    alike = adjusted["branch_p_adjusted"]
    checks: dict[str, Callable[[], float]] = {
        "runs_p": lambda: runs_p(arrival.values()),
        "narrowing_p": lambda: narrowing_p(_on_their_scale(arrival.values(), question)),
        "branch_icc": lambda: branch_icc(values, branch_labels()),
        "effective_n": lambda: _effective_n(values, branch_labels, alike),
        **_heaping_checks(values, question),
    }
    return {**found, **adjusted, **figures.compute_section("independence", checks)}


def _serial_checks(
    figures: Figures, arrival: ArrivalOrder, question: Question
) -> dict[str, float | None]:
    """Compute how alike answers and those before them are, from one set of shuffled orders."""

    def test() -> SerialTest:
        rng = np.random.default_rng(question.seed)
        return serial_test(arrival.ranks(), rng, question.permutations)

    found = figures.compute("independence.serial_p", test)
    if found is None:
        reason = figures.why_null["independence.serial_p"]
        return figures.missing_section("independence", SerialTest._fields, reason)
    return found._asdict()


def _adjust(figures: Figures, found: dict[str, float | None]) -> dict[str, float | None]:
    """Adjust the probabilities of the checks whose findings are told, for their number."""
    known = {name: p for name in FAMILY if (p := found[name]) is not None}
    adjusted = dict(zip(known, holm(list(known.values())).tolist(), strict=True))
    for name in FAMILY:
        if name not in known:
            reason = figures.why_null[f"independence.{name}"]
            figures.missing(f"independence.{name}_adjusted", reason)
    return {f"{name}_adjusted": adjusted.get(name) for name in FAMILY}


def comparable_values(sample: Sample, question: Question) -> Values:
    """Return the values of numbers; of options, 1 for the most frequent one and 0 for the others."""
    if question.kind.is_numeric or not sample.n:
        return sample.values
    places = sample.values.astype(np.intp)
    most_frequent = np.argmax(np.bincount(places))
    return np.where(places == most_frequent, 1.0, 0.0)


def _effective_n(values: Values, labels: Callable[[], Labels], chance: float | None) -> float:
    """Return the effective size of a crowd whose branches were found alike: else it is that of noise."""
    if chance is not None and chance >= BRANCH_LEVEL:
        raise Undefined(BRANCHES_UNLIKE)
    return effective_n(values, labels())


def effective_size(sample: Sample, question: Question) -> float | None:
    """Return how many separate people the answers tell as much as; None where branches do not tell.

    Whether branches were found alike is not asked: of 30 to 50 people, likeness that halves the crowd
    is seldom found.
    """
    if sample.branches is None:
        return None
    try:
        return effective_n(comparable_values(sample, question), _branch_labels(sample))
    except Undefined:
        return None


def _on_their_scale(values: Values, question: Question) -> Values:
    """Return the logarithms of quantities above zero, whose spread grows with their size."""
    if not question.kind.is_quantity or not values.size or values.min() <= 0:
        return values
    return log_ratios(values, float(np.median(values)))


class ArrivalOrder:
    """The values in the order of arrival; `Undefined` where that is not known."""

    def __init__(self, values: Values, why_unordered: str) -> None:
        self._values = values
        self._why_unordered = why_unordered
        self._ranks: Values | None = None

    def values(self) -> Values:
        """Return the values."""
        if self._why_unordered:
            raise Undefined(self._why_unordered)
        return self._values

    def ranks(self) -> Values:
        """Return numbers in the order of the values, for checks by ranks; sorted once for all."""
        if self._ranks is None:
            self._ranks = as_countable(self.values())
        return self._ranks


def find_anchors(figures: Figures, values: Values, question: Question) -> list[Anchor]:
    """Find the numbers in the question, with the share of the answers close to each."""
    numbers = question.kind.values_in(question.text)
    if not numbers:
        return []
    low, high = question.kind.bounds
    found = figures.compute("independence.anchoring", lambda: anchoring(values, numbers, low, high))
    return [
        Anchor(number=anchor.number, share=anchor.share, expected=anchor.expected, p=anchor.p)
        for anchor in found or []
    ]


def find_unit_slips(figures: Figures, values: Values, question: Question) -> list[UnitSlip]:
    """Find clusters of answers at a power of the base of the bulk, as another unit would make them."""
    base = question.kind.slip_base
    if base is None:
        return []
    found = figures.compute("independence.unit_slips", lambda: unit_slips(values, base))
    return [UnitSlip(factor=slip.factor, count=slip.n, share=slip.share) for slip in found or []]


def branch_sizes(figures: Figures, sample: Sample) -> Labels:
    """Return the number of answers in each branch; empty where branches are not known."""
    if sample.branches is None or not sample.n:
        for name in ("branches", "largest_branch"):
            figures.missing(f"independence.{name}", NO_BRANCHES)
        return np.empty(0, dtype=np.int64)
    known = sample.branches[sample.branches >= 0]
    sizes = np.bincount(known)
    alone = np.ones(sample.n - known.size, dtype=np.int64)
    return np.concatenate((sizes[sizes > 0], alone))


def _branch_labels(sample: Sample) -> Labels:
    if sample.branches is None:
        raise Undefined(NO_BRANCHES)
    # An answer without a sharer is a branch of its own.
    alone = sample.branches < 0
    numbered = sample.branches.copy()
    numbered[alone] = numbered.max(initial=-1) + 1 + np.arange(np.count_nonzero(alone))
    return numbered


def _heaping_checks(values: Values, question: Question) -> dict[str, Callable[[], float]]:
    return {name: partial(_heaping, heap, values, question) for name, heap in HEAPS.items()}


def _heaping(heap: Callable[[Values], float], values: Values, question: Question) -> float:
    if not question.kind.has_round_numbers:
        raise Undefined(NEEDS_NUMBERS)
    return heap(values)
