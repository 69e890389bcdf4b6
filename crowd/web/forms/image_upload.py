"""The picture of a poll's form: a file, or the one that the form kept from an earlier attempt."""

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
from crowd.web.images.limits import EMPTY_FILE, MediaType, PreparedImage, too_large
from crowd.web.middleware.rate_limits import hit

IMAGE_LOST = Sentence("Choose the picture again.")


class ImageUpload(NamedTuple):
    """The prepared picture, or its problem; neither if the form has none."""

    image: PreparedImage | None = None
    problem: Problem | None = None

    @property
    def data(self) -> bytes:
        """The bytes to store; empty without a picture."""
        return b"" if self.image is None else self.image.data

    def as_hidden_field(self, form: Form) -> str:
        """Return the picture for a hidden field of the form that is shown again, in Base64."""
        if self.image is not None:
            return base64.b64encode(self.image.data).decode()
        # Sent along as it came, and dropped only once it has a problem of its own: that of a file
        # chosen instead does not matter.
        own_problem = self.problem is not None and "image" not in form.files
        return "" if own_problem else form.get("kept_image")

    def lost_file_problems(self, form: Form) -> list[Problem]:
        """Return the problem of a file that was sent but not prepared: a form cannot keep it."""
        unread = self.image is None and self.problem is None and _file_bytes(form) > 0
        return [Problem(field="image", message=IMAGE_LOST)] if unread else []


BASE64_PREFIXES: dict[str, MediaType] = {"iVBORw0KGgo": "image/png", "UklGR": "image/webp"}
"""The first bytes of PNG and WebP in Base64; all other pictures are JPEG."""


def media_type_of_base64(text: str) -> MediaType:
    """Tell the media type of a picture in Base64 by its first bytes."""
    types = (found for prefix, found in BASE64_PREFIXES.items() if text.startswith(prefix))
    return next(types, "image/jpeg")


NO_IMAGE = ImageUpload()


async def read_image_upload(request: AppRequest, service: Service, form: Form) -> ImageUpload:
    """Prepare the picture of a form in the queue, within the caller's limit."""
    try:
        read = _reader(form, service.settings)
        if read is None:
            return NO_IMAGE
        await hit(request, service, "picture")
        return ImageUpload(image=await service.image_queue.prepare(read))
    except Invalid as error:
        return ImageUpload(problem=error.problems[0])


def _file_bytes(form: Form) -> int:
    file = form.files.get("image")
    return file.file.seek(0, SEEK_END) if file else 0


def _reader(form: Form, settings: Settings) -> Callable[[], bytes] | None:
    """Return a function that reads the bytes: until its turn in the queue the file stays on disk."""
    file, size = form.files.get("image"), _file_bytes(form)
    if size > settings.max_picture_bytes:
        message = too_large(settings.max_picture_megabytes)
        raise Invalid.of_field("image", message)
    if file is not None and not size:
        raise Invalid.of_field("image", EMPTY_FILE)
    if file is not None:
        file.file.seek(0)
        return file.file.read
    try:
        earlier = base64.b64decode(form.get("kept_image"), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid.of_field("image", IMAGE_LOST) from None
    return (lambda: earlier) if earlier else None
