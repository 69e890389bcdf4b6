"""The choice of a language for all pages in one browser."""

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

# No "//" and no backslash: browsers would read another host after them.
OWN_ADDRESS = re.compile(r"/(?:[\w.-]+(?:/[\w.-]+)*)?(?:\?s=[\w./~%+-]*)?", re.ASCII)
"""A path of this service, perhaps with a share token."""


@post("/language", include_in_schema=False)
async def choose_language(request: AppRequest, service: OurService) -> BytesResponse:
    """Store the language in a cookie; go back to the page with the choice."""
    form = await read_form(request)
    return redirect(_own_path(form.get("back")), language_cookie(service, form.get("language")))


def language_cookie(service: Service, language: str) -> str:
    """Make a cookie that chooses a language; raise Malformed for one without pages."""
    if language not in LANGUAGES:
        raise Malformed(
            Sentence(
                "There are no pages in this language. Choose one of these: {languages}.",
                languages=", ".join(LANGUAGES),
            )
        )
    return cookie_header(service.settings, "language", language)


def visit_cookie(service: Service, language: str) -> str:
    """Make a cookie that chooses a language until the browser is closed."""
    return cookie_header(service.settings, "language", language, max_age=None)


def _own_path(address: str) -> str:
    """Return the address if it is a path of this service, else the front page."""
    return address if OWN_ADDRESS.fullmatch(address) else "/"
