"""Crowds whose small charts are drawn in tests, and the documents that show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from typing import Any

import numpy as np

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.i18n.languages import LANGUAGES
from crowd.i18n.translator import translator_for
from crowd.kinds import Choice, Date, Duration, Kind, Number, Percentage, Probability
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.web.views.results import ResultsDisplay, question_display
from tests.conftest import shared_renderer

FIXED_AT = datetime(2027, 5, 1, 12, tzinfo=UTC)
PIECES = Number(unit="pieces", minimum=0, decimals=0)
DAY = 20_600.0
HOSTILE_NAMES = [
    "A group whose name goes on for as long as the field lets it, which is two hundred characters",
    "\u202e</text><script>alert(1)</script>",
    "المعلمون والمعلمات في المدارس الابتدائية",
    "W" * 60,
    "7",
]


@dataclass(frozen=True, eq=False)
class Crowd:
    """The answers of a crowd, and what is known of it."""

    kind: Kind
    values: Sequence[float]
    truth: float | None = None
    headline: str = "median"
    columns: Mapping[str, Any] = field(default_factory=dict)

    @property
    def question(self) -> Question:
        return Question(
            kind=self.kind, headline=self.headline, truth=self.truth, headline_fixed_at=FIXED_AT
        )

    @cached_property
    def results(self) -> Results:
        sample = Sample(values=np.array(self.values, dtype=float), **self.columns)
        return compute_results(sample, self.question)


@cache
def display_of(crowd: Crowd, language: str = "en") -> ResultsDisplay:
    """Describe the results of a crowd in a language."""
    translator = translator_for(LANGUAGES[language].locale)
    formatter = ValueFormatter(crowd.kind, translator.locale, translator)
    return question_display(crowd.question, crowd.results, formatter)


def render_parts(crowd: Crowd, partial: str, language: str = "en") -> str:
    """Render one partial of the results page."""
    translator = translator_for(LANGUAGES[language].locale)
    display = display_of(crowd, language)
    return shared_renderer().page(f"results/{partial}.html", translator, results=display).decode()


def document(crowd: Crowd, partials: Sequence[str], language: str = "en") -> str:
    """Render partials as a document that a browser shows from its folder."""
    body = "\n".join(render_parts(crowd, partial, language) for partial in partials)
    direction = translator_for(LANGUAGES[language].locale).direction
    sheets = "".join(
        f'<link rel="stylesheet" href="../../static/css/{name}.css">\n'
        for name in ("colours", "crowd")
    )
    return (
        f'<!doctype html>\n<html lang="{language}" dir="{direction}">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n{sheets}'
        f'<main class="page">\n{body}</main>\n'
    )


def in_groups(sizes: dict[str, int]) -> dict[str, Any]:
    """Return the columns of a sample whose answers belong to groups of these sizes, in turn."""
    labels = np.repeat(np.arange(len(sizes)), list(sizes.values()))
    return {"groups": labels, "group_names": list(sizes)}


def guesses(seed: int, *means_and_sizes: tuple[float, int], spread: float = 0.5) -> list[float]:
    """Draw guesses about several middles, each with its number of people."""
    chance = np.random.default_rng(seed)
    drawn = [chance.lognormal(np.log(mean), spread, size) for mean, size in means_and_sizes]
    return [float(value) for value in np.concatenate(drawn).round()]


THREE = {"Teachers": 212, "Parents": 640, "Pupils": 1386}
MAKERS: dict[str, Callable[[], Crowd]] = {
    "groups-number": lambda: Crowd(
        PIECES, guesses(1, (432, 212), (396, 640), (404, 1386)), 467, columns=in_groups(THREE)
    ),
    "groups-hostile-names": lambda: Crowd(
        Number(unit="u" * 40, decimals=0),
        guesses(2, *[(400 + 50 * place, 30) for place in range(5)]),
        9000,
        columns=in_groups(dict.fromkeys(HOSTILE_NAMES, 30)),
    ),
    "groups-joke": lambda: Crowd(
        PIECES,
        [*guesses(3, (400, 60), (420, 40)), *[999_999_999_999.0] * 6],
        467,
        columns=in_groups({"Sea": 60, "Land": 40, "Jokers": 6}),
    ),
    "groups-equal": lambda: Crowd(
        PIECES, [400.0] * 20, 400, columns=in_groups({"One": 10, "Two": 10})
    ),
    "groups-date": lambda: Crowd(
        Date(),
        [DAY + value for value in guesses(4, (90, 50), (120, 30))],
        DAY + 100,
        columns=in_groups({"Builders": 50, "Neighbours": 30}),
    ),
    "groups-duration": lambda: Crowd(
        Duration(),
        [300.0 * round(value / 300) for value in guesses(5, (8000, 50), (9500, 30))],
        7235,
        columns=in_groups({"Runners": 50, "Walkers": 30}),
    ),
    "groups-percentage": lambda: Crowd(
        Percentage(),
        [min(100.0, value) for value in guesses(6, (40, 50), (55, 30))],
        71,
        "mean",
        in_groups({"North": 50, "South": 30}),
    ),
    "groups-chance": lambda: Crowd(
        Probability(),
        [min(0.99, value / 100) for value in guesses(7, (60, 50), (45, 30))],
        1,
        "log_odds_mean",
        in_groups({"Sailors": 50, "Farmers": 30}),
    ),
    "groups-dollars": lambda: Crowd(
        Number(unit="$", minimum=0),
        [*guesses(8, (900, 40), (40_000, 40), (2_000_000, 40), spread=1.5)],
        150_000,
        columns=in_groups({"Buyers": 40, "Sellers": 40, "Agents": 40}),
    ),
    "groups-choice": lambda: Crowd(
        Choice(options=["red", "green"]),
        [0.0] * 6 + [1.0] * 9,
        1,
        "plurality",
        in_groups({"Left": 6, "Right": 9}),
    ),
    "links-number": lambda: Crowd(
        PIECES,
        guesses(9, (300, 60), (420, 30), (500, 10)),
        467,
        columns={"branches": np.repeat([0, 60, 90], [60, 30, 10])},
    ),
}


def counted(*counts: int) -> list[float]:
    """Return the answers to a choice whose options have these counts."""
    return [float(place) for place, count in enumerate(counts) for _ in range(count)]


def predictions(rows: int, *shares: float) -> dict[str, Any]:
    """Return the column of a sample where everybody predicts these shares."""
    return {"predicted": np.tile(np.array(shares), (rows, 1))}


CHOICE_MAKERS: dict[str, Callable[[], Crowd]] = {
    "options-expected": lambda: Crowd(
        Choice(options=["Sydney", "Canberra", "Melbourne", "Perth"]),
        counted(120, 90, 45, 0),
        1,
        "surprisingly_popular",
        predictions(255, 0.7, 0.12, 0.16, 0.02),
    ),
    "options-thirds": lambda: Crowd(
        Choice(options=["one", "two", "three"]), counted(5, 5, 5), 2, "plurality"
    ),
    "options-almost-all": lambda: Crowd(
        Choice(options=["nobody", "one in a thousand", "the rest"]),
        counted(0, 1, 999),
        2,
        "plurality",
        predictions(1000, 0, 0.005, 0.995),
    ),
    "options-twenty": lambda: Crowd(
        Choice(options=[f"{place} {name}" for place, name in enumerate(HOSTILE_NAMES * 4)]),
        counted(*range(1, 21)),
        7,
        "plurality",
    ),
    "options-nobody": lambda: Crowd(Choice(options=["yes", "no"]), [], None, "plurality"),
}
CURVE_MAKERS: dict[str, Callable[[], Crowd]] = {
    "curve-number": lambda: Crowd(PIECES, guesses(11, (400, 2238)), 467),
    "curve-joke": lambda: Crowd(PIECES, [*guesses(12, (400, 60)), 1e12], 467),
    "curve-wild": lambda: Crowd(
        PIECES, [*range(445, 490), *[1.0] * 28, *guesses(20, (900_000, 27))], 467
    ),
    "curve-equal": lambda: Crowd(PIECES, [400.0] * 20, 467),
    "curve-flat": lambda: Crowd(PIECES, guesses(14, (4000, 300), spread=0.05), 467),
    "curve-six": lambda: Crowd(PIECES, [300, 350, 390, 420, 500, 900, 460], 467),
    "curve-date": lambda: Crowd(
        Date(), [DAY + value for value in guesses(15, (100, 150))], DAY + 105
    ),
    "curve-duration": lambda: Crowd(Duration(), guesses(16, (8000, 300)), 7235, "mean"),
    "curve-percentage": lambda: Crowd(
        Percentage(), [min(100.0, value) for value in guesses(17, (40, 90))], 46
    ),
    "curve-below-zero": lambda: Crowd(
        Number(unit="degrees of the thermometer in the yard", minimum=-90),
        [value - 60.0 for value in guesses(18, (60, 1200))],
        0,
    ),
    "curve-dollars": lambda: Crowd(
        Number(unit="$", minimum=0), guesses(19, (4_000_000, 500), spread=2), 0
    ),
    "curve-chance": lambda: Crowd(Probability(), [0.4, 0.5, 0.6] * 9, 1, "log_odds_mean"),
}
ERROR_MAKERS: dict[str, Callable[[], Crowd]] = {
    "error-number": lambda: Crowd(PIECES, guesses(11, (400, 2238)), 467),
    "error-worse": lambda: Crowd(PIECES, [*range(455, 480), *[5000] * 6], 467, "mean"),
    "error-exact": lambda: Crowd(PIECES, [300, 467, 800, 350, 900], 467),
    "error-typical-exact": lambda: Crowd(PIECES, [*[467] * 6, 900, 1000], 467, "mean"),
    "error-all-too-high": lambda: Crowd(PIECES, [500, 510, 520, 600, 700, 901], 467),
    "error-nobody-too-low": lambda: Crowd(PIECES, [467, 510, 520, 600, 700, 901], 467),
    "error-many-times": lambda: Crowd(PIECES, guesses(21, (90_000, 99)), 467),
    "error-truth-zero": lambda: Crowd(Number(unit="g", minimum=0), guesses(22, (4, 40)), 0),
    "error-date": lambda: Crowd(
        Date(), [DAY + value for value in guesses(15, (100, 150))], DAY + 105
    ),
    "error-duration": lambda: Crowd(Duration(), guesses(16, (8000, 300)), 7235),
    "error-percentage": lambda: Crowd(
        Percentage(), [min(100.0, value) for value in guesses(17, (40, 90))], 46
    ),
    "error-chance": lambda: Crowd(Probability(), [0.4, 0.5, 0.6, 0.9, 0.2] * 9, 1, "log_odds_mean"),
    "error-long-unit": lambda: Crowd(
        Number(unit="degrees of the thermometer in the yard", minimum=-90),
        [value - 60.0 for value in guesses(18, (60, 1200))],
        3,
    ),
}
GROUPED = {name: cache(make) for name, make in MAKERS.items()}
CHOICES = {name: cache(make) for name, make in CHOICE_MAKERS.items()}
CURVES = {name: cache(make) for name, make in CURVE_MAKERS.items()}
ERRORS = {name: cache(make) for name, make in ERROR_MAKERS.items()}
