"""What twin polls of each kind hold, and what is sent to them."""

from __future__ import annotations

from typing import Any, NamedTuple

from crowd.kinds import KINDS, Kind
from crowd.model.answer import FollowUpAnswers
from tests.factories import poll_body
from tests.kind_examples import EXAMPLES, to_body, typed_truth, typed_values, values_of

ASKS = {"others": True, "reason": True, "group": ["North", "South"], "name": True}

TEXTS = {"group": "North", "reason": "Why not?", "name": "Grace"}


class Case(NamedTuple):
    """A kind of poll: its truth, what strangers and the participant say, what requests bring.

    A number is asked for in every way; another kind at every route, but only where it can matter.
    """

    kind: dict[str, Any]
    truth: float | str
    low: list[float]
    high: list[float]
    changed: float
    own: float
    sent: float | str
    asks: dict[str, Any]
    added: FollowUpAnswers
    own_added: FollowUpAnswers
    more: dict[str, Any]
    everywhere: bool = False


WRITTEN_CASES = {
    "number": Case(
        kind=poll_body()["kind"],
        truth=7.5,
        low=[1 + number % 9 for number in range(1000)],
        high=[9000 + number for number in range(1000)],
        changed=5,
        own=77,
        sent=5,
        asks={**ASKS, "interval": True},
        added=FollowUpAnswers(low=1.0, high=9e9, others=9e3),
        own_added=FollowUpAnswers(
            low=70.0, high=80.0, others=75.0, group=1, reason="So.", name="Ada"
        ),
        more={"low": 4, "high": 6, "others": 5, **TEXTS},
        everywhere=True,
    ),
    "probability": Case(
        kind={"type": "probability"},
        truth="yes",
        low=[0.01 * (number % 9) for number in range(200)],
        high=[0.9 + 0.01 * (number % 9) for number in range(200)],
        changed=0.5,
        own=0.23,
        sent="55 %",
        asks={**ASKS, "interval": True},
        added=FollowUpAnswers(low=0.1, high=0.9, others=0.8),
        own_added=FollowUpAnswers(
            low=0.2, high=0.3, others=0.25, group=1, reason="So.", name="Ada"
        ),
        more={"low": "40 %", "high": "60 %", "others": "50 %", **TEXTS},
    ),
    "choice": Case(
        kind={"type": "choice", "options": ["Red", "Blue", "Green"]},
        truth="Red",
        low=[0.0] * 200,
        high=[2.0] * 200,
        changed=1,
        own=1,
        sent="Green",
        asks=ASKS,
        added=FollowUpAnswers(predicted=[0.1, 0.2, 0.7]),
        own_added=FollowUpAnswers(predicted=[0.5, 0.3, 0.2], group=1, reason="So.", name="Ada"),
        more={"predicted": {"Red": 0.5, "Blue": 0.25, "Green": 0.25}, **TEXTS},
    ),
}


def derive_case(kind: Kind) -> Case:
    """The case of a kind that nobody wrote one for."""
    quarter, middle, low, high, upper = values_of(kind)
    typed = typed_values(kind)
    return Case(
        kind=to_body(kind),
        truth=typed_truth(kind),
        low=[low, quarter] * 40,
        high=[high, upper] * 40,
        changed=middle,
        own=quarter,
        sent=typed[1],
        asks={**ASKS, "interval": True},
        added=FollowUpAnswers(low=low, high=high, others=upper),
        own_added=FollowUpAnswers(
            low=low, high=middle, others=quarter, group=1, reason="So.", name="Ada"
        ),
        more={"low": typed[0], "high": typed[4], "others": typed[1], **TEXTS},
    )


DERIVED_CASES = {name: derive_case(EXAMPLES[name]) for name in KINDS if name not in WRITTEN_CASES}

CASES = WRITTEN_CASES | DERIVED_CASES
