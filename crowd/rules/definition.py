"""Define a poll from a proposal without problems."""

from __future__ import annotations

from datetime import datetime

import msgspec

from crowd.model.errors import Invalid
from crowd.parsing.visible_text import strip_controls
from crowd.poll import Definition, Image
from crowd.rules.follow_ups import tidy_group_names
from crowd.rules.frame_origins import frame_origins
from crowd.rules.headline import choose_headline
from crowd.rules.proposal import Proposal, check_proposal


def define_poll(proposal: Proposal, now: datetime) -> Definition:
    """Return the definition of a proposed poll; raise Invalid with every problem."""
    problems = list(check_proposal(proposal, now))
    if problems:
        raise Invalid(problems)
    return Definition(
        question=strip_controls(proposal.question),
        kind=proposal.kind.without_controls(),
        headline=choose_headline(
            proposal.kind, proposal.headline, predictions=proposal.asks.others
        ),
        details=strip_controls(proposal.details),
        image=_clean_image(proposal.image),
        time_zone=proposal.time_zone,
        reveal=proposal.reveal,
        show_count=proposal.show_count,
        asks=tidy_group_names(proposal.asks),
        listed=proposal.listed,
        frames=frame_origins(proposal.frames),
        exact_times=proposal.exact_times,
    )


def _clean_image(image: Image | None) -> Image | None:
    return image and msgspec.structs.replace(image, alt=strip_controls(image.alt))
