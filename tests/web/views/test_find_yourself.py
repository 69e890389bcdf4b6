"""The field for the place of a typed number: what the page brings along for it, and how much script."""

from __future__ import annotations

import gzip
import re
from itertools import pairwise

import numpy as np
import pytest
from babel import Locale

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.i18n.translator import translator_for
from crowd.kinds import KINDS, Duration, Kind
from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.poll import Resolution, State
from crowd.reporting.own_answer import rank_of_error
from crowd.web.views.find_yourself import FindYourself, find_yourself
from tests.kind_examples import EXAMPLES, values_of
from tests.paths import ROOT
from tests.web.sharing.cards import NOON, PIECES, SPREAD, poll_of

MAX_SCRIPT_BYTES = 8192
"""Of all scripts of the results page, compressed."""


def results_of(kind: Kind, values: list[float], truth: float | None) -> Results:
    log = [] if truth is None else [Resolution(at=NOON, truth=truth)]
    poll = poll_of("How many?", kind, State.REVEALED, log)
    return summarise(poll, Sample(values=np.array(values), why_unordered="sorted")).results


def found(
    kind: Kind, values: list[float], truth: float | None, language: str = "en"
) -> FindYourself | None:
    locale = Locale.parse(language)
    formatter = ValueFormatter(kind, locale, translator_for(locale))
    return find_yourself(results_of(kind, values, truth), formatter)


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_with_an_axis_has_a_field(name: str) -> None:
    kind = EXAMPLES[name]
    truth = 1.0 if kind.is_chance else values_of(kind)[1]
    field = found(kind, values_of(kind) * 3, truth)
    assert (field is None) is bool(kind.options)
    if field is not None:
        assert field.kind == (name if name in {"date", "duration"} else "number")
        assert len(field.fields) == (2 if name == "duration" else 1)
        assert field.factor == (0.01 if kind.is_chance else 1)


def test_errors_rank_an_answer_as_the_page_ranks_the_own_one() -> None:
    many = [float(value) for value in np.round(np.exp(np.linspace(3.5, 8.5, 1001)))]
    for values in (SPREAD, many):
        results, field = results_of(PIECES, values, 467.0), found(PIECES, values, 467.0)
        assert field is not None
        errors = [float(error) for error in field.errors.split()]
        assert all(one <= other for one, other in pairwise(errors))
        for own in (380.0, 466.0, 1000.0, 9000.0):
            rank = rank_of_error(results, abs(own - 467), 467.0)
            share = sum(error > abs(own - 467) for error in errors) / len(errors)
            assert rank is not None
            # The script tells 99% where everybody is farther off.
            assert min(share, 0.99) == pytest.approx(min(rank.farther, 0.99))


@pytest.mark.parametrize(
    ("n", "compared", "counted"), [(4, False, True), (5, True, True), (101, True, False)]
)
def test_small_crowds_are_counted_or_not_compared(n: int, compared: bool, counted: bool) -> None:
    field = found(PIECES, SPREAD[:n], 467.0)
    assert field is not None
    assert (bool(field.errors), field.counted) == (compared, counted)


def test_nothing_is_compared_before_the_correct_answer_is_known() -> None:
    field = found(PIECES, SPREAD, None)
    assert field is not None
    assert (field.errors, field.truth) == ("", None)


@pytest.mark.parametrize(
    ("longest", "labels"),
    [(90, ["minutes", "seconds"]), (9000, ["hours", "minutes"]), (9e6, ["days", "hours"])],
)
def test_durations_are_asked_for_in_their_own_units(longest: float, labels: list[str]) -> None:
    values = [float(longest * share) for share in np.linspace(0.5, 1, 30)]
    field = found(Duration(), values, values[3])
    assert field is not None
    assert [part.label for part in field.fields] == labels


@pytest.mark.parametrize(("language", "decimal"), [("en", "."), ("de", ","), ("ar", ".")])
def test_numbers_are_read_as_the_language_writes_them(language: str, decimal: str) -> None:
    field = found(PIECES, SPREAD, 467.0, language)
    assert field is not None
    assert field.decimal == decimal
    # The script puts other numbers in the place of this one.
    assert field.percent.count("62") == 1


def test_scripts_of_the_results_page_are_small() -> None:
    page = (ROOT / "templates/pages/results.html").read_text()
    codes = (ROOT / "templates/sharing/_embed_codes.html").read_text()
    names = re.findall(r"asset\('(js/[\w.]+)'\)", page + codes)
    assert {"js/chart.js", "js/share.js"} <= set(names)
    sizes = [len(gzip.compress((ROOT / "static" / name).read_bytes(), 9)) for name in names]
    assert sum(sizes) <= MAX_SCRIPT_BYTES
