"""Compute the results of a revealed poll; pure, and the most expensive work of the service."""

from __future__ import annotations

import hashlib

import msgspec
import numpy as np

from crowd.analysis.report import compute_results
from crowd.analysis.sample import Question, Sample
from crowd.kinds import Number
from crowd.model.results import Snapshot
from crowd.poll import Poll, TruthStatus


def summarise(poll: Poll, sample: Sample) -> Snapshot:
    """Compute the results of a poll from its answers in arrival order, without withdrawn ones."""
    results = compute_results(sample, question_of(poll))
    return Snapshot(
        hash=hashlib.sha256(msgspec.json.encode(results)).hexdigest()[:20], results=results
    )


def question_of(poll: Poll) -> Question:
    """Return what the poll asks and what is known of its truth."""
    resolution = poll.resolution
    return Question(
        kind=poll.definition.kind,
        headline=poll.definition.headline.name,
        text=poll.definition.question,
        truth=None if resolution is None else resolution.truth,
        given_up=poll.truth_status is TruthStatus.NEVER_KNOWN,
        headline_fixed_at=poll.opened_at or poll.created_at,
        time_zone=poll.definition.time_zone,
    )


def preload_statistics() -> None:
    """Load the parts of SciPy that the first results would otherwise wait half a second for."""
    compute_results(
        Sample(values=np.arange(40.0)), Question(kind=Number(), headline="median", truth=20.0)
    )
