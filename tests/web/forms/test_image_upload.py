"""Pictures in forms: large photos are shrunk, what cannot be taken is told beside what was typed."""

from __future__ import annotations

import asyncio
import base64
import html
import re
import time
from io import BytesIO
from itertools import product
from typing import Any

import httpx
import msgspec
import pytest
from litestar import Litestar
from PIL import Image

from crowd.settings import Settings
from crowd.store.store import Store
from crowd.web.images import queue
from crowd.web.images.queue import ImageQueue
from crowd.web.middleware import rate_limits
from crowd.web.middleware.rate_limits import Limit
from crowd.web.sharing import images
from tests.conftest import OWN_PAGE, app_over
from tests.factories import hidden_fields, in_hours, make_poll

MEGABYTE = 1024 * 1024
TYPED = {"question": "How many pieces are in this vase?", "details": "Count them all.", "alt": "A"}


def photo(size: tuple[int, int] = (64, 48), length: int = 0) -> bytes:
    """A JPEG, made longer by what hangs behind it."""
    buffer = BytesIO()
    image, tile = Image.new("RGB", size), Image.effect_noise((500, 500), 40).convert("RGB")
    # Noise takes long to make, so large photos repeat it.
    for place in product(range(0, size[0], 500), range(0, size[1], 500)):
        image.paste(tile, place)
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue().ljust(length, b"\0")


async def send(
    visitor: httpx.AsyncClient, picture: bytes = b"", page: str = "/new", **fields: str
) -> httpx.Response:
    form = (await visitor.get(page)).text
    action = "/polls" if page == "/new" else page
    when = {"closes_at": in_hours(48)[:16], "time_zone": "UTC"}
    data = {**hidden_fields(form, action), **when, **TYPED, **fields}
    # Browsers send a field without a file with an empty name.
    files = {"image": ("a.jpg" if picture else "", picture, "image/jpeg")}
    return await visitor.post(action, data=data, files=files)


def told(reply: httpx.Response) -> str:
    """The page's own words on what is wrong, after a look at whether all is there that was typed."""
    text = html.unescape(reply.text)
    assert all(value in text for value in TYPED.values()), text
    return text


async def stored(visitor: httpx.AsyncClient, reply: httpx.Response) -> bytes:
    assert reply.status_code == 303, reply.text
    poll_id = reply.headers["location"].split("/")[2]
    page = (await visitor.get(f"/p/{poll_id}", headers={"accept": "text/html"})).text
    address = re.search(rf"/p/{poll_id}/images/\w+", page)
    assert address, page
    return (await visitor.get(address.group())).content


async def test_photo_of_20_mb_is_shrunk_and_kept(visitor: httpx.AsyncClient) -> None:
    data = photo((5000, 4000), 20 * MEGABYTE)
    assert len(data) == 20 * MEGABYTE
    kept = await stored(visitor, await send(visitor, data))
    assert len(kept) <= 500_000
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (1600, 1280)


async def test_photo_of_9_mb_is_shrunk_and_kept(visitor: httpx.AsyncClient) -> None:
    kept = await stored(visitor, await send(visitor, photo((4000, 3000), 9_000_000)))
    assert len(kept) <= 500_000


async def test_file_without_a_byte_is_told_and_the_earlier_picture_is_kept(
    visitor: httpx.AsyncClient,
) -> None:
    form = (await visitor.get("/new")).text
    data = {**hidden_fields(form, "/polls"), **TYPED, "closes_at": in_hours(48)[:16]}
    empty = {"image": ("a.jpg", b"", "image/jpeg")}
    reply = await visitor.post("/polls", data=data, files=empty)
    assert reply.status_code == 422
    assert "The file of the picture is empty: it has 0 bytes." in told(reply)
    again = await visitor.post(
        "/polls", data={**data, "question": ""}, files={"image": ("a.jpg", photo(), "image/jpeg")}
    )
    kept = hidden_fields(again.text, "/polls")["kept_image"]
    reply = await visitor.post("/polls", data={**data, "kept_image": kept}, files=empty)
    assert reply.status_code == 422
    assert hidden_fields(told(reply), "/polls")["kept_image"] == kept


async def test_photo_of_more_than_20_mb_is_told_beside_what_was_typed(
    visitor: httpx.AsyncClient,
) -> None:
    reply = await send(visitor, photo(length=30 * MEGABYTE))
    assert reply.status_code == 422
    assert "The picture is larger than 20 MB." in told(reply)


@pytest.mark.parametrize(
    ("length", "status"), [(MEGABYTE, 303), (MEGABYTE + 1, 422), (46 * MEGABYTE, 413)]
)
async def test_setting_says_how_large_a_picture_may_be(
    store: Store, length: int, status: int
) -> None:
    app = app_over(store, Settings(max_picture_megabytes=1, rate_limit=False))
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://crowd.test", headers=OWN_PAGE
    ) as visitor:
        assert "up to 1 MB" in (await visitor.get("/new")).text
        reply = await send(visitor, photo(length=length))
        assert reply.status_code == status
        if status == 303:
            assert await stored(visitor, reply)
        else:
            assert "The picture is larger than 1 MB." in html.unescape(reply.text)
        too_long = await visitor.post("/api/polls", content=b" " * (MEGABYTE // 8))
    assert (too_long.status_code, "a picture of at most 1 MB" in too_long.text) == (413, True)


async def test_form_keeps_the_small_picture_instead_of_the_large_one(
    visitor: httpx.AsyncClient,
) -> None:
    reply = await send(visitor, photo((3000, 2000), 20 * MEGABYTE), closes_at="soon")
    assert reply.status_code == 422
    kept = hidden_fields(reply.text, "/polls")["kept_image"]
    assert 1000 < len(kept) <= 500_000 * 4 / 3 + 4
    reply = await send(visitor, kept_image=kept)
    assert len(await stored(visitor, reply)) <= 500_000


@pytest.mark.parametrize(
    ("file_format", "mode", "media_type"),
    [("PNG", "L", "image/png"), ("WEBP", "RGBA", "image/webp"), ("JPEG", "RGB", "image/jpeg")],
)
async def test_form_shows_the_kept_picture_as_what_it_is(
    visitor: httpx.AsyncClient, file_format: str, mode: str, media_type: str
) -> None:
    buffer = BytesIO()
    Image.new(mode, (8, 6)).save(buffer, file_format)
    reply = await send(visitor, buffer.getvalue(), closes_at="soon")
    kept = hidden_fields(reply.text, "/polls")["kept_image"]
    assert f'src="data:{media_type};base64,{html.escape(kept)}"' in reply.text
    with Image.open(BytesIO(base64.b64decode(kept))) as image:
        assert image.get_format_mimetype() == media_type
    again = await send(visitor, kept_image=kept, closes_at="soon")
    assert f'src="data:{media_type};base64,' in again.text


async def test_kept_picture_survives_an_old_page(visitor: httpx.AsyncClient) -> None:
    kept = base64.b64encode(photo()).decode()
    reply = await send(visitor, kept_image=kept, ticket="OLD")
    assert reply.status_code == 422
    assert hidden_fields(reply.text, "/polls")["kept_image"] == kept


@pytest.mark.parametrize("name", ["details", "kept_image", "unknown"])
async def test_text_beside_a_picture_has_its_limits(visitor: httpx.AsyncClient, name: str) -> None:
    reply = await send(visitor, photo(), **{name: "A" * 800_000})
    assert reply.status_code == 413
    assert "The form is too large." in reply.text


async def test_photo_is_kept_where_there_were_too_many_polls(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "create", rate_limits.Limit(0, 1_000_000_000))
    refused = await send(visitor, photo())
    assert refused.status_code == 429
    assert 'name="kept_image" value="/9j/' in told(refused)
    assert '<details class="fold" open>' in refused.text


async def test_photo_that_was_not_looked_at_is_asked_for_again(
    visitor: httpx.AsyncClient,
) -> None:
    refused = await send(visitor, photo(), ticket="too old")
    assert refused.status_code == 422
    assert "Choose the picture again." in told(refused)


async def test_text_is_utf_8_whatever_its_part_says(visitor: httpx.AsyncClient) -> None:
    """Some codecs that Python knows take quadratic time."""
    form = (await visitor.get("/new")).text
    text = ("text/plain; charset=punycode", "a" * 60_000 + "-" + "a" * 600_000)
    fields = {name: (None, value) for name, value in hidden_fields(form, "/polls").items()}
    parts = {**fields, "kept_image": (None, text[1], text[0])}
    begun = time.process_time()
    reply = await visitor.post("/polls", files=parts)
    assert reply.status_code == 422
    assert time.process_time() - begun < 2


async def test_more_pictures_than_can_wait_are_told_to_come_back(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(queue.MAX_WAITING, "prepare", 0)
    reply = await send(visitor, photo())
    assert (reply.status_code, int(reply.headers["retry-after"]) > 0) == (503, True)
    assert "Too many pictures came at once." in told(reply)
    assert (await send(visitor)).status_code == 303, "without a picture nothing has to wait"


async def draft(visitor: httpx.AsyncClient) -> str:
    reply = await send(visitor, action="draft")
    return f"/p/{reply.headers['location'].split('/')[2]}/manage/draft"


async def test_pictures_are_limited_on_each_form(
    visitor: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rate_limits.LIMITS, "picture", Limit(2, 1_000_000_000))
    page = await draft(visitor)
    statuses = [(await send(visitor, photo(), page)).status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    reply = await send(visitor, photo())
    assert (reply.status_code, int(reply.headers["retry-after"]) > 0) == (429, True)
    assert "Too many requests came from your network." in told(reply)
    assert (await send(visitor, b"", page)).status_code == 303


class Untouched(ImageQueue):
    """Fails where a picture is decoded."""

    async def prepare(self, read: Any) -> Any:
        raise AssertionError(read)


async def test_no_picture_is_decoded_that_could_not_be_kept(
    app: Litestar, visitor: httpx.AsyncClient
) -> None:
    page = await draft(visitor)
    service = app.state.service
    app.state.service = msgspec.structs.replace(service, image_queue=Untouched())
    try:
        assert (await send(visitor, photo(), ticket="OLD")).status_code == 422
        assert (await send(visitor, photo(), page, ticket="OLD")).status_code == 422
        assert (await send(visitor, photo())).status_code == 500, "this one is decoded"
    finally:
        app.state.service = service


async def test_there_is_always_a_picture_of_a_poll(
    app: Litestar,
    client: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    poll = await make_poll(client)
    monkeypatch.setitem(queue.MAX_WAITING, "draw", 0)
    renderer = app.state.service.renderer
    for path, name in {
        f"/p/{poll['id']}.png": "light",
        f"/p/{poll['id']}.png?theme=dark": "dark",
        f"/p/{poll['id']}/og.png": "light",
    }.items():
        reply = await client.get(path)
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/png")
        assert reply.headers["cache-control"] == "no-store", "the right one shall come soon"
        assert reply.content == renderer.assets.named(f"pictures/later.{name}.png").body
    monkeypatch.setitem(queue.MAX_WAITING, "draw", 1)
    drawn = await client.get(f"/p/{poll['id']}/og.png")
    assert drawn.content != reply.content
    assert drawn.headers["cache-control"] == "public, max-age=60"


async def test_picture_that_takes_long_is_drawn_for_whoever_comes_next(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await make_poll(client)
    monkeypatch.setattr(images, "MAX_WAIT_SECONDS", 0.0)
    first = await client.get(f"/p/{poll['id']}/og.png")
    assert first.headers["cache-control"] == "no-store"
    monkeypatch.setattr(images, "MAX_WAIT_SECONDS", 20.0)
    async with asyncio.timeout(20):
        second = await client.get(f"/p/{poll['id']}/og.png")
    assert second.headers["cache-control"] == "public, max-age=60"
