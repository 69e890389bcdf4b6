"""Compute figures by their paths, and record why a figure is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from crowd.model.results import Reason, Results
from crowd.model.sentence import Sentence
from crowd.stats.validation import Undefined

Result = TypeVar("Result")

Figure = float | list[float] | None

MissingReason = Reason | Sentence | Undefined
"""What a stored reason is made of: each has a template and values."""


def figure_at(results: Results, path: str) -> Figure:
    """Return the figure at a dotted path of the results; None where it is missing."""
    section, _, name = path.rpartition(".")
    sections: dict[str, Mapping[str, Figure]] = {
        "aggregates": results.aggregates,
        "spread": results.spread,
        "diversity": results.diversity,
        "diversity.groups": results.group_diversity,
        "independence": results.independence,
        "uncertainty": results.uncertainty,
        "uncertainty.influence": results.influence,
        "crowd_range": results.crowd_range,
        "scoring": results.scoring,
    }
    return sections[section].get(name)


class Figures:
    """Computes figures; one that is `Undefined` becomes None, with its reason in `why_null`."""

    def __init__(self) -> None:
        self.why_null: dict[str, Reason] = {}

    def compute(self, path: str, method: Callable[[], Result]) -> Result | None:
        """Return the figure, or None after recording the reason under its path."""
        try:
            return method()
        except Undefined as reason:
            self.missing(path, reason)
            return None

    def compute_section(
        self, section: str, methods: dict[str, Callable[[], float]]
    ) -> dict[str, float | None]:
        """Compute all figures of a section, by the names of their methods."""
        return {
            method: self.compute(f"{section}.{method}", function)
            for method, function in methods.items()
        }

    def missing_section(
        self, section: str, methods: Iterable[str], reason: MissingReason
    ) -> dict[str, float | None]:
        """Return a section of None, recording the same reason for all its methods."""
        for method in methods:
            self.missing(f"{section}.{method}", reason)
        return dict.fromkeys(methods)

    def missing(self, path: str, reason: MissingReason) -> None:
        """Record the reason why a figure is missing."""
        # msgspec encodes only exact strings, no subclasses such as Sentence.
        self.why_null[path] = Reason(template=str(reason.template), values=reason.values)
