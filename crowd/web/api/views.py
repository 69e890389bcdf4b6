"""From what is stored to what the API says."""

from __future__ import annotations

from typing import Any

import msgspec

from crowd.model.poll import Date, Kind, Poll
from crowd.model.results import Histogram, Snapshot
from crowd.rules.reveal import visible_resolutions
from crowd.rules.values import plain
from crowd.web.api.messages import (
    CountedPollView,
    ExtensionEntry,
    HeadlineChoice,
    Picture,
    PollView,
    ResolutionEntry,
    ResultsView,
)

ON_SCALE = {"spread": {"minimum", "quartile_1", "quartile_3", "maximum"}, "scoring": {"truth"}}
"""Figures that are values of the poll; all others are distances, squares or shares."""


def poll_fields(poll: Poll, base: str) -> dict[str, Any]:
    """The fields of a poll that anyone may see."""
    definition = poll.definition
    return {
        "id": poll.id,
        "url": f"{base}/p/{poll.id}",
        "question": definition.question,
        "details": definition.details,
        "kind": definition.kind,
        "state": poll.standing,
        "closes_at": poll.closes_at,
        "time_zone": definition.time_zone,
        "reveal": definition.reveal,
        "headline": HeadlineChoice(
            name=definition.headline.name, reason=definition.headline.reason
        ),
        "show_count": definition.show_count,
        "created_at": poll.created_at,
        "opened_at": poll.opened_at,
        "closed_at": poll.closed_at,
        "revealed_at": poll.revealed_at,
        "extensions": [
            ExtensionEntry(at=entry.at, closes_at=entry.closes_at) for entry in poll.extensions
        ],
        "image": _picture(poll, base),
        "asks": definition.asks,
    }


def poll_view(poll: Poll, base: str, count: int | None = None) -> PollView:
    """A poll as anyone may see it; with the number of answers where that may be shown."""
    if count is None:
        return PollView(**poll_fields(poll, base))
    return CountedPollView(**poll_fields(poll, base), participants=count)


def results_view(poll: Poll, snapshot: Snapshot, base: str) -> ResultsView:
    """The results, with dates written as dates."""
    kind, results = poll.definition.kind, snapshot.results
    return ResultsView(
        poll=poll_view(poll, base),
        resolutions=[
            ResolutionEntry(
                at=entry.at, truth=None if entry.truth is None else plain(entry.truth, kind)
            )
            for entry in visible_resolutions(poll)
        ],
        n=results.n,
        on_behalf=results.on_behalf,
        headline={"name": results.headline.name, "value": _on_scale(results.headline.value, kind)},
        aggregates={name: _on_scale(value, kind) for name, value in results.aggregates.items()},
        spread=_section("spread", results.spread, kind),
        uncertainty={
            name: None if pair is None else [_on_scale(end, kind) for end in pair]
            for name, pair in results.uncertainty.items()
        },
        scoring=_section("scoring", results.scoring, kind),
        crowd_size_curve=[msgspec.structs.asdict(point) for point in results.crowd_size_curve],
        histogram=_histogram(results.histogram, kind),
        closest=[
            {"value": plain(entry.value, kind), "count": entry.count} for entry in results.closest
        ],
        why_null=results.why_null,
    )


def _section(name: str, figures: dict[str, float | None], kind: Kind) -> dict[str, Any]:
    return {
        figure: _on_scale(value, kind) if figure in ON_SCALE[name] else value
        for figure, value in figures.items()
    }


def _histogram(histogram: Histogram | None, kind: Kind) -> dict[str, Any] | None:
    if histogram is None:
        return None
    bins = [
        {
            "low": _on_scale(entry.low, kind),
            "high": _on_scale(entry.high, kind),
            "count": entry.count,
        }
        for entry in histogram.bins
    ]
    return {
        "scale": histogram.scale,
        "bins": bins,
        "below": histogram.below,
        "above": histogram.above,
    }


def _on_scale(value: float | None, kind: Kind) -> float | str | None:
    """A value of the poll; numbers stay floats, so that a figure's type does not change."""
    if value is None or not isinstance(kind, Date):
        return value
    return str(plain(value, kind))


def _picture(poll: Poll, base: str) -> Picture | None:
    image = poll.definition.image
    if image is None:
        return None
    return Picture(
        url=f"{base}{image_path(poll)}", width=image.width, height=image.height, alt=image.alt
    )


def image_path(poll: Poll) -> str:
    """The address of a poll's picture, named after its bytes."""
    image = poll.definition.image
    assert image is not None, "asked only where there is one"
    return f"/p/{poll.id}/images/{image.hash}"
