"""Feeds written as Atom and as JSON Feed, and XML with only the characters that XML 1.0 has."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec

from crowd.actions.lists.list_polls import Feed
from crowd.reporting.summary import PollSummary
from crowd.web.rendering.templates import Renderer

EMPTY_FEED_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The time of the last change of a feed without entries."""

INVALID_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot express."""


class FeedMetadata(NamedTuple):
    """A feed's title, its address without the suffix of a format, and the page that it belongs to."""

    title: str
    address: str
    home: str
    author: str = "crowd"

    @classmethod
    def public(cls, base: str, name: str = "crowd") -> FeedMetadata:
        """Return the feed of all public polls of the service of this name."""
        return cls(f"{name}: public polls", f"{base}/feed", f"{base}/", name)

    @classmethod
    def own(cls, base: str, token: str, name: str = "crowd") -> FeedMetadata:
        """Return an organizer's feed."""
        address = f"{base}/feeds/{token}/feed"
        return cls(f"{name}: polls of one organizer", address, f"{base}/", name)


class JsonFeedItem(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of a JSON Feed."""

    id: str
    url: str
    title: str
    content_html: str
    summary: str
    image: str
    date_published: datetime
    date_modified: datetime
    language: str = "en"


class JsonFeed(msgspec.Struct, frozen=True, kw_only=True):
    """A JSON Feed, https://www.jsonfeed.org/version/1.1/."""

    version: str = "https://jsonfeed.org/version/1.1"
    title: str
    home_page_url: str
    feed_url: str
    language: str = "en"
    authors: list[dict[str, str]]
    items: list[JsonFeedItem]


def write_atom(renderer: Renderer, metadata: FeedMetadata, base: str, feed: Feed) -> bytes:
    """Write an Atom feed (RFC 4287)."""
    changed = max((summary.changed_at for summary in feed.summaries), default=EMPTY_FEED_TIME)
    entries = [(summary, _entry_html(renderer, summary, base)) for summary in feed.summaries]
    data = {"metadata": metadata, "base": base, "changed_at": changed, "entries": entries}
    return render_xml(renderer, "feeds/feed.atom", **data)


def write_json(renderer: Renderer, metadata: FeedMetadata, base: str, feed: Feed) -> bytes:
    """Write a JSON Feed."""
    return msgspec.json.encode(
        JsonFeed(
            title=metadata.title,
            home_page_url=metadata.home,
            feed_url=f"{metadata.address}.json",
            authors=[{"name": metadata.author, "url": f"{base}/"}],
            items=[_json_feed_item(renderer, summary, base) for summary in feed.summaries],
        )
    )


def _json_feed_item(renderer: Renderer, summary: PollSummary, base: str) -> JsonFeedItem:
    address = f"{base}/p/{summary.poll_id}"
    return JsonFeedItem(
        id=address,
        url=address,
        title=summary.question,
        content_html=_entry_html(renderer, summary, base),
        summary=summary.text,
        image=f"{address}.png",
        date_published=summary.opened_at,
        date_modified=summary.changed_at,
    )


def _entry_html(renderer: Renderer, summary: PollSummary, base: str) -> str:
    """Write an entry as HTML that feed readers keep: an image and a table, no frame, no script."""
    return renderer.page("feeds/_entry.html", summary=summary, base=base).decode()


def render_xml(renderer: Renderer, template: str, **data: Any) -> bytes:
    """Render a template without characters that XML cannot express."""
    return INVALID_IN_XML.sub("", renderer.page(template, **data).decode()).encode()
