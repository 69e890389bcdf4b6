"""The thumbnail of a question's picture: on the results, small, and never in the way of the page."""

from __future__ import annotations

import re
from io import BytesIO

import httpx
import pytest
from PIL import Image

from crowd.web.images import queue
from tests.conftest import OWN_PAGE
from tests.factories import hidden_fields, in_hours


async def poll_with_photo(visitor: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    """Make a poll with a photo; its id, and the headers of its organizer."""
    buffer = BytesIO()
    Image.effect_noise((1200, 900), 90).convert("RGB").save(buffer, "JPEG")
    hidden = hidden_fields((await visitor.get("/new")).text, "/polls")
    typed = {"question": "How many?", "alt": "A vase", "closes_at": in_hours(48)[:16]}
    reply = await visitor.post(
        "/polls",
        data={**hidden, **typed, "time_zone": "UTC", "action": "open"},
        files={"image": ("vase.jpg", buffer.getvalue(), "image/jpeg")},
    )
    assert reply.status_code == 303, reply.text
    poll_id = reply.headers["location"].split("/")[2]
    return poll_id, {"authorization": f"Bearer {reply.cookies[f'crowd-admin-{poll_id}']}"}


async def thumbnail_of(client: httpx.AsyncClient, poll_id: str) -> str:
    """The address of the thumbnail on the page of results."""
    page = (await client.get(f"/p/{poll_id}", headers={"accept": "text/html"})).text
    (address,) = re.findall(r'<img src="([^"]+)" alt="A vase" width="288" height="288">', page)
    return str(address)


async def test_results_show_a_small_photo_that_leads_to_the_whole(
    visitor: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    poll_id, organizer = await poll_with_photo(visitor)
    await client.post(f"/api/polls/{poll_id}/closure", headers=organizer)
    address = await thumbnail_of(client, poll_id)
    small, whole = await client.get(address), await client.get(address.removesuffix("/thumbnail"))
    with Image.open(BytesIO(small.content)) as image:
        assert image.size == (288, 288)
    assert len(small.content) < len(whole.content) / 5
    for reply in (small, whole):
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/jpeg")
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    again = await client.get(address, headers={"if-none-match": small.headers["etag"]})
    assert again.status_code == 304
    await client.delete(f"/api/polls/{poll_id}", headers=organizer)
    assert (await client.get(address)).status_code == 404


async def test_busy_queue_sends_for_the_photo_itself(
    visitor: httpx.AsyncClient, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll_id, organizer = await poll_with_photo(visitor)
    await client.post(f"/api/polls/{poll_id}/closure", headers=organizer)
    address = await thumbnail_of(client, poll_id)
    monkeypatch.setitem(queue.MAX_WAITING, "shrink", 0)
    reply = await client.get(address)
    assert (reply.status_code, reply.headers["cache-control"]) == (303, "no-store")
    assert reply.headers["location"] == address.removesuffix("/thumbnail")
    monkeypatch.undo()
    assert (await client.get(address)).status_code == 200


async def test_other_hashes_are_not_found(
    visitor: httpx.AsyncClient, client: httpx.AsyncClient
) -> None:
    poll_id, _ = await poll_with_photo(visitor)
    reply = await client.get(f"/p/{poll_id}/images/{'0' * 64}/thumbnail", headers=OWN_PAGE)
    assert reply.status_code == 404
