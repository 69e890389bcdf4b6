"""The sentences about values that some kinds phrase in words of their own."""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.sentence import Sentence


class Words(NamedTuple):
    """Sentences, as numbers have them; `range_ends` are the places of a range's ends in them."""

    too_low: str = "low"
    too_high: str = "high"
    off_low: Sentence = Sentence("{off} too low")
    off_high: Sentence = Sentence("{off} too high")
    sides: Sentence = Sentence("{low} guessed too low and {high} too high")
    below_minimum: Sentence = Sentence("You entered {value}. The answer must be {bound} or more.")
    above_maximum: Sentence = Sentence("You entered {value}. The answer must be {bound} or less.")
    at_least: Sentence = Sentence("At least {least}.")
    at_most: Sentence = Sentence("At most {most}.")
    range_ends: tuple[str, str] = ("start", "end")
    half_between: Sentence = Sentence("At least half of them said between {start} and {end}.")
    share_between: Sentence = Sentence("{share} of them said between {start} and {end}.")
    counted_between: Sentence = Sentence("{count} of the {all} said between {start} and {end}.")
    interval: Sentence = Sentence(
        "If many more people like these were asked, the {name} would probably be between {start} "
        "and {end}."
    )
    crowd_range: Sentence = Sentence(
        "The crowd’s own range, made from theirs, goes from {start} to {end}."
    )
    nobody_too_low: Sentence = Sentence("Nobody guessed too low.")
    nobody_too_high: Sentence = Sentence("Nobody guessed too high.")
    everybody_too_low: Sentence = Sentence("Everybody guessed too low.")
    everybody_too_high: Sentence = Sentence("Everybody guessed too high.")
    expected_lower: Sentence = Sentence(
        "What people expected of the others hints at a lower number, {value}."
    )
    expected_higher: Sentence = Sentence(
        "What people expected of the others hints at a higher number, {value}."
    )
    rising: Sentence = Sentence("Later answers tended to be higher.")
    falling: Sentence = Sentence("Later answers tended to be lower.")

    def between(self, low: str, high: str) -> dict[str, str]:
        """Return the written ends of a range by their places in the sentences."""
        return dict(zip(self.range_ends, (low, high), strict=True))
