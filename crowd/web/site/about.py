"""What the service is, who runs it, and what it stores: from the settings, in every language."""

from __future__ import annotations

from typing import Any

import msgspec
from babel.units import format_unit
from litestar import get

from crowd.actions.replies.keep_reply import SECONDS as FORM_SECONDS
from crowd.i18n.translator import Translator
from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.settings import Settings
from crowd.web.deps import OurService, Service
from crowd.web.http.responses import HTML, RawResponse
from crowd.web.middleware.security import COOKIE_SECONDS, cookie_name
from crowd.web.rendering.page_cache import make_page
from crowd.web.visitor import VisitorRequest

HOUR, DAY = 3600, 24 * 3600
"""Seconds."""

HEADERS = {"Cache-Control": "public, max-age=300", "Vary": "Accept-Language, Cookie"}

COOKIE_PURPOSES = {
    "browser": Sentence("that one browser gives one answer, and that you find yours again"),
    "admin-…": Sentence("that you can manage the polls that you made"),
    "organizer": Sentence("that you find the polls that you made in this browser"),
    "edit-…": Sentence("that you can change your answer after opening its private link"),
    "language": Sentence("the language that you chose"),
    "forms": Sentence("that a form with a mistake is still filled in when you come back to it"),
    "notice": Sentence("that the next page says once what you have just done"),
    "feed": Sentence("that new polls join your own feed"),
    "frame": Sentence("the same as the first one, for a poll inside another site"),
}
"""What each cookie is for, by its name; none of them is set by reading a page."""

FOR_THE_VISIT = Sentence("until you close the browser")
COOKIE_LIFETIMES = {"edit-…": 0, "notice": 0, "forms": FORM_SECONDS}
"""Seconds that a cookie is kept, where it is not the usual time; 0 for the visit."""


class CookieLine(msgspec.Struct, frozen=True):
    """A cookie in the table of the privacy page."""

    name: str
    purpose: str
    kept: str


@get("/about", include_in_schema=False)
async def about(request: VisitorRequest, service: OurService) -> RawResponse:
    """Say what the service is and who runs it."""
    return await _page(request, service, "pages/about.html")


@get("/privacy", include_in_schema=False)
async def privacy(request: VisitorRequest, service: OurService) -> RawResponse:
    """Say what is stored, for how long, and who sees it."""
    cookies = cookie_lines(service.settings, request.translator)
    return await _page(request, service, "pages/privacy.html", cookies=cookies)


@get("/imprint", include_in_schema=False)
async def imprint(request: VisitorRequest, service: OurService) -> RawResponse:
    """Show the operator's imprint, as it is."""
    text = service.settings.imprint.text
    if not text:
        raise NotFound(Sentence("The operator of this service has given no imprint."))
    return await _page(request, service, "pages/imprint.html", paragraphs=text.split("\n\n"))


async def _page(
    request: VisitorRequest, service: Service, template: str, **data: Any
) -> RawResponse:
    translator = request.translator

    def render() -> bytes:
        return service.renderer.page(template, translator, settings=service.settings, **data)

    page = await service.pages.load_in_thread(
        (template, "", str(request.locale)), lambda: make_page(render, HTML, HEADERS)
    )
    return page.reply(request)


def cookie_lines(settings: Settings, translator: Translator) -> list[CookieLine]:
    """Return the cookies of this service, by the names that browsers show."""
    return [
        CookieLine(
            cookie_name(settings, name),
            translator.translate(purpose),
            _lifetime(COOKIE_LIFETIMES.get(name, COOKIE_SECONDS), translator),
        )
        for name, purpose in COOKIE_PURPOSES.items()
    ]


def _lifetime(seconds: int, translator: Translator) -> str:
    if not seconds:
        return translator.translate(FOR_THE_VISIT)
    unit, length = ("day", DAY) if seconds >= DAY else ("hour", HOUR)
    return format_unit(seconds // length, f"duration-{unit}", locale=translator.locale)
