"""The running service as tests reach it beside the browser, and polls to look at."""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from PIL import Image, ImageDraw

from tests.conftest import OWN_PAGE
from tests.factories import hidden_fields

QUESTION = "How many pieces of cereal are in the vase?"
ALT = "A tall glass vase, filled with cereal to the brim"
GUESSES = (402, 1200, 250, 300, 350, 410, 500, 1050, 467, 200, 90, 620, 480, 333, 700, 415, 5000)
TRUTH = 467


@dataclass(frozen=True)
class Poll:
    """A poll's name and its organizer's secret."""

    id: str
    token: str


class Site:
    """A service at an address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def visitor(self) -> httpx.Client:
        """Somebody who has never been here."""
        headers = {**OWN_PAGE, "accept": "text/html"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=20)

    def make_poll(self, *, action: str = "open", photo: bytes = b"", **fields: str) -> Poll:
        """A poll from the form, as an organizer would fill it in."""
        defaults = {"question": QUESTION, "unit": "pieces", "closes_at": next_week(), "alt": ALT}
        with self.visitor() as organizer:
            hidden = hidden_fields(organizer.get("/new").text, "/polls")
            reply = organizer.post(
                "/polls",
                data={**defaults, "time_zone": "UTC", **hidden, **fields, "action": action},
                files={"image": ("vase.jpg" if photo else "", photo, "image/jpeg")},
            )
            assert reply.status_code == 303, reply.text
            poll_id = reply.headers["location"].split("/")[2]
            return Poll(poll_id, reply.cookies[f"crowd-admin-{poll_id}"])

    def answer(self, poll: Poll, values: Iterable[float | str]) -> list[dict[str, Any]]:
        """One answer for each value, each from somebody new, and what they get for it."""
        return [self._call(poll, "answers", {"value": value}) for value in values]

    def close(self, poll: Poll) -> None:
        """Ends the poll early."""
        self._call(poll, "closure", {}, admin=True)

    def reveal(self, poll: Poll) -> None:
        """Shows the results of a poll that waits for its organizer."""
        self._call(poll, "reveal", {}, admin=True)

    def resolve(self, poll: Poll, truth: float | str | None) -> None:
        """Enters the truth."""
        self._call(poll, "resolution", {"truth": truth}, admin=True)

    def _call(
        self, poll: Poll, verb: str, body: Mapping[str, Any], *, admin: bool = False
    ) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {poll.token}"} if admin else {}
        address = f"{self.url}/api/polls/{poll.id}/{verb}"
        reply = httpx.post(address, json=body, headers=headers, timeout=20)
        assert reply.is_success, reply.text
        told: dict[str, Any] = reply.json()
        return told


def next_week() -> str:
    """A closing time as the form's field has it."""
    return (datetime.now(UTC) + timedelta(days=7)).strftime("%Y-%m-%dT20:00")


def photo() -> bytes:
    """A drawn vase as a JPEG."""
    image = Image.new("RGB", (1200, 900), "#d8d2c4")
    pencil = ImageDraw.Draw(image)
    pencil.polygon([(420, 120), (780, 120), (700, 840), (500, 840)], fill="#c9e2e6", outline="#555")
    for piece in range(180):
        x = 520 + 80 * (1 + math.sin(piece * 2.4)) + piece % 7
        y = 180 + (piece * 37) % 620
        pencil.ellipse([x, y, x + 26, y + 18], fill="#b8742c", outline="#7a4a18")
    target = io.BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()
