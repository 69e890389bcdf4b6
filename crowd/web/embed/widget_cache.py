"""Widgets as they are kept: what callers can vary without end has places, and is put in each time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from crowd.web.deps import Service
from crowd.web.embed.appearance import Appearance
from crowd.web.embed.frame_page import FramePage, frame_page_of, framed, policy_of
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import RawResponse
from crowd.web.rendering.assembly import PLACE, Assembly

ACCENTS = {"light": Markup("<accent-on-light>"), "dark": Markup("<accent-on-dark>")}
BASE, QUERY = Markup("<base-address>"), Markup("<query>")
"""Places for the accent on each ground, our own address, and the look as addresses ask for it."""

VARIED = re.compile("|".join([*ACCENTS.values(), BASE, QUERY]))
"""In what people typed, templates escape the first character of each."""


class KeptWidget:
    """One widget in one locale and theme, for any accent and any name of this service."""

    def __init__(
        self,
        service: Service,
        look: Appearance,
        template: str,
        headers: Mapping[str, str],
        **data: Any,
    ) -> None:
        shell = frame_page_of(service, look, accents=ACCENTS)
        page = framed(service, shell, template, **data).decode()
        self._shell: FramePage = shell
        self._order = VARIED.findall(page)
        places = VARIED.sub(PLACE.decode(), page).encode()
        self._page = Assembly(places, {**shell.headers, **headers})

    @property
    def size(self) -> int:
        """The bytes of the page."""
        return self._page.size

    def reply(self, request: AppRequest, look: Appearance, base: str) -> RawResponse:
        """The widget for one caller."""
        values = {str(place): look.colours[ground] for ground, place in ACCENTS.items()}
        values |= {str(BASE): escape(base), str(QUERY): escape(look.query)}
        filling = self._page.filled([values[place].encode() for place in self._order])
        style = VARIED.sub(lambda place: values[place[0]], self._shell.style)
        policy = policy_of(style, self._shell.script)
        return self._page.reply(request, filling).with_headers({"Content-Security-Policy": policy})
