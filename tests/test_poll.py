"""What a poll says of itself."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from crowd.kinds import Number
from crowd.poll import Definition, Headline, Poll, Resolution, State, TruthStatus

MOMENT = datetime(2027, 3, 1, tzinfo=UTC)
REVEALED = Poll(
    id="p",
    definition=Definition(
        question="How many?", kind=Number(), headline=Headline(name="median", reason="")
    ),
    state=State.REVEALED,
    closes_at=MOMENT,
    created_at=MOMENT,
)


@pytest.mark.parametrize(
    ("log", "status", "state"),
    [
        ([], TruthStatus.NOT_KNOWN_YET, State.REVEALED),
        ([0.0], TruthStatus.KNOWN, State.RESOLVED),
        ([None], TruthStatus.NEVER_KNOWN, State.RESOLVED),
        ([None, 5.0], TruthStatus.KNOWN, State.RESOLVED),
        ([5.0, None], TruthStatus.NEVER_KNOWN, State.RESOLVED),
    ],
)
def test_truth_status_follows_the_latest_resolution(
    log: list[float | None], status: TruthStatus, state: State
) -> None:
    resolutions = [Resolution(at=MOMENT, truth=truth) for truth in log]
    poll = msgspec.structs.replace(REVEALED, resolutions=resolutions)
    assert (poll.truth_status, poll.public_state) == (status, state)


@pytest.mark.parametrize("truth", [5.0, None])
def test_truth_status_is_sealed_until_the_reveal(truth: float | None) -> None:
    resolutions = [Resolution(at=MOMENT, truth=truth)]
    poll = msgspec.structs.replace(REVEALED, state=State.CLOSED, resolutions=resolutions)
    assert (poll.truth_status, poll.public_state) == (TruthStatus.NOT_KNOWN_YET, State.CLOSED)
