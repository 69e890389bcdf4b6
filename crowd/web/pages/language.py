"""The language that a visitor chooses, for all pages of this service in their browser."""

from __future__ import annotations

import re

from litestar import post

from crowd.i18n.languages import LANGUAGES
from crowd.model.errors import Malformed
from crowd.model.sentence import Sentence
from crowd.web.deps import OurService, Service
from crowd.web.forms.base import read_form
from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import BytesResponse, redirect
from crowd.web.middleware.security import cookie_header

# Browsers read two slashes, and a backslash as well, as the beginning of another host.
OWN_ADDRESS = re.compile(r"/(?:[\w.-]+(?:/[\w.-]+)*)?(?:\?s=[\w./~%+-]*)?", re.ASCII)
"""A path, and perhaps the token of who shared it."""


@post("/language", include_in_schema=False)
async def choose(request: AppRequest, service: OurService) -> BytesResponse:
    """Remembers the language and goes back to the page where it was chosen."""
    form = await read_form(request)
    return redirect(_own_path(form.get("back")), language_cookie(service, form.get("language")))


def language_cookie(service: Service, language: str) -> str:
    """What makes a browser's pages be in a language."""
    if language not in LANGUAGES:
        raise Malformed(
            Sentence(
                "There are no pages in this language. Choose one of these: {languages}.",
                languages=", ".join(LANGUAGES),
            )
        )
    return cookie_header(service.settings, "language", language)


def visit_cookie(service: Service, language: str) -> str:
    """What makes a browser's pages be in a language until it is closed."""
    return cookie_header(service.settings, "language", language, max_age=None)


def _own_path(address: str) -> str:
    """The address if it is one of this service, or else the front page."""
    return address if OWN_ADDRESS.fullmatch(address) else "/"
