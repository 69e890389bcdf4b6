"""What a link to a poll looks like where it is posted: title, sentence, picture."""

from __future__ import annotations

from textwrap import shorten

import msgspec

from crowd.charts.lines import drawable
from crowd.model.poll import Poll
from crowd.model.results import Results
from crowd.web.embed.content import content_after, content_before
from crowd.web.embed.images import PREVIEW_SIZE, version_of
from crowd.web.embed.oembed import discovery

LONGEST = 300


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the head of a poll's page says to other programs."""

    title: str
    description: str
    address: str
    image: str
    width: int
    height: int
    alt: str
    oembed: dict[str, str]


def preview_of(poll: Poll, base: str, results: Results | None = None) -> Preview:
    """The preview of a poll; what it says of results, they have to be brought along for."""
    content = content_before(poll) if results is None else content_after(poll, results)
    title, words = drawable(content.question), drawable(content.words)
    width, height = PREVIEW_SIZE
    return Preview(
        title=title,
        description=shorten(words, LONGEST, placeholder="…"),
        address=f"{base}/p/{poll.id}",
        image=f"{base}/p/{poll.id}/og.png?v={version_of(poll)}",
        width=width,
        height=height,
        alt=shorten(f"{title} {words}", 2 * LONGEST, placeholder="…"),
        oembed=discovery(poll.id, base),
    )
