"""Kinds of polls as they stand in stored records and in the API, letter by letter."""

from __future__ import annotations

import msgspec
import pytest

from crowd.kinds import AnyKind, Choice, Date, Kind, Number, Percentage, Probability

COLOURS = Choice(options=["Red", "Blue"])


@pytest.mark.parametrize(
    ("kind", "stored"),
    [
        (
            Number(unit="kg", minimum=0.0),
            b'{"type":"number","unit":"kg","minimum":0.0,"maximum":null,"decimals":null}',
        ),
        (Percentage(), b'{"type":"percentage"}'),
        (Probability(), b'{"type":"probability"}'),
        (Date(minimum="2027-01-01"), b'{"type":"date","minimum":"2027-01-01","maximum":null}'),
        (COLOURS, b'{"type":"choice","options":["Red","Blue"]}'),
    ],
)
def test_kind_is_stored_like_this(kind: Kind, stored: bytes) -> None:
    assert msgspec.json.encode(kind) == stored
    assert msgspec.json.decode(stored, type=AnyKind) == kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Number(unit="kg"), Number(unit="lb", minimum=0), True),
        (Number(), Percentage(), False),
        (Percentage(), Probability(), False),
        (COLOURS, Choice(options=["Red", "Blue"]), True),
        (COLOURS, Choice(options=["Blue", "Red"]), False),
        (Number(), COLOURS, False),
    ],
)
def test_values_mean_the_same(one: Kind, other: Kind, same: bool) -> None:
    assert one.has_same_values(other) is same
    assert other.has_same_values(one) is same
