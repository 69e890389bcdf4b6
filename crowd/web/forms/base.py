"""Forms as browsers send them, URL-encoded or multipart."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

import msgspec
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from crowd.model.errors import Malformed, TooLarge
from crowd.model.sentence import Sentence
from crowd.settings import Settings
from crowd.web.forms.multipart import FORM_TOO_LARGE, MAX_FIELDS, MAX_TEXT_BYTES, MultipartForm
from crowd.web.http.headers import AppRequest, read_header
from crowd.web.images.limits import too_large


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """A form's fields, stripped of surrounding space, and its files."""

    fields: Mapping[str, str]
    files: Mapping[str, UploadFile]

    def get(self, name: str) -> str:
        """Return a field's text; empty if the form has no such field."""
        return self.fields.get(name, "")


NO_FORM = Form(fields={}, files={})


async def read_form(request: AppRequest) -> Form:
    """Parse the form in a request's body; raise TooLarge or Malformed."""
    multipart = (read_header(request, b"content-type") or "").startswith("multipart/form-data")
    settings: Settings = request.app.state.service.settings
    try:
        if not multipart:
            return await _read_text(request)
        return await _read_multipart(request, settings.max_picture_bytes)
    except RequestEntityTooLarge:
        detail = too_large(settings.max_picture_megabytes) if multipart else FORM_TOO_LARGE
        raise TooLarge(detail) from None
    except (ClientException, ValueError, LookupError) as error:
        raise Malformed(Sentence("The form cannot be read. Go back and send it again.")) from error


async def _read_text(request: AppRequest) -> Form:
    body = await request.body()
    if len(body) > MAX_TEXT_BYTES:
        raise TooLarge(FORM_TOO_LARGE)
    # The framework's parser caches its results, so what people typed would stay in memory.
    pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MAX_FIELDS)
    return Form(fields={name: _clean(value) for name, value in pairs}, files={})


async def _read_multipart(request: AppRequest, max_file_bytes: int) -> Form:
    form = MultipartForm(max_file_bytes)
    await form.read(request)
    fields = {name: _clean(value) for name, value in form.fields.items()}
    return Form(fields=fields, files=form.files)


def _clean(text: str) -> str:
    return text.replace("\x00", "").strip()
