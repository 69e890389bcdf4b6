"""Turns failures into responses: a page for people, problem+json for programs."""

from __future__ import annotations

import logging
from http import HTTPStatus

import msgspec
from litestar.exceptions import HTTPException, ValidationException

from crowd.i18n.translator import translator_for
from crowd.model import errors
from crowd.model.errors import (
    CrowdError,
    Invalid,
    Malformed,
    Overloaded,
    StorageFull,
    StoreUnavailable,
    TokenMissing,
    TooMany,
)
from crowd.model.sentence import Sentence
from crowd.settings import Settings
from crowd.web.http.headers import AppRequest, read_header
from crowd.web.http.responses import BytesResponse, encode_sentence
from crowd.web.locale import locale_of
from crowd.web.middleware.security import FRAMED_POLICY

RETRY_AFTER = "2"
RETRY_WHEN_FULL = "60"


class ProblemDocument(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457, with the problems of single fields beside it."""

    type: str
    title: str
    status: int
    detail: str = ""
    errors: list[errors.Problem] = []


STATUS_NAMES = {
    500: "error",
    400: "malformed",
    401: "token-missing",
    404: "not-found",
    405: "method-not-allowed",
    413: "too-large",
    415: "unsupported-media-type",
}


TITLES = {
    500: Sentence("Internal server error"),
    400: Sentence("Bad request"),
    401: Sentence("Unauthorized"),
    404: Sentence("Not found"),
    405: Sentence("Method not allowed"),
    413: Sentence("Request entity too large"),
    415: Sentence("Unsupported media type"),
}
"""Titles of the framework's own errors."""


FOR_ORGANIZERS = {
    "title": Sentence("This page is for the organizer"),
    "detail": Sentence("Open your admin link in this browser. You got it when you made the poll."),
}
"""What pages say where a token is missing; programs are told how to send one."""


def error_classes() -> list[type[CrowdError]]:
    """Return every class of expected failures, parents before children."""
    found: list[type[CrowdError]] = []
    pending = CrowdError.__subclasses__()
    while pending:
        kind = pending.pop(0)
        found.append(kind)
        pending = kind.__subclasses__() + pending
    return found


def problem_titles() -> dict[str, tuple[int, str]]:
    """Return the status and title of each problem type, by its name."""
    of_requests = {name: (code, _title(code)) for code, name in STATUS_NAMES.items()}
    return of_requests | {kind.name: (kind.status, kind.title) for kind in error_classes()}


def respond(request: AppRequest, error: Exception) -> BytesResponse:
    """Return the response to a failed request."""
    document = describe(error, request.app.state.service.settings)
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
        if isinstance(error, TokenMissing):
            document = msgspec.structs.replace(document, **FOR_ORGANIZERS)
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


def describe(error: Exception, settings: Settings) -> ProblemDocument:
    """Return a failure as a problem document; an unexpected one tells no details."""
    if isinstance(error, CrowdError):
        return ProblemDocument(
            type=f"/problems/{error.name}",
            title=error.title,
            status=error.status,
            detail=error.detail,
            errors=error.problems if isinstance(error, Invalid) else [],
        )
    if isinstance(error, HTTPException):
        return ProblemDocument(
            type=f"/problems/{STATUS_NAMES.get(error.status_code, 'error')}",
            title=_title(error.status_code),
            status=error.status_code,
            detail=_detail(error, settings),
        )
    if isinstance(error, UnicodeDecodeError | RecursionError):
        # Only bodies of requests are decoded while one is handled.
        return describe(
            Malformed(Sentence("The body is not JSON in UTF-8, or is nested too deep.")), settings
        )
    return ProblemDocument(
        type="/problems/error",
        title=Sentence("Something went wrong on our side"),
        status=500,
        detail=DETAILS[500],
    )


def _title(code: int) -> str:
    return TITLES.get(code) or HTTPStatus(code).phrase.capitalize()


def _detail(error: HTTPException, settings: Settings) -> str:
    if isinstance(error, ValidationException):
        return " ".join(_validation_messages(error)) or Sentence("The request cannot be read.")
    if error.status_code == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return Sentence(
            "The request is too large. Send at most 64 KB, or a picture of at most {n} MB.",
            n=settings.max_picture_megabytes,
        )
    return DETAILS.get(error.status_code, error.detail)


def _validation_messages(error: ValidationException) -> list[str]:
    extra = error.extra if isinstance(error.extra, list) else []
    reasons = []
    for entry in extra:
        if isinstance(entry, dict):
            key = entry.get("key", "")
            reasons.append(
                f"{key}: {entry.get('message', '')}" if key else str(entry.get("message"))
            )
    return reasons or [error.detail]


DETAILS = {
    404: Sentence("There is nothing at this address. Check the link."),
    405: Sentence("This address does not take that method."),
    500: Sentence("Try again in a moment. Nothing that was saved is lost."),
}
