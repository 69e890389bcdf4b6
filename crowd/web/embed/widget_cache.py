"""Widgets as they are cached: what callers can vary without end has placeholders, filled per reply."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from crowd.web.deps import Service
from crowd.web.embed.appearance import Appearance
from crowd.web.embed.frame_page import (
    FramePage,
    content_security_policy,
    frame_page,
    render_in_frame,
)
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse
from crowd.web.rendering.segmented_page import PLACEHOLDER, SegmentedPage

ACCENT_PLACEHOLDERS = {"light": Markup("<accent-on-light>"), "dark": Markup("<accent-on-dark>")}
BASE_PLACEHOLDER, QUERY_PLACEHOLDER = Markup("<base-address>"), Markup("<query>")
"""Placeholders for the accent by theme, the base address, and the query of an appearance."""

PLACEHOLDERS = re.compile(
    "|".join([*ACCENT_PLACEHOLDERS.values(), BASE_PLACEHOLDER, QUERY_PLACEHOLDER])
)
"""Any placeholder. Templates escape "<" in what people typed, so no text of theirs matches."""


class CachedWidget:
    """One widget in one locale and theme, for any accent and any base address."""

    def __init__(
        self,
        service: Service,
        appearance: Appearance,
        template: str,
        headers: Mapping[str, str],
        **data: Any,
    ) -> None:
        self._frame: FramePage = frame_page(service, appearance, accents=ACCENT_PLACEHOLDERS)
        page = render_in_frame(service, self._frame, template, **data).decode()
        self._order = PLACEHOLDERS.findall(page)
        segmented = PLACEHOLDERS.sub(PLACEHOLDER.decode(), page).encode()
        self._page = SegmentedPage(segmented, {**self._frame.headers, **headers})

    @property
    def size(self) -> int:
        """The size of the page, in bytes."""
        return self._page.size

    def reply(self, request: AppRequest, appearance: Appearance, base: str) -> RawResponse:
        """Fill the placeholders for one caller."""
        values = {
            str(place): appearance.accents[theme] for theme, place in ACCENT_PLACEHOLDERS.items()
        }
        values |= {
            str(BASE_PLACEHOLDER): escape(base),
            str(QUERY_PLACEHOLDER): escape(appearance.query),
        }
        fragments = self._page.fill([values[place].encode() for place in self._order])
        style = PLACEHOLDERS.sub(lambda place: values[place[0]], self._frame.style)
        policy = content_security_policy(style, self._frame.script)
        return self._page.reply(request, fragments).with_headers(
            {"Content-Security-Policy": policy}
        )
