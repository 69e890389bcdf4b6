"""Problem documents (RFC 9457): the status, type, title and detail of every failure."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from litestar.exceptions import HTTPException, ValidationException

from crowd.model import errors
from crowd.model.errors import (
    CrowdError,
    Invalid,
    Malformed,
)
from crowd.model.sentence import Sentence
from crowd.settings import Settings


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
"""Names of the problem types of the framework's own errors, by their status."""

TITLES = {
    500: Sentence("Internal server error"),
    400: Sentence("Bad request"),
    401: Sentence("Unauthorized"),
    404: Sentence("Not found"),
    405: Sentence("Method not allowed"),
    413: Sentence("Request entity too large"),
    415: Sentence("Unsupported media type"),
}
"""Titles of the framework's own errors, by their status."""

DETAILS = {
    404: Sentence("There is nothing at this address. Check the link."),
    405: Sentence("This address does not take that method."),
    500: Sentence("Try again in a moment. Nothing that was saved is lost."),
}
"""What to do about them, where the framework does not say it well."""


def error_classes() -> list[type[CrowdError]]:
    """Return every class of expected failures, parents before children."""
    found: list[type[CrowdError]] = []
    pending = CrowdError.__subclasses__()
    while pending:
        error_class = pending.pop(0)
        found.append(error_class)
        pending = error_class.__subclasses__() + pending
    return found


def problem_titles() -> dict[str, tuple[int, str]]:
    """Return the status and title of each problem type, by its name."""
    of_requests = {name: (code, _title(code)) for code, name in STATUS_NAMES.items()}
    return of_requests | {
        error_class.name: (error_class.status, error_class.title) for error_class in error_classes()
    }


def describe_failure(error: Exception, settings: Settings) -> ProblemDocument:
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
        return describe_failure(
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
