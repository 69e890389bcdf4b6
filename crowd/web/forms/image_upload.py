"""The picture that comes with the create form: the one chosen now, or the one kept from before."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from os import SEEK_END
from typing import NamedTuple

from crowd.model.errors import Invalid, Problem
from crowd.model.sentence import Sentence
from crowd.settings import Settings
from crowd.web.deps import Service
from crowd.web.forms.base import Form
from crowd.web.http.headers import AppRequest
from crowd.web.images.limits import MediaType, PreparedImage, too_large
from crowd.web.middleware.rate_limits import hit

IMAGE_LOST = Sentence("Choose the picture again.")


class ImageUpload(NamedTuple):
    """What came in it, ready to be stored, or what is wrong with that; nothing where it was empty."""

    image: PreparedImage | None = None
    problem: Problem | None = None

    @property
    def data(self) -> bytes:
        """The bytes to store; none without a picture."""
        return b"" if self.image is None else self.image.data

    def kept(self, form: Form) -> str:
        """What the form brings along when it is shown again, in Base64."""
        if self.image is not None:
            return base64.b64encode(self.image.data).decode()
        # Nobody has looked at it yet; only what is found wrong is dropped.
        return "" if self.problem else form.get("kept_image")

    def lost(self, form: Form) -> list[Problem]:
        """What to tell whoever chose a file that could not be looked at: it is not kept."""
        unread = self.image is None and self.problem is None and _file_bytes(form) > 0
        return [Problem(field="image", message=IMAGE_LOST)] if unread else []


BASE64_PREFIXES: dict[str, MediaType] = {"iVBORw0KGgo": "image/png", "UklGR": "image/webp"}
"""How pictures that are not JPEGs begin in Base64."""


def media_type_of_base64(kept: str) -> MediaType:
    """What a kept picture is, by its first bytes."""
    types = (found for beginning, found in BASE64_PREFIXES.items() if kept.startswith(beginning))
    return next(types, "image/jpeg")


NO_IMAGE = ImageUpload()


async def read_image_upload(request: AppRequest, service: Service, form: Form) -> ImageUpload:
    """Has the picture of a form prepared, at its turn and within the caller's limit."""
    try:
        read = _reader(form, service.settings)
        if read is None:
            return NO_IMAGE
        await hit(request, service, "picture")
        return ImageUpload(image=await service.picture_queue.prepare(read))
    except Invalid as error:
        return ImageUpload(problem=error.problems[0])


def _file_bytes(form: Form) -> int:
    file = form.files.get("image")
    return file.file.seek(0, SEEK_END) if file else 0


def _reader(form: Form, settings: Settings) -> Callable[[], bytes] | None:
    """What brings the bytes, once they are needed: until then they wait on the disk."""
    file, size = form.files.get("image"), _file_bytes(form)
    if size > settings.max_picture_bytes:
        message = too_large(settings.max_picture_megabytes)
        raise Invalid([Problem(field="image", message=message)])
    if file is not None and size:
        file.file.seek(0)
        return file.file.read
    try:
        kept = base64.b64decode(form.get("kept_image"), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid([Problem(field="image", message=IMAGE_LOST)]) from None
    return (lambda: kept) if kept else None
