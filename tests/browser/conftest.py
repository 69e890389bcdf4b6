"""The real service in a process of its own, and a Chromium that visits it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.gallery import Gallery
from tests.browser.site import Site

READY_SECONDS = 30
STOP_SECONDS = 20
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
    folder = tmp_path_factory.mktemp("service")
    log = folder / "log"
    port = _free_port()
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "crowd", "serve", "--port", str(port)],
            cwd=Path(__file__).parents[2],
            env=_environment(folder / "data"),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_ready(process, url, log)
        yield Site(url)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(STOP_SECONDS)


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


def _environment(data: Path) -> dict[str, str]:
    """The caller's environment without settings that are meant for another service."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CROWD_")}
    kept.pop("REDIS_URL", None)
    return {**kept, "CROWD_DATA": str(data)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    pytest.fail(f"The service did not start:\n{log.read_text()}")
