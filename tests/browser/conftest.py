"""The real service in a process of its own, and a Chromium that visits it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.gallery import Gallery
from tests.browser.site import Site
from tools.running_service import RunningService

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Visit = Callable[..., BrowserContext]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The service as its command line starts it, with a database of its own."""
    service = RunningService(tmp_path_factory.mktemp("service") / "data")
    try:
        service.start()
        yield Site(service.url)
    finally:
        service.stop()


@pytest.fixture(scope="session")
def gallery(site: Site) -> Gallery:
    """The polls that the pages show."""
    return Gallery(site)


# For one module at a time: while playwright runs, this thread has an event loop, and the
# asynchronous tests of other folders could not start theirs.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running Chromium."""
    found = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(found).exists():
        pytest.skip("Chromium is not installed here (Debian: apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, site: Site) -> Iterator[Visit]:
    """Makes browsers that know nothing of each other, as different people have them."""
    contexts: list[BrowserContext] = []

    def visit(**options: Any) -> BrowserContext:
        settings = {"base_url": site.url, "locale": "en-US", "reduced_motion": "reduce"}
        context = chromium.new_context(**{**settings, **options})
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context

    yield visit
    for context in contexts:
        context.close()
