"""From answers to results: by hand for one crowd, and always something for any other."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crowd.analysis.sample import Sample
from crowd.analysis.summarise import summarise
from crowd.kinds import Date, Kind, Number, Percentage
from crowd.model.results import ClosestAnswer, Results
from crowd.poll import Definition, Headline, Poll, Resolution, State

NOW = datetime(2027, 4, 18, 20, tzinfo=UTC)
NEVER = "never"


def poll(kind: Kind, truth: float | str | None = None) -> Poll:
    """A revealed poll; a truth of NEVER was given up."""
    entered = [] if truth is None else [truth]
    return Poll(
        id="poll",
        definition=Definition(
            question="How many?", kind=kind, headline=Headline(name="median", reason="")
        ),
        state=State.REVEALED,
        closes_at=NOW,
        created_at=NOW,
        resolutions=[
            Resolution(at=NOW, truth=None if isinstance(entry, str) else entry) for entry in entered
        ],
    )


def results(kind: Kind, values: list[float], truth: float | str | None = None) -> Results:
    return summarise(poll(kind, truth), Sample(values=np.array(values, dtype=float))).results


def test_figures_of_a_small_crowd() -> None:
    found = results(Number(minimum=0), [1, 2, 4, 8], 4)
    assert (found.n, found.headline.value) == (4, 3.0)
    assert found.aggregates["median"] == 3
    assert found.aggregates["mean"] == found.aggregates["trimmed_mean"] == 3.75
    assert found.aggregates["geometric_mean"] == pytest.approx(2**1.5)
    assert found.scoring["error"] == -1
    assert found.scoring["closer_than"] == 0.75
    assert found.scoring["crowd_error"] == pytest.approx(0.0625)
    assert found.scoring["average_error"] == 7.25
    assert found.scoring["prediction_diversity"] == pytest.approx(7.1875)
    assert found.closest[0] == ClosestAnswer(value=4, count=1)
    assert [(point.k, point.error) for point in found.crowd_size_curve] == [(1, 2.25), (3, 1.0)]


@pytest.mark.parametrize(
    ("truth", "reason"),
    [
        (None, "the correct answer is not known yet"),
        (NEVER, "the correct answer will never be known"),
    ],
)
def test_scoring_without_a_truth(truth: str | None, reason: str) -> None:
    found = results(Number(), [1, 2, 3], truth)
    assert set(found.scoring.values()) == {None}
    assert str(found.why_null["scoring.error"]) == reason
    assert (found.crowd_size_curve, found.closest) == ([], [])


@pytest.mark.parametrize("kind", [Date(), Percentage()])
def test_factors_only_for_quantities(kind: Kind) -> None:
    found = results(kind, [10, 20, 30], 20)
    assert found.aggregates["geometric_mean"] is None
    assert "aggregates.geometric_mean" in found.why_null
    assert found.scoring["log_error"] is None
    assert (found.scoring["percent_error"] is not None) is isinstance(kind, Percentage)


def test_every_missing_figure_has_its_reason() -> None:
    found = results(Number(), [])
    missing = [f"aggregates.{name}" for name, value in found.aggregates.items() if value is None]
    missing += [f"spread.{name}" for name, value in found.spread.items() if value is None]
    assert len(missing) == len(found.aggregates) + len(found.spread)
    assert set(missing) <= set(found.why_null)


@given(
    st.lists(st.floats(-1e100, 1e100), max_size=12),
    st.one_of(st.none(), st.floats(-1e100, 1e100)),
)
def test_any_answers_make_results(values: list[float], truth: float | None) -> None:
    found = results(Number(), values, truth)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Results) == found


def test_hash_names_the_results() -> None:
    sample = Sample(values=np.array([1.0, 2.0, 3.0]))
    first = summarise(poll(Number(), 2.0), sample)
    assert first.hash == summarise(poll(Number(), 2.0), sample).hash
    assert first.hash != summarise(poll(Number(), 3.0), sample).hash
