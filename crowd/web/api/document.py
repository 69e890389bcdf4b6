"""The OpenAPI document: messages as they are checked, refusals from the tree of errors, tokens.

A handler names in `problems` what it alone may refuse; what follows from its method, its body, its
path and its tokens is added here, so that a new refusal is one more name in one place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from inspect import cleandoc, getmembers, isclass, signature
from typing import Any

import msgspec
from litestar import Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from crowd.model.errors import (
    CrossSite,
    CrowdError,
    Gone,
    Malformed,
    NotFound,
    Overloaded,
    StoreUnavailable,
    TokenMissing,
    TooLarge,
    TooMany,
    TooSlow,
)
from crowd.web.api import answer_messages, messages
from crowd.web.api.tokens import ADMIN, ANYONE, SECURITY_SCHEMES
from crowd.web.middleware.error_handlers import ProblemDocument

Operation = dict[str, Any]
Problems = Iterable[type[CrowdError]]

REFERENCE = "#/components/schemas/{name}"
PROBLEM = "application/problem+json"

PUBLISHED_NAMES = {"FollowUpQuestions": "Asks", "ImageLink": "Picture"}
"""Schemas that keep the name of the first release, whatever the class is called now."""

ALWAYS = (Malformed, StoreUnavailable, Overloaded)
TO_CHANGES = (CrossSite, TooMany)
TO_BODIES = (TooSlow, TooLarge)
TO_ADMINS = (TokenMissing, Gone)
WAITS = (TooMany, StoreUnavailable, Overloaded)
"""Refusals that say when to come back."""


class Document(JsonRenderPlugin):
    """Serves the framework's document with what it does not know of."""

    def __init__(self, handlers: Sequence[HTTPRouteHandler]) -> None:
        super().__init__(path="/openapi.json")
        self._handlers = {str(handler.operation_id): handler for handler in handlers}
        self._whole: bytes = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """The document, put together when it is asked for the first time."""
        if not self._whole:
            self._whole = self.render_json(request, completed(openapi_schema, self._handlers))
        return self._whole


def completed(document: dict[str, Any], handlers: dict[str, HTTPRouteHandler]) -> dict[str, Any]:
    """The framework's document with messages, refusals and tokens as they are."""
    paths = {
        path: {
            method: _with_problems(operation, handlers[operation["operationId"]], path)
            for method, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    components = {"schemas": schemas(), "securitySchemes": SECURITY_SCHEMES}
    return {**document, "paths": paths, "components": components}


def schemas() -> dict[str, Any]:
    """Every message as it is read and checked."""
    structs = [
        member
        for module in (messages, answer_messages)
        for _, member in getmembers(module, isclass)
        if issubclass(member, msgspec.Struct) and member.__module__ == module.__name__
    ]
    described = msgspec.json.schema_components([*structs, ProblemDocument], ref_template=REFERENCE)[
        1
    ]
    # Docstrings are indented as in the source before Python 3.13.
    return _under_published_names(
        {
            name: schema | {"description": cleandoc(schema["description"])}
            if "description" in schema
            else schema
            for name, schema in described.items()
        }
    )


def _under_published_names(described: dict[str, Any]) -> dict[str, Any]:
    """Give schemas the names that clients generated code with: as key, as title, in references."""
    text = msgspec.json.encode(described).decode()
    for name, published in PUBLISHED_NAMES.items():
        text = text.replace(f'"{name}"', f'"{published}"')
        text = text.replace(
            f'"{REFERENCE.format(name=name)}"', f'"{REFERENCE.format(name=published)}"'
        )
    renamed: dict[str, Any] = msgspec.json.decode(text)
    return renamed


def problems_of(handler: HTTPRouteHandler, path: str) -> list[type[CrowdError]]:
    """Every kind of refusal that a call may meet."""
    found: list[type[CrowdError]] = [*handler.opt.get("problems", ()), *ALWAYS]
    if "{" in path:
        found.append(NotFound)
    if handler.http_methods != {"GET"}:
        found.extend(TO_CHANGES)
    if "data" in signature(handler.fn).parameters:
        found.extend(TO_BODIES)
    tokens = handler.security or ()
    if ADMIN in tokens:
        found.extend([Gone] if ANYONE in tokens else TO_ADMINS)
    return list(dict.fromkeys(found))


def _with_problems(operation: Operation, handler: HTTPRouteHandler, path: str) -> Operation:
    # The framework describes errors of its own, which none of our replies has.
    replies = {code: reply for code, reply in operation["responses"].items() if code != "400"}
    problems = problems_of(handler, path)
    for status in sorted({problem.status for problem in problems}):
        replies[str(status)] = _refusal([each for each in problems if each.status == status])
    return {**operation, "responses": replies}


def _refusal(problems: list[type[CrowdError]]) -> dict[str, Any]:
    lines = [f"`{problem.name}`: {problem.title}." for problem in problems]
    return {
        "description": "\n".join(lines),
        "headers": _headers(problems[0]),
        "content": {PROBLEM: {"schema": {"$ref": REFERENCE.format(name="ProblemDocument")}}},
    }


def _headers(problem: type[CrowdError]) -> dict[str, Any]:
    if issubclass(problem, WAITS):
        return {
            "Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        }
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return {}
