"""Requests made from the OpenAPI document, good and hostile: every reply is what it says."""

from __future__ import annotations

import tempfile
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import ignored_auth

from crowd.settings import Settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import EmbeddedServer
from crowd.store.store import Store
from crowd.web.app import build_app
from tests.conftest import SECRET
from tests.factories import admin, poll_body
from tests.kind_examples import EXAMPLES, to_body

pytestmark = [pytest.mark.contract, pytest.mark.timeout(600)]

SETTINGS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# No schema can say that a closing time lies in the future, that a truth lies within the poll's own
# kind, or that options do not look alike: for that there is 422, documented as all other replies.
RULES = {
    "positive_data_acceptance": {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}
}
OPTIONS = SchemathesisConfig.from_dict({"checks": RULES})
ASKS = {"interval": True, "others": True, "reason": True, "group": True, "name": True}
KINDS = [
    {"type": "number", "unit": "pieces", "decimals": 2},
    *(to_body(kind) for name, kind in EXAMPLES.items() if name != "number"),
]


@pytest.fixture(scope="module")
def api():
    """The document of an application over a database of its own; its client keeps one loop."""
    with EmbeddedServer(Path(tempfile.mkdtemp(prefix="crowd-contract-"))) as server:
        app = build_app(Settings(rate_limit=False), Store(connect(server.url)), SECRET)
        yield schemathesis.openapi.from_asgi("/schema/openapi.json", app, config=OPTIONS)


def called(api: Any, path: str, method: str, **parts: Any) -> Any:
    """What a call that is right gives back."""
    reply = api[path][method].Case(media_type="application/json", **parts).call()
    assert reply.status_code < 300, reply.text
    return reply.json()


def polls(api: Any) -> list[dict[str, Any]]:
    """A poll in each state, so that bodies come to what is behind the checks of their form."""
    bodies = [
        poll_body(kind=kind, asks={**ASKS, "interval": "options" not in kind}) for kind in KINDS
    ]
    found = [called(api, "/api/polls", "POST", body=body) for body in bodies]
    found.append(called(api, "/api/polls", "POST", body=poll_body(draft=True)))
    for reveal in ("at_close", "manual"):
        poll = called(api, "/api/polls", "POST", body=poll_body(reveal=reveal))
        here = {"path_parameters": {"poll_id": poll["id"]}, "headers": admin(poll)}
        called(api, "/api/polls/{poll_id}/answers", "POST", body={"value": 402}, **here)
        called(api, "/api/polls/{poll_id}/closure", "POST", body={}, **here)
        found.append(poll)
    return found


def cases(operation: Any, mode: GenerationMode, found: list[dict[str, Any]]) -> None:
    """Calls of one operation: of unknown polls by anybody, of those found by their organizers too."""
    turns = cycle([None, *found, *found])
    as_organizer = cycle([True, False, True])

    @SETTINGS
    @given(case=operation.as_strategy(generation_mode=mode))
    def keep_to_the_document(case: Any) -> None:
        poll, headers = next(turns), {}
        if poll is not None and "poll_id" in case.path_parameters:
            case.path_parameters["poll_id"] = poll["id"]
            headers = admin(poll) if next(as_organizer) else {}
        # It repeats with a wrong token what went well with a right one, and wants 401; but that is
        # 404 on purpose, as for unknown polls. The test below stands for it.
        left_out = [ignored_auth] if headers else []
        case.call_and_validate(checks=CHECKS.get_all(), excluded_checks=left_out, headers=headers)

    try:
        keep_to_the_document()
    except Unsatisfiable:
        # Nothing in such a call can be wrong: its path takes any text, and it has no body.
        assert mode is GenerationMode.NEGATIVE and operation.body.items == []  # noqa: PT018


@pytest.mark.parametrize("mode", GenerationMode)
def test_calls_from_the_document_keep_to_it(api: Any, mode: GenerationMode) -> None:
    # Not schemathesis.pytest.parametrize: its plugin fails under pytest 9.2 (Function._nodeid).
    for result in api.get_all_operations():
        cases(result.ok(), mode, polls(api))


def test_calls_that_need_a_token_are_refused_without_it_and_with_another(api: Any) -> None:
    found = polls(api)
    needing = [
        result.ok()
        for result in api.get_all_operations()
        if result.ok().definition.raw.get("security") == [{"adminToken": []}]
    ]
    assert len(needing) >= 8
    for operation in needing:
        for poll, other in zip(found, found[1:] + found[:1], strict=True):
            bodies = {
                "extension": {"closes_at": poll["closes_at"]},
                "reasons": {"publish": True},
                "resolution": {"truth": 1},
            }
            ending = operation.path.rpartition("/")[2]
            body = bodies.get(ending) if operation.method == "post" else None
            parts = {"path_parameters": {"poll_id": poll["id"]}, "media_type": "application/json"}
            case = operation.Case(**parts, **({} if body is None else {"body": body}))
            assert case.call().status_code == 401
            assert case.call(headers=admin(other)).status_code == 404
            assert case.call(headers={"authorization": "Bearer nonsense"}).status_code == 404


def test_every_check_is_there() -> None:
    # One that a newer version brings along runs as well, and is looked at before this list grows.
    assert sorted(CHECKS.get_all_names()) == [
        "allow_header_conformance",
        "content_type_conformance",
        "ensure_resource_availability",
        "ignored_auth",
        "missing_required_header",
        "negative_data_rejection",
        "not_a_server_error",
        "object_level_authorization",
        "positive_data_acceptance",
        "response_headers_conformance",
        "response_schema_conformance",
        "status_code_conformance",
        "unsupported_method",
        "use_after_free",
    ]
