"""Camps: whether the answers fall into several heaps, and where each of them lies."""

from __future__ import annotations

from crowd.analysis.heaps import has_valley
from crowd.model.results import Results
from crowd.reporting.thresholds import SIGNIFICANCE_LEVEL

SARLE_OF_UNIFORM = 5 / 9
"""Sarle's bimodality coefficient of a uniform distribution; larger ones can mean two modes."""


def is_multimodal(results: Results) -> bool:
    """Return whether the answers fall into more than one heap, by the dip test and in the chart."""
    sarle, chance = results.diversity.get("sarle"), results.diversity.get("dip_p")
    if sarle is None or chance is None or sarle <= SARLE_OF_UNIFORM or chance >= SIGNIFICANCE_LEVEL:
        return False
    # Answers that few values share dip without two heaps: the chart must show a valley as well.
    return results.histogram is not None and has_valley(
        [bar.count for bar in results.histogram.bins]
    )


def camp_centres(results: Results) -> list[float]:
    """Return the median of each heap, ascending; none where there is but one."""
    return results.heaps if is_multimodal(results) else []
