"""Example polls: what they ask, who answers, and the truth; what is simulated is said in each."""

from __future__ import annotations

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.kinds import AnyKind, Choice, Date, Number, Percentage, Probability
from crowd.kinds.date import day_number
from crowd.poll import Reveal

SEED = 2012
"""Of the random numbers, so that the examples are always the same."""

OX_PERCENTILES = {
    5: 1074, 10: 1109, 15: 1126, 20: 1148, 25: 1162, 30: 1174, 35: 1181, 40: 1188, 45: 1197, 50: 1207,
    55: 1214, 60: 1219, 65: 1225, 70: 1230, 75: 1236, 80: 1243, 85: 1254, 90: 1267, 95: 1293,
}  # fmt: skip
"""Percentiles of 787 estimates in pounds: F. Galton, Nature 75 (1907) 450, doi 10.1038/075450a0."""

OX_TRUTH = 1198
"""Pounds, once slaughtered and dressed."""

OX_EXTREMES = (1004, 1345)
"""Pounds; Galton printed no tails: these continue his outermost steps as steeply, twice as far."""


class ExamplePoll(msgspec.Struct, frozen=True, kw_only=True):
    """What an example asks, its answers, and the truth; without a truth it stays open."""

    title: str
    question: str
    details: str
    kind: AnyKind
    values: list[float]
    truth: float | None = None
    has_image: bool = False
    reveal: Reveal = Reveal.AT_CLOSE
    predicted: list[list[float]] = []
    """Which shares of the others people expect, by the option that they choose themselves."""

    share_by_link: float = 0.0
    """The share of people who come by the link of somebody who has answered before."""


def example_polls() -> list[ExamplePoll]:
    """Return the examples, always the same."""
    rng = np.random.default_rng(SEED)
    vase = "How many pieces of cereal are in the vase?"
    cereal = cereal_guesses(rng)
    return [
        ExamplePoll(
            title="The ox of Plymouth, 1906",
            question="How much will this ox weigh, once slaughtered and dressed?",
            details="Visitors of a cattle show bought tickets for a guess. Francis Galton published "
            "19 percentiles of their 787 estimates in Nature in 1907. The single tickets are lost: "
            "the answers here are reconstructed from those percentiles.",
            kind=Number(unit="lb", minimum=0, decimals=0),
            values=ox_estimates(),
            truth=OX_TRUTH,
        ),
        ExamplePoll(
            title="The cereal vase, 2012",
            question=vase,
            details="In 2012 a blogger asked this and got 2,238 valid guesses. The answers here are "
            "simulated: drawn at random so that their middle answer (402), their average (about "
            "514) and the truth (467) are the published ones.",
            kind=Number(unit="pieces", minimum=1, decimals=0),
            values=cereal,
            truth=467,
            has_image=True,
            share_by_link=0.4,
        ),
        ExamplePoll(
            title="The cereal vase, still open",
            question=vase,
            details="An example to try: guess without asking around. Its earlier answers are "
            "simulated.",
            kind=Number(unit="pieces", minimum=1, decimals=0),
            values=cereal[:60],
            has_image=True,
        ),
        ExamplePoll(
            title="A date",
            question="On which day did people first walk on the Moon?",
            details="The answers are simulated.",
            kind=Date(),
            values=list(np.round(rng.normal(day_number("1969-05-10"), 420, 180))),
            truth=day_number("1969-07-20"),
        ),
        ExamplePoll(
            title="A percentage",
            question="How much of the Earth’s surface is covered by water?",
            details="The answers are simulated.",
            kind=Percentage(),
            values=list(np.clip(np.round(rng.normal(69, 9, 240)), 0, 100)),
            truth=71,
        ),
        ExamplePoll(
            title="Closed, waiting for its reveal",
            question="How many steps lead up to the tower?",
            details="This one shows what everybody sees between the close and the reveal.",
            kind=Number(unit="steps", minimum=1, decimals=0),
            values=list(np.round(rng.lognormal(np.log(310), 0.5, 90))),
            truth=347,
            reveal=Reveal.MANUAL,
        ),
        ExamplePoll(
            title="A chance",
            question="How likely is it that Canberra lies farther south than Cape Town?",
            details="The answers are simulated.",
            kind=Probability(),
            values=list(np.round(rng.beta(2.2, 1.6, 150), 2)),
            truth=1,
        ),
        ExamplePoll(
            title="A choice",
            question="Which city is the capital of Australia?",
            details="People were also asked how many of the others would choose each city. The answers "
            "are simulated: most choose the best known city, and those who know better know that too.",
            kind=Choice(options=["Sydney", "Melbourne", "Canberra", "Perth"]),
            values=list(rng.choice(4, 180, p=[0.52, 0.08, 0.34, 0.06])),
            truth=2,
            predicted=[
                [0.68, 0.14, 0.12, 0.06],
                [0.45, 0.35, 0.12, 0.08],
                [0.58, 0.1, 0.27, 0.05],
                [0.5, 0.12, 0.12, 0.26],
            ],
        ),
    ]


def ox_estimates() -> list[float]:
    """Return 787 whole pounds with Galton's percentiles, interpolated linearly between them."""
    shares = np.array([0, *OX_PERCENTILES, 100]) / 100
    weights = np.array([OX_EXTREMES[0], *OX_PERCENTILES.values(), OX_EXTREMES[1]], dtype=float)
    places = (np.arange(787) + 0.5) / 787
    return _shuffled(np.round(np.interp(places, shares, weights)))


def cereal_guesses(rng: np.random.Generator) -> list[float]:
    """Draw 2,238 guesses, log-normal with the published median and mean, many on round numbers."""
    spread = np.sqrt(2 * np.log(514 / 402))
    guesses = np.exp(rng.normal(np.log(402), spread, 2238))
    rounding = rng.choice([1.0, 5.0, 10.0, 50.0], guesses.size, p=[0.35, 0.2, 0.3, 0.15])
    guesses = np.maximum(1, np.round(guesses / rounding) * rounding)
    # Rounding moves the median a little: the nearest guesses are set to the published one.
    low, high = np.sum(guesses < 402), np.sum(guesses > 402)
    side = guesses > 402 if high > low else guesses < 402
    nearest = np.argsort(np.where(side, np.abs(guesses - 402), np.inf))
    guesses[nearest[: abs(int(high) - int(low)) // 2 + 2]] = 402
    # Rounding also moved the mean: scaling the large guesses restores it.
    large = guesses > 800
    missing = 514 * guesses.size - guesses.sum()
    guesses[large] = np.round(guesses[large] * (1 + missing / guesses[large].sum()))
    return [float(guess) for guess in guesses]


def _shuffled(values: NDArray[np.float64]) -> list[float]:
    return [float(value) for value in np.random.default_rng(SEED).permutation(values)]
