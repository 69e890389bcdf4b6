"""Figures with their names, and for each that does not exist the reason why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from crowd.model.results import Results
from crowd.stats.validation import Undefined

Result = TypeVar("Result")


Figure = float | list[float] | None


def figure_at(results: Results, path: str) -> Figure:
    """The figure at a dotted path of the results; None where there is none."""
    section, _, name = path.rpartition(".")
    sections: dict[str, Mapping[str, Figure]] = {
        "aggregates": results.aggregates,
        "spread": results.spread,
        "diversity": results.diversity,
        "diversity.groups": results.group_diversity,
        "independence": results.independence,
        "uncertainty": results.uncertainty,
        "uncertainty.influence": results.influence,
        "scoring": results.scoring,
    }
    return sections[section].get(name)


class Figures:
    """Collects figures; what cannot be computed is None and has its reason in `why_null`."""

    def __init__(self) -> None:
        self.why_null: dict[str, str] = {}

    def get(self, path: str, compute: Callable[[], Result]) -> Result | None:
        """The figure, or None with its reason kept under its path."""
        try:
            return compute()
        except Undefined as reason:
            self.why_null[path] = str(reason)
            return None

    def section(
        self, name: str, methods: dict[str, Callable[[], float]]
    ) -> dict[str, float | None]:
        """All figures of a section."""
        return {
            method: self.get(f"{name}.{method}", compute) for method, compute in methods.items()
        }

    def none(self, name: str, methods: Iterable[str], reason: str) -> dict[str, float | None]:
        """A section none of whose figures exist, all for the same reason."""
        for method in methods:
            self.refuse(f"{name}.{method}", reason)
        return dict.fromkeys(methods)

    def refuse(self, path: str, reason: str) -> None:
        """Keeps the reason why a figure is not there."""
        # A sentence would not go into JSON.
        self.why_null[path] = str(reason)
