"""A real database for every test: one server per test process, emptied between tests."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from functools import cache, lru_cache
from pathlib import Path

import httpx
import hypothesis
import msgspec
import pytest
import redis.utils
from litestar import Litestar

from crowd.actions.export_files import ExportFiles
from crowd.actions.lists.search_polls import Questions
from crowd.actions.show_results import Computations
from crowd.actions.texts.show_texts import ShownTextsCache
from crowd.i18n import translator
from crowd.settings import Settings
from crowd.store.client.connect import connect
from crowd.store.server.supervisor import EmbeddedServer
from crowd.store.store import Store
from crowd.web.app import build_app
from crowd.web.deps import Service
from crowd.web.rendering.host_pages import HostPages
from crowd.web.rendering.loading_cache import LoadingCache
from crowd.web.rendering.page_cache import PageCache
from crowd.web.rendering.templates import Renderer
from crowd.web.rendering.ttl_cache import TtlCache
from tests.databases import empty
from tests.i18n.untranslated import bracketing_translator

# redis-py looks up its version for each connection, on the disk: a second of all tests, measured.
redis.utils.get_lib_version = cache(redis.utils.get_lib_version)

# Most tests are requests: to parse the same addresses again, and to look for cookies in replies that
# set none, takes a tenth of them, measured.
httpx._urls.urlparse = lru_cache(4096)(httpx._urls.urlparse)
extract_cookies = httpx.Cookies.extract_cookies
httpx.Cookies.extract_cookies = lambda self, response: (
    extract_cookies(self, response) if "set-cookie" in response.headers else None
)

# Tests make many objects that live shortly: fewer collections save 7 % of the time, measured.
gc.set_threshold(100_000, 50, 50)


SLOW_FILES = {
    "test_sealing.py",
    "test_queue.py",
    "test_languages.py",
    "test_any_story.py",
}
"""Files with tests that take seconds."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow files: at the end, the other test processes would wait for them.

    Tests of the same twin polls follow each other: they are made anew for each kind.
    """
    items.sort(key=lambda item: (item.path.name not in SLOW_FILES, *kind_of_twins(item)))


def kind_of_twins(item: pytest.Item) -> tuple[str, str]:
    """The file and the kind, of tests of twin polls."""
    callspec = getattr(item, "callspec", None)
    kind = callspec.params.get("twins") if callspec else None
    return (item.path.name, kind) if kind else ("", "")


def pytest_collection_finish() -> None:
    """Keep the garbage collector from all that was imported and collected, garbage and all."""
    gc.freeze()


# A busy machine is no failure; what is too slow, the timeout of each test ends.
hypothesis.settings.register_profile("fast", deadline=None, max_examples=12)
hypothesis.settings.register_profile("exhaustive", deadline=None, max_examples=300)
hypothesis.settings.load_profile("fast")

SECRET = "a secret for tests, long enough to be one"
MIN_FREE_BYTES = 1 << 30
OWN_PAGE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """An embedded server of this test process; TEST_REDIS_URL names an outside one or a cluster."""
    outside = os.environ.get("TEST_REDIS_URL")
    if outside:
        # Test processes share what is outside, so each takes a database number of its own.
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        yield f"{outside.rstrip('/')}/{worker}"
        return
    folder = Path(tempfile.mkdtemp(prefix="crowd-test-", dir=memory_folder()))
    with EmbeddedServer(folder) as server:
        yield server.url
    shutil.rmtree(folder)


def memory_folder() -> Path | None:
    """A folder in memory, where there is one with room: writing to a disk takes much of a test."""
    folder = Path("/dev/shm")
    is_large = folder.is_dir() and shutil.disk_usage(folder).free > MIN_FREE_BYTES
    return folder if is_large else None


@pytest.fixture
def empty_database(database_url: str) -> str:
    """The address of a database without any key."""
    empty(database_url)
    return database_url


@pytest.fixture
async def store(empty_database: str) -> AsyncIterator[Store]:
    """A store over an empty database."""
    store = Store(connect(empty_database))
    yield store
    await store.close()


@pytest.fixture
def app(store: Store) -> Litestar:
    """The application over an empty database, with nothing kept from the test before."""
    return app_over(store)


def app_over(store: Store, settings: Settings | None = None) -> Litestar:
    """The application over a store, shared by all with these settings: none may shut it down."""
    app = built_app(settings or Settings())
    app.state.service = fresh(app.state.service, store)
    return app


@cache
def built_app(settings: Settings) -> Litestar:
    """The application, built once: that is most of a small test's time."""
    return build_app(settings, Store(connect("unix:///nowhere")), SECRET)


@cache
def shared_renderer() -> Renderer:
    """A renderer for all tests of this process: it compiles its templates once."""
    return Renderer()


def fresh(service: Service, store: Store) -> Service:
    """A service over a store with nothing kept, and that keeps nothing for some seconds."""
    return msgspec.structs.replace(
        service,
        store=store,
        renderer=shared_renderer(),
        computations=Computations(),
        shown_texts=ShownTextsCache(),
        pages=PageCache(),
        short_lived_pages=TtlCache(0),
        public_lists=TtlCache(0),
        questions=Questions(),
        own_feeds=TtlCache(0),
        images=PageCache(),
        widgets=LoadingCache(),
        host_pages=HostPages(),
        export_files=ExportFiles(),
    )


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A program that calls the application; it keeps cookies, as a browser does."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://crowd.test") as client:
        yield client


@pytest.fixture
async def visitor(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on the application's own pages."""
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport,
        base_url="http://crowd.test",
        headers={**OWN_PAGE, "accept": "text/html"},
    ) as client:
        yield client


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> translator.Translator:
    """German whose catalogue brackets each sentence, so that what is not bracketed was not said."""
    german = bracketing_translator("de")
    english = translator.ENGLISH_TRANSLATOR
    monkeypatch.setattr(
        translator, "translator_in", lambda name: english if name == "en" else german
    )
    return german
