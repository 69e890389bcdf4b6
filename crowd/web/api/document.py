"""The OpenAPI document: the framework's, with our messages, errors and tokens.

A handler names in `problems` the errors that it alone may raise. Those that follow from its method,
its body, its path and its tokens are added here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from inspect import cleandoc, getmembers, isclass, signature
from types import ModuleType
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
from crowd.web.api import (
    answer_messages,
    kind_messages,
    poll_messages,
    reason_messages,
    result_messages,
)
from crowd.web.api.tokens import ADMIN, ANYONE, SECURITY_SCHEMES
from crowd.web.middleware.problem_documents import ProblemDocument

Operation = dict[str, Any]
Problems = Iterable[type[CrowdError]]

REFERENCE = "#/components/schemas/{name}"
PROBLEM = "application/problem+json"

PUBLISHED_NAMES = {"FollowUpQuestions": "Asks", "ImageLink": "Picture"}
"""Schemas that keep their name of the first release, by the class."""

ERRORS_OF_ALL_CALLS = (Malformed, StoreUnavailable, Overloaded)
ERRORS_OF_CHANGES = (CrossSite, TooMany)
ERRORS_OF_BODIES = (TooSlow, TooLarge)
ERRORS_OF_ADMIN_TOKENS = (TokenMissing, Gone)
ERRORS_WITH_RETRY = (TooMany, StoreUnavailable, Overloaded)
"""Errors with a `Retry-After` header."""


class Document(JsonRenderPlugin):
    """Serves the framework's document, completed."""

    def __init__(self, handlers: Sequence[HTTPRouteHandler]) -> None:
        super().__init__(path="/openapi.json")
        self._handlers = {str(handler.operation_id): handler for handler in handlers}
        self._completed: bytes = b""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        """Render the document; on the first call, complete it."""
        if not self._completed:
            self._completed = self.render_json(request, complete(openapi_schema, self._handlers))
        return self._completed


def complete(document: dict[str, Any], handlers: dict[str, HTTPRouteHandler]) -> dict[str, Any]:
    """Replace the framework's schemas and errors by those of this service; add tokens."""
    paths = {
        path: {
            method: _with_problems(operation, handlers[operation["operationId"]], path)
            for method, operation in item.items()
        }
        for path, item in document["paths"].items()
    }
    components = {"schemas": message_schemas(), "securitySchemes": SECURITY_SCHEMES}
    return {**document, "paths": paths, "components": components}


def message_schemas() -> dict[str, Any]:
    """Describe every message as JSON Schema."""
    structs = [
        *_structs_in(kind_messages, poll_messages, result_messages),
        *_structs_in(answer_messages, reason_messages),
    ]
    described = msgspec.json.schema_components([*structs, ProblemDocument], ref_template=REFERENCE)[
        1
    ]
    # Before Python 3.13, docstrings keep the indentation of the source.
    return _under_published_names(
        {
            name: schema | {"description": cleandoc(schema["description"])}
            if "description" in schema
            else schema
            for name, schema in described.items()
        }
    )


def _structs_in(*modules: ModuleType) -> list[type[msgspec.Struct]]:
    """Return the messages that modules define, sorted by name: the order of the document."""
    structs = [
        member
        for module in modules
        for _, member in getmembers(module, isclass)
        if issubclass(member, msgspec.Struct) and member.__module__ == module.__name__
    ]
    return sorted(structs, key=lambda struct: struct.__name__)


def _under_published_names(described: dict[str, Any]) -> dict[str, Any]:
    """Rename schemas to the names that generated clients have: keys, titles and references."""
    text = msgspec.json.encode(described).decode()
    for name, published in PUBLISHED_NAMES.items():
        text = text.replace(f'"{name}"', f'"{published}"')
        text = text.replace(
            f'"{REFERENCE.format(name=name)}"', f'"{REFERENCE.format(name=published)}"'
        )
    renamed: dict[str, Any] = msgspec.json.decode(text)
    return renamed


def problems_of(handler: HTTPRouteHandler, path: str) -> list[type[CrowdError]]:
    """List every error that a call may meet."""
    found: list[type[CrowdError]] = [*handler.opt.get("problems", ()), *ERRORS_OF_ALL_CALLS]
    if "{" in path:
        found.append(NotFound)
    if handler.http_methods != {"GET"}:
        found.extend(ERRORS_OF_CHANGES)
    if "data" in signature(handler.fn).parameters:
        found.extend(ERRORS_OF_BODIES)
    tokens = handler.security or ()
    if ADMIN in tokens:
        found.extend([Gone] if ANYONE in tokens else ERRORS_OF_ADMIN_TOKENS)
    return list(dict.fromkeys(found))


def _with_problems(operation: Operation, handler: HTTPRouteHandler, path: str) -> Operation:
    # The framework's own description of errors does not fit our problem documents.
    replies = {code: reply for code, reply in operation["responses"].items() if code != "400"}
    problems = problems_of(handler, path)
    for status in sorted({problem.status for problem in problems}):
        replies[str(status)] = _error_response([each for each in problems if each.status == status])
    return {**operation, "responses": replies}


def _error_response(problems: list[type[CrowdError]]) -> dict[str, Any]:
    lines = [f"`{problem.name}`: {problem.title}." for problem in problems]
    return {
        "description": "\n".join(lines),
        "headers": _headers(problems[0]),
        "content": {PROBLEM: {"schema": {"$ref": REFERENCE.format(name="ProblemDocument")}}},
    }


def _headers(problem: type[CrowdError]) -> dict[str, Any]:
    if issubclass(problem, ERRORS_WITH_RETRY):
        return {
            "Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        }
    if problem.status == HTTPStatus.UNAUTHORIZED:
        return {"WWW-Authenticate": {"required": True, "schema": {"type": "string"}}}
    return {}
