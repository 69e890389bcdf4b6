"""Photograph a result for the README, light and dark: `.venv/bin/python -m tools.result_picture`.

Starts a service in a folder of its own, makes the example polls, and opens the one about the vase.
CHROME_PATH names the browser.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tools.running_service import RunningService, command_line, service_environment

PICTURES = Path(__file__).resolve().parents[1] / "docs" / "pictures"
EXAMPLE = "The cereal vase, 2012"
WIDTH = 760
"""CSS pixels of the window: the page's column with a little paper beside it."""

COLOURS = 128
"""Colours of the picture: text stays sharp, and the file small."""


def main() -> None:
    """Take both pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="crowd-picture-") as folder:
        data = Path(folder) / "data"
        made = subprocess.run(
            command_line("demo"),
            env=service_environment(data),
            capture_output=True,
            text=True,
            check=True,
        )
        rows = [line.split("\t") for line in made.stdout.splitlines()]
        (link,) = (link for title, link, _ in rows if title == EXAMPLE)
        service = RunningService(data)
        try:
            service.start()
            _photograph(f"{service.url}/p/{link.rpartition('/')[2]}")
        finally:
            service.stop()


def _photograph(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROME_PATH"), args=["--no-sandbox"]
        )
        for scheme in ("light", "dark"):
            _photograph_in(browser, address, scheme)
        browser.close()


def _photograph_in(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 900},
        device_scale_factor=2,
        color_scheme=scheme,
        locale="en-US",
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    first, last = (page.locator(one).bounding_box() for one in ("main .lede", "main .picture"))
    if first is None or last is None:
        raise SystemExit("The page of results has no picture.")
    top, bottom = first["y"] - 16, last["y"] + last["height"] + 8
    taken = page.screenshot(
        full_page=True, clip={"x": 0, "y": top, "width": WIDTH, "height": bottom - top}
    )
    few = Image.open(BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(PICTURES / f"result.{scheme}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    main()
