"""Turns failures into responses: a page for people, problem+json for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec

from crowd.i18n.translator import translator_for
from crowd.model.errors import (
    CrowdError,
    NotFound,
    Overloaded,
    StorageFull,
    StoreUnavailable,
    TokenMissing,
    TooMany,
)
from crowd.model.sentence import Sentence
from crowd.parsing.pasted_links import has_lost_capitals, repair_path
from crowd.web.http.headers import AppRequest, read_header
from crowd.web.http.responses import BytesResponse, encode_sentence, redirect
from crowd.web.locale import locale_of
from crowd.web.middleware.problem_documents import ProblemDocument, describe_failure
from crowd.web.middleware.security import FRAMED_POLICY

RETRY_AFTER = "2"
RETRY_WHEN_FULL = "60"
"""Seconds after which to try again: usually, and where the storage is full."""

FOR_ORGANIZERS = {
    "title": Sentence("This page is for the organizer"),
    "detail": Sentence("Open your admin link in this browser. You got it when you made the poll."),
}
"""What pages say where a token is missing; programs are told how to send one."""

OF_DRAFT = Sentence("This poll is not open yet. Come back when its organizer has opened it.")
"""The detail of NotFound where a poll is a draft: pages then have a title of its own."""

CAPITALS_LOST = Sentence(
    "There is no poll at this address. Its capital or small letters were changed, and they count: "
    "copy the link again from where you found it."
)


def respond(request: AppRequest, error: Exception) -> BytesResponse:
    """Return the response to a failed request."""
    document = describe_failure(error, request.app.state.service.settings)
    repaired = redirect_to_repaired(request) if document.status == HTTPStatus.NOT_FOUND else None
    return repaired or _failure(request, error, document)


def _failure(request: AppRequest, error: Exception, document: ProblemDocument) -> BytesResponse:
    """Return a failure as a page or a problem document."""
    if document.status >= 500 and not isinstance(error, CrowdError):
        logging.getLogger(__name__).error("request failed", exc_info=error)
    headers = {"Cache-Control": "no-store"}
    if isinstance(error, StoreUnavailable | Overloaded | TooMany):
        headers["Retry-After"] = retry_after(error)
    if document.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if document.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers |= getattr(error, "headers", None) or {}
    if wants_page(request):
        translator = translator_for(locale_of(request))
        renderer = request.app.state.service.renderer
        document = msgspec.structs.replace(document, **_words_for_people(request, error))
        body = renderer.page("errors/error.html", translator, problem=document)
        if is_for_frame(request):
            headers["Content-Security-Policy"] = FRAMED_POLICY
        return BytesResponse(body, status_code=document.status, headers=headers)
    return BytesResponse(
        msgspec.json.encode(document, enc_hook=encode_sentence),
        "application/problem+json",
        document.status,
        headers=headers,
    )


def _words_for_people(request: AppRequest, error: Exception) -> dict[str, Sentence]:
    """Return what a page says otherwise than a problem document."""
    if isinstance(error, TokenMissing):
        return FOR_ORGANIZERS
    if isinstance(error, NotFound) and error.detail == OF_DRAFT:
        return {"title": Sentence("Not open yet")}
    if isinstance(error, NotFound) and has_lost_capitals(request.scope["path"]):
        return {"detail": CAPITALS_LOST}
    return {}


def redirect_to_repaired(request: AppRequest) -> BytesResponse | None:
    """Return the redirect to an address without what was pasted along with it; None if nothing was.

    It depends on the text of the address alone, not on whether there is a poll.
    """
    scope = request.scope
    repaired = repair_path(scope["path"])
    # A slash at the end is nothing to the router.
    if scope["method"] != "GET" or repaired in {scope["path"], scope["path"].rstrip("/")}:
        return None
    query = scope["query_string"].decode("latin-1")
    reply = redirect(f"{repaired}?{query}" if query else repaired)
    reply.headers["Cache-Control"] = "no-store"
    return reply


def retry_after(error: Exception) -> str:
    """Return the seconds after which to try again."""
    if isinstance(error, TooMany):
        return str(error.seconds)
    return RETRY_WHEN_FULL if isinstance(error, StorageFull) else RETRY_AFTER


def wants_page(request: AppRequest) -> bool:
    """Return whether a person asked: outside the API, and HTML is accepted."""
    if request.scope["path"].startswith("/api/"):
        return False
    accept = read_header(request, b"accept") or "*/*"
    return "text/html" in accept or ("json" not in accept and "*/*" in accept)


def is_for_frame(request: AppRequest) -> bool:
    """Return whether the response is shown in a frame of another site."""
    return str(request.scope["path"]).startswith("/embed/")
