"""Crowds whose charts are difficult to draw, with the little of their results that a chart needs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crowd.analysis.axis_range import MAX_DOTS
from crowd.analysis.groups import middle_half
from crowd.analysis.histogram import make_histogram
from crowd.kinds import Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.model.results import HeadlineFigure, Results

PIECES = Number(unit="pieces", minimum=0, decimals=0)
LONG_UNIT = Number(unit="pieces of cereal in the vase on the table", minimum=0, decimals=0)


class Picture(NamedTuple):
    """A crowd, the correct answer, the reader's own answer, and the language."""

    kind: Kind
    values: Sequence[float] | NDArray[np.float64]
    truth: float | None = None
    own: float | None = None
    language: str = "en"


def lognormal(count: int, spread: float = 0.6, middle: float = 400.0) -> NDArray[np.float64]:
    """Whole numbers at equal distances of probability."""
    chance = np.random.default_rng(1907)
    return np.round(middle * np.exp(spread * chance.standard_normal(count)))


def normal(count: int, middle: float, spread: float) -> NDArray[np.float64]:
    """Numbers of a bell curve."""
    return middle + spread * np.random.default_rng(1907).standard_normal(count)


CAMPS = np.concatenate([normal(100, 2e5, 2e4), normal(110, 9e5, 3e4)]).round(-3)
JOKES = np.concatenate([normal(57, 1200, 60).round(), [1, 1e9, 999_999_999_999]])
MOON = day_number("1969-05-10") + 12.0 * np.arange(-30, 31)

PICTURES = {
    "nobody-knows": Picture(PIECES, lognormal(400)),
    "all-equal": Picture(PIECES, [7.0] * 20, 7, 7),
    "all-equal-fractions": Picture(Number(), [355.5] * 60, 355.5),
    "one": Picture(PIECES, [402], 467, 402),
    "two": Picture(PIECES, [402, 500], 467, 500),
    "three": Picture(PIECES, [100, 300, 900], 300, 900),
    "twenty": Picture(PIECES, lognormal(20), 467, 380),
    "sixty": Picture(PIECES, lognormal(60), 467, 380),
    "fifty-nine": Picture(PIECES, lognormal(59), 467, 380),
    "two-hundred-and-one": Picture(PIECES, lognormal(201), 467, 380),
    "two-hundred": Picture(PIECES, lognormal(200), 467, 380),
    "two-thousand": Picture(PIECES, lognormal(2000), 467, 380),
    "one-million": Picture(PIECES, lognormal(1_000_000), 467, 380),
    "two-camps": Picture(PIECES, CAMPS, 800_000, 210_000),
    "three-jokes": Picture(Number(unit="lb", minimum=0), JOKES, 1198, 999_999_999_999),
    "many-powers-of-ten": Picture(PIECES, lognormal(500, 2.2, 3000.0), 3000, 44_000),
    "dates": Picture(Date(), MOON, float(MOON[33]), float(MOON[20])),
    "days": Picture(Date(), np.round(normal(300, 20_000, 9)), 20_004, 20_011),
    "centuries": Picture(Date(), np.round(normal(300, -60_000, 9000)), day_number("1789-07-14")),
    "percent": Picture(Percentage(), normal(300, 71, 11).round().clip(0, 100), 71, 40),
    "percent-in-fives": Picture(
        Percentage(), (normal(300, 14, 3).round() * 5).clip(0, 100), 71, 40
    ),
    "chance": Picture(Probability(), normal(150, 0.6, 0.2).round(2).clip(0, 1), 1, 0.9),
    "duration": Picture(Duration(), (lognormal(300, 0.3, 6600.0) / 300).round() * 300, 7260, 5400),
    "seconds": Picture(Duration(), normal(80, 9.9, 0.3).round(2), 9.58, 10.2),
    "ratings": Picture(
        Number(minimum=0, maximum=10, decimals=0), normal(300, 6, 2).round().clip(0, 10)
    ),
    "fractions": Picture(Number(), normal(300, 0.31, 0.02), 0.3, 0.33),
    "negative": Picture(Number(unit="°C"), normal(300, -12, 5), -18, -3),
    "far-truth": Picture(PIECES, normal(300, 400, 50).round(), 5000, 10),
    "currency": Picture(Number(unit="$", minimum=0), lognormal(300), 467, 380),
    "long-unit": Picture(LONG_UNIT, lognormal(300), 467, 380),
    "arabic": Picture(Number(unit="قطعة", minimum=0, decimals=0), lognormal(300), 467, 5000, "ar"),
    "german": Picture(Number(unit="Stück", minimum=0, decimals=0), lognormal(60), 467, 380, "de"),
}


def results_of(picture: Picture) -> Results:
    """What a chart needs of the results; the headline is the median."""
    ordered = np.sort(np.asarray(picture.values, dtype=float))
    median = float(np.median(ordered))
    marked = [median] if picture.truth is None else [median, picture.truth]
    camps = [2e5, 9e5] if picture.values is CAMPS else []
    bars, other_scale = make_histogram(ordered, picture.kind, marked)
    return Results(
        n=ordered.size,
        headline=HeadlineFigure(name="median", value=median),
        scoring={"truth": picture.truth},
        histogram=bars,
        other_scale=other_scale,
        middle_half=middle_half(ordered),
        few=list(map(float, ordered)) if ordered.size <= MAX_DOTS else [],
        aggregates={},
        spread={},
        diversity={"sarle": 0.9, "dip_p": 0.0} if camps else {},
        heaps=camps,
        group_diversity={},
        independence={},
        uncertainty={},
        influence={},
        crowd_size_curve=[],
        closest=[],
        why_null={},
    )
