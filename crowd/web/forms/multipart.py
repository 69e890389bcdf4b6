"""Multipart forms, parsed as they arrive: text has a limit, files are spooled to disk."""

from __future__ import annotations

from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from crowd.model.errors import TooLarge
from crowd.model.sentence import Sentence
from crowd.web.http.headers import AppRequest, read_header
from crowd.web.images.limits import MAX_STORED_BYTES

MAX_TEXT_BYTES = 64 * 1024
MAX_FIELDS = 100
MAX_KEPT_IMAGE_BYTES = MAX_STORED_BYTES * 3 // 2
"""A prepared picture in the hidden field `kept_image`, in Base64."""

MAX_FILE_BYTES_IN_MEMORY = 256 * 1024

FORM_TOO_LARGE = Sentence("The form is too large. Shorten what you typed, and send it again.")


class MultipartForm:
    """Parses one form into its fields and files."""

    def __init__(self, max_file_bytes: int) -> None:
        self._max_file_bytes = max_file_bytes
        self.fields: dict[str, str] = {}
        self.files: dict[str, UploadFile] = {}
        self._text = bytearray()
        self._text_bytes = 0
        self._file_bytes = 0
        self._part: MultipartSegment | None = None

    async def read(self, request: AppRequest) -> None:
        """Parse the body of a request; raise ClientException or ValueError if it is malformed."""
        _, options = parse_options_header(read_header(request, b"content-type") or "")
        boundary = options.get("boundary", "")
        try:
            with PushMultipartParser(boundary, max_segment_count=MAX_FIELDS) as parser:
                async for chunk in request.stream():
                    for event in parser.parse(chunk):
                        await self._handle(event)
        except MultipartError as error:
            raise ClientException("Invalid multipart/form-data") from error

    async def _handle(self, event: MultipartSegment | bytearray | None) -> None:
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            await self._end()
        elif self._part is not None and self._part.filename:
            await self._add_to_file(self._part.name, bytes(event))
        else:
            self._add_to_text(event)

    def _begin(self, part: MultipartSegment) -> None:
        self._part = part
        if part.filename:
            self._file_bytes = 0
            self.files[part.name] = UploadFile(
                content_type=part.content_type or "",
                filename=part.filename,
                max_spool_size=MAX_FILE_BYTES_IN_MEMORY,
            )

    async def _add_to_file(self, name: str, data: bytes) -> None:
        self._file_bytes += len(data)
        # Stored up to one chunk beyond the limit, so that its size tells that it is too large. Fields
        # behind it are still parsed: the form is shown again with them.
        if self._file_bytes - len(data) <= self._max_file_bytes:
            await self.files[name].write(data)

    def _add_to_text(self, data: bytearray) -> None:
        kept_image = self._part is not None and self._part.name == "kept_image"
        self._text += data
        self._text_bytes += 0 if kept_image else len(data)
        if self._text_bytes > MAX_TEXT_BYTES or len(self._text) > MAX_KEPT_IMAGE_BYTES:
            raise TooLarge(FORM_TOO_LARGE)

    async def _end(self) -> None:
        part = self._part
        if part is not None and part.filename:
            await self.files[part.name].seek(0)
        elif part is not None:
            self.fields[part.name] = self._text.decode()
        self._text, self._part = bytearray(), None
