"""Stored polls and results converted to messages."""

from __future__ import annotations

from typing import Any

from crowd.analysis.closest_answers import ranked_answers
from crowd.analysis.summarise import question_of
from crowd.model.results import Results, Snapshot
from crowd.model.shown_texts import ShownTexts
from crowd.poll import Poll
from crowd.reporting.serialise import results_to_json
from crowd.rules.reveal import visible_resolutions
from crowd.web.api.poll_messages import (
    CountedPollView,
    ExtensionEntry,
    HeadlineChoice,
    ImageLink,
    PollView,
)
from crowd.web.api.result_messages import (
    ClosestPerson,
    PublishedReason,
    ResolutionEntry,
    ResultsView,
)
from crowd.web.urls import image_path


def poll_fields(poll: Poll, base: str) -> dict[str, Any]:
    """Collect the fields of a poll that anyone may see."""
    definition = poll.definition
    return {
        "id": poll.id,
        "url": f"{base}/p/{poll.id}",
        "question": definition.question,
        "details": definition.details,
        "kind": definition.kind,
        "state": poll.public_state,
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
        "image": _image(poll, base),
        "asks": definition.asks,
        "public": definition.listed,
        "frames": definition.frames,
        "exact_times": definition.exact_times,
    }


def poll_view(poll: Poll, base: str, count: int | None = None) -> PollView:
    """Convert a poll; `count` is the number of answers, None where it is sealed."""
    if count is None:
        return PollView(**poll_fields(poll, base))
    return CountedPollView(**poll_fields(poll, base), participants=count)


def results_view(poll: Poll, snapshot: Snapshot, texts: ShownTexts, base: str) -> ResultsView:
    """Convert results, with their poll, the log of its truth, and names and reasons that are shown."""
    kind = poll.definition.kind
    figures = results_to_json(snapshot.results, question_of(poll))
    quoted = sorted(
        [*texts.quotes, *texts.further_quotes],
        key=lambda quote: (quote.value is None, quote.value or 0.0, quote.text),
    )
    return ResultsView(
        poll=poll_view(poll, base),
        resolutions=[
            ResolutionEntry(
                at=entry.at, truth=None if entry.truth is None else kind.to_json(entry.truth)
            )
            for entry in visible_resolutions(poll)
        ],
        reasons=[
            PublishedReason(
                value=None if quote.value is None else kind.to_json(quote.value), reason=quote.text
            )
            for quote in quoted
        ],
        more_reasons=texts.more_reasons,
        closest_people=_closest_people(poll, snapshot.results, texts),
        **figures,
    )


def _closest_people(poll: Poll, results: Results, texts: ShownTexts) -> list[ClosestPerson]:
    """List the closest people whose names may be shown; empty where names are not asked for."""
    if not texts.closest:
        return []
    kind = poll.definition.kind
    ranked = ranked_answers(results, lambda value: texts.closest[value].first_place)
    return [
        ClosestPerson(
            place=entry.rank,
            name=name,
            value=kind.to_json(entry.value),
            distance=entry.distance if kind.is_numeric else None,
        )
        for entry in ranked
        for name in texts.closest[entry.value].names
        if name is not None
    ]


def _image(poll: Poll, base: str) -> ImageLink | None:
    image = poll.definition.image
    if image is None:
        return None
    return ImageLink(
        url=f"{base}{image_path(poll)}", width=image.width, height=image.height, alt=image.alt
    )
