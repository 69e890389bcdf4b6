"""Which aggregate may lead."""

from __future__ import annotations

import pytest

from crowd.i18n.labels import HEADLINE_NAMES
from crowd.kinds import Choice, Date, Kind, Number, Percentage, Probability
from crowd.kinds.kind import ROBUST_HEADLINES
from crowd.rules.headline import LEAD_REASONS, allowed_headlines, choose_headline

COLOURS = Choice(options=["Red", "Blue"])


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (Number(), [*ROBUST_HEADLINES]),
        (Number(minimum=0), [*ROBUST_HEADLINES]),
        (Number(minimum=0, maximum=9), [*ROBUST_HEADLINES, "mean"]),
        (Number(minimum=1), [*ROBUST_HEADLINES, "geometric_mean"]),
        (Percentage(), [*ROBUST_HEADLINES, "mean"]),
        (Probability(), ["log_odds_mean", "median"]),
        (Date(minimum="2027-01-01"), [*ROBUST_HEADLINES]),
        (Date(minimum="2027-01-01", maximum="2027-12-31"), [*ROBUST_HEADLINES, "mean"]),
        (COLOURS, ["plurality", "surprisingly_popular"]),
    ],
)
def test_headlines_of_a_kind(kind: Kind, allowed: list[str]) -> None:
    assert allowed_headlines(kind) == allowed
    assert choose_headline(kind, None).name == allowed[0]


def test_surprise_needs_predictions() -> None:
    assert allowed_headlines(COLOURS, predictions=False) == ["plurality"]
    with pytest.raises(KeyError):
        choose_headline(COLOURS, "surprisingly_popular", predictions=False)
    assert choose_headline(COLOURS, "surprisingly_popular").name == "surprisingly_popular"


def test_every_headline_has_its_reason() -> None:
    assert set(LEAD_REASONS) == set(HEADLINE_NAMES)
