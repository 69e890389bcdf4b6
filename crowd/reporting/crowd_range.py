"""Sentences on the crowd's own range, put together from those that people gave."""

from __future__ import annotations

from collections.abc import Iterator

from crowd.kinds.formatter import ValueFormatter
from crowd.model.results import Results
from crowd.model.sentence import Sentence

WITHIN = Sentence("The correct answer lies within it.")
OUTSIDE = Sentence("The correct answer lies outside it.")
TOO_NARROW = Sentence("It may well be too narrow: people are mostly more sure than they should be.")


def crowd_range_sentence(results: Results, formatter: ValueFormatter) -> Iterator[str]:
    """Tell the crowd's own range, and whether it holds the truth; nothing where all is one value."""
    ends = results.crowd_range.get("quartiles")
    if ends is None or formatter.with_unit(ends[0]) == formatter.with_unit(ends[1]):
        return
    words = formatter.kind.words
    parts = [
        formatter.plural(
            "{n} person gave a range.", "{n} people gave a range.", results.range_count
        ),
        formatter.translate(words.crowd_range, **words.between(*formatter.ends(*ends))),
        # The truth of a chance is 0 or 100 %, which no honest range has to hold.
        "" if formatter.kind.is_chance else formatter.translate(_verdict(results, ends, formatter)),
    ]
    yield " ".join(part for part in parts if part)


def _verdict(results: Results, ends: list[float], formatter: ValueFormatter) -> Sentence:
    truth = results.scoring.get("truth")
    if truth is None:
        return TOO_NARROW
    # The truth that is written like an end lies within for whoever reads both.
    written = {formatter.figure(end) for end in ends}
    held = ends[0] <= truth <= ends[1] or formatter.figure(truth) in written
    return WITHIN if held else OUTSIDE
