"""A finished example from published data, computed without a database: the ox of Plymouth."""

from __future__ import annotations

from functools import cache

import numpy as np

from crowd.actions.examples.example_polls import OX_TRUTH, ox_estimates
from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Number
from crowd.model.results import Results
from crowd.model.sentence import Sentence

OX_TITLE = Sentence("How heavy is this ox?")
OX_YEAR = "1906"
OX_UNIT = Sentence("lb")
UNORDERED = Sentence("nobody noted in which order the answers came")


def ox_question(text: str, unit: str) -> Question:
    """Return the question of the example, in the words and with the unit of a language."""
    return Question(
        kind=Number(unit=unit, minimum=0, decimals=0),
        headline="median",
        text=text,
        truth=float(OX_TRUTH),
    )


@cache
def ox_results() -> Results:
    """Compute the results of the example: a tenth of a second, once in a process."""
    sample = Sample(values=np.array(ox_estimates()), why_unordered=UNORDERED.template)
    return compute_results(sample, ox_question("", OX_UNIT.template))
