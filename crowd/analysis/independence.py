"""Did people answer on their own? What the order, the branches and the numbers themselves tell."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from babel import Locale

from crowd.analysis.figures import Figures
from crowd.analysis.sample import Labels, Question, Sample, Values
from crowd.model.poll import Choice, Number, Percentage
from crowd.model.results import Anchor, UnitSlip
from crowd.model.sentence import Sentence
from crowd.parsing.numbers import read_number
from crowd.parsing.text import Unreadable
from crowd.stats.groups import between_groups, branch_icc, effective_n
from crowd.stats.independence import drift, narrowing_p, neighbour_correlation, neighbour_p, runs_p
from crowd.stats.ranks import mid_ranks
from crowd.stats.response_artifacts import HEAPS, anchoring, unit_slips
from crowd.stats.validation import Undefined, require_enough

NO_BRANCHES = Sentence("nothing is known of who came by whose link")
NO_HEAPS = Sentence("only numbers can be round")
ENGLISH = Locale("en")
NUMBER = re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)*(?!\w)")


def independence(figures: Figures, sample: Sample, question: Question) -> dict[str, float | None]:
    """The checks of independence; those that cannot be made have their reasons in `figures`."""
    values = compared(sample, question)
    ordered = Ordered(values, sample.unordered)
    rng = np.random.default_rng(question.seed)
    drifted = figures.get("independence.drift_tau", lambda: drift(ordered()))
    if drifted is None:
        figures.refuse("independence.drift_p", figures.why_null["independence.drift_tau"])
    checks: dict[str, Callable[[], float]] = {
        "neighbour_correlation": lambda: neighbour_correlation(ordered.ranks()),
        "neighbour_p": lambda: neighbour_p(ordered.ranks(), rng),
        "runs_p": lambda: runs_p(ordered()),
        "narrowing_p": lambda: narrowing_p(ordered()),
        "branch_icc": lambda: branch_icc(values, _branches(sample)),
        "branch_p": lambda: between_groups(require_enough(values), _branches(sample)),
        "effective_n": lambda: effective_n(values, _branches(sample)),
    }
    return {
        **figures.section("independence", checks),
        "drift_tau": None if drifted is None else drifted.tau,
        "drift_p": None if drifted is None else drifted.p,
        **figures.section("independence", _heaps(values, question)),
    }


def compared(sample: Sample, question: Question) -> Values:
    """What answers are compared by: their values, of options whether it is the most frequent one."""
    if not isinstance(question.kind, Choice) or not sample.n:
        return sample.values
    places = sample.values.astype(np.intp)
    most = np.argmax(np.bincount(places))
    return np.where(places == most, 1.0, 0.0)


class Ordered:
    """The values in the order of arrival, where that is known."""

    def __init__(self, values: Values, unordered: str) -> None:
        self._values = values
        self._unordered = unordered
        self._ranks: Values | None = None

    def __call__(self) -> Values:
        if self._unordered:
            raise Undefined(self._unordered)
        return self._values

    def ranks(self) -> Values:
        """Twice their mid-ranks: whole numbers, of which no check has to sort a million again."""
        if self._ranks is None:
            self._ranks = 2 * mid_ranks(self())
        return self._ranks


def anchors(figures: Figures, sample: Sample, question: Question) -> list[Anchor]:
    """How many answers lie at the numbers that stand in the question."""
    numbers = numbers_in(question.text)
    if not numbers or not isinstance(question.kind, Number):
        return []
    found = figures.get("independence.anchoring", lambda: anchoring(sample.values, numbers))
    return [
        Anchor(number=anchor.number, share=anchor.share, expected=anchor.expected)
        for anchor in found or []
    ]


def slips(figures: Figures, sample: Sample, question: Question) -> list[UnitSlip]:
    """Clusters of answers that look as if another unit was meant."""
    if not isinstance(question.kind, Number):
        return []
    found = figures.get("independence.unit_slips", lambda: unit_slips(sample.values))
    return [UnitSlip(factor=slip.factor, count=slip.n, share=slip.share) for slip in found or []]


def numbers_in(text: str) -> list[float]:
    """The distinct numbers that a text writes in digits, read as English."""
    found = []
    for typed in NUMBER.findall(text):
        try:
            found.append(read_number(typed, ENGLISH).value)
        except Unreadable:
            continue
    return sorted(set(found))


def branch_sizes(figures: Figures, sample: Sample) -> Labels:
    """How many people came by each separate way; empty where that is not known."""
    if sample.branches is None or not sample.n:
        for name in ("branches", "largest_branch"):
            figures.refuse(f"independence.{name}", NO_BRANCHES)
        return np.empty(0, dtype=np.int64)
    known = sample.branches[sample.branches >= 0]
    sizes = np.bincount(known)
    alone = np.ones(sample.n - known.size, dtype=np.int64)
    return np.concatenate((sizes[sizes > 0], alone))


def _branches(sample: Sample) -> Labels:
    if sample.branches is None:
        raise Undefined(NO_BRANCHES)
    # Who came by nobody's link came alone.
    alone = sample.branches < 0
    numbered = sample.branches.copy()
    numbered[alone] = numbered.max(initial=-1) + 1 + np.arange(np.count_nonzero(alone))
    return numbered


def _heaps(values: Values, question: Question) -> dict[str, Callable[[], float]]:
    return {
        name: lambda heap=heap: _heap(heap, values, question)  # type: ignore[misc]
        for name, heap in HEAPS.items()
    }


def _heap(heap: Callable[[Values], float], values: Values, question: Question) -> float:
    if not isinstance(question.kind, Number | Percentage):
        raise Undefined(NO_HEAPS)
    return heap(values)
