"""Hostile requests made from the OpenAPI document: no failure of ours, no reply that it denies."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from crowd.settings import Settings
from crowd.store.connect import connect
from crowd.store.embedded import EmbeddedServer
from crowd.store.store import Store
from crowd.web.app import build_app
from tests.conftest import SECRET

pytestmark = pytest.mark.contract

SETTINGS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKS = [not_a_server_error, response_schema_conformance]


@pytest.fixture(scope="module")
def api():
    """The document of an application over a database of its own; its client keeps one loop."""
    with EmbeddedServer(Path(tempfile.mkdtemp(prefix="crowd-contract-"))) as server:
        app = build_app(Settings(rate_limit=False), Store(connect(server.url)), SECRET)
        yield schemathesis.openapi.from_asgi("/schema/openapi.json", app)


def test_calls_from_the_document_keep_to_it(api):
    # Not schemathesis.pytest.parametrize: its plugin fails under pytest 9.2 (Function._nodeid).
    for result in api.get_all_operations():

        @SETTINGS
        @given(case=result.ok().as_strategy())
        def keeps_to_it(case):
            case.call_and_validate(checks=CHECKS)

        keeps_to_it()
