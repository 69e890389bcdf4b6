"""Load a poll, what it asks, or its picture, as stored now."""

from __future__ import annotations

from typing import NamedTuple

from crowd.model.errors import NotFound
from crowd.model.sentence import Sentence
from crowd.poll import Definition, Image, Poll
from crowd.store.store import Store


class ImageContent(NamedTuple):
    """A poll's picture: its description and its bytes."""

    image: Image
    data: bytes


async def load_poll(store: Store, poll_id: str) -> Poll:
    """Load a poll; one whose closing time has passed may still say that it is open."""
    return await store.polls.load(poll_id)


async def load_opened(store: Store, poll_id: str) -> Definition:
    """Load what an opened poll asks; raise NotOpen for a draft."""
    return await store.polls.load_opened(poll_id)


async def load_image(store: Store, poll_id: str, image_hash: str) -> ImageContent:
    """Load the picture of a poll that has one with this hash."""
    image = await require_image(store, poll_id, image_hash)
    return ImageContent(image, await store.polls.load_image(poll_id))


async def require_image(store: Store, poll_id: str, image_hash: str) -> Image:
    """Return the description of a poll's picture; raise NotFound if none has this hash."""
    image = (await store.polls.load(poll_id)).definition.image
    if image is None or image.hash != image_hash:
        raise NotFound(Sentence("There is no picture at this address."))
    return image
