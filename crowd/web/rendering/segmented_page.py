"""Pages with placeholders that are filled for each reader; the segments between them are cached.

A deflate stream can be put together from pieces that were compressed one by one (RFC 1951): each ends
with a full flush, so at a whole byte, and nothing in it refers to what came before.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from crowd.web.http.headers import AppRequest
from crowd.web.http.responses import (
    HTML,
    NOT_MODIFIED,
    RawResponse,
    accepts_gzip,
    matches_etag,
    raw_headers,
    vary_by_encoding,
)

PLACEHOLDER = b"<place>"
"""Marks where a fragment goes. In what people typed, templates escape the first character."""

GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
LAST_BLOCK = b"\x03\x00"
"""An empty block that ends the stream."""

MAX_UNCOMPRESSED_BYTES = 1500
"""Bytes of a fragment up to which it is sent uncompressed: to compress it takes longer than the rest."""

CRC_TABLE_BYTES = 5_000
"""Bytes of a segment's checksum: four tables of 256 numbers."""

Headers = list[tuple[bytes, bytes]]


class SegmentCrc:
    """Computes the CRC-32 of data followed by a segment, without reading the segment again.

    What the segment changes is linear over the bits of the CRC before it: a table for each of its four
    bytes has it (RFC 1952, 8).
    """

    def __init__(self, segment: bytes) -> None:
        self._alone = zlib.crc32(segment)
        bits = [zlib.crc32(segment, 1 << bit) ^ self._alone for bit in range(32)]
        self._tables = [
            array("I", _xor_table(bits[start : start + 8])) for start in range(0, 32, 8)
        ]

    def extend(self, crc: int) -> int:
        """Return the CRC-32 of data that has this one, followed by the segment."""
        low, second, third, high = self._tables
        shifted = low[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ high[crc >> 24]
        return self._alone ^ shifted


def _xor_table(bits: Sequence[int]) -> list[int]:
    """Return for each byte the XOR of the values of its bits."""
    table = [0]
    for bit in bits:
        table += [bit ^ entry for entry in table]
    return table


class Fragments(NamedTuple):
    """What one reader gets in the placeholders of a page; the tag and trailer of the whole."""

    tag: str
    plain: Sequence[bytes]
    compressed: Sequence[bytes]
    trailer: bytes

    @property
    def size(self) -> int:
        """Bytes of both forms."""
        return sum(map(len, self.plain)) + sum(map(len, self.compressed))


class SegmentedPage:
    """A page with placeholders, kept as the segments between them, plain and compressed."""

    def __init__(self, page: bytes, headers: Mapping[str, str]) -> None:
        self._plain = page.split(PLACEHOLDER)
        self._compressed = [deflate(segment) for segment in self._plain]
        self._checksums = [SegmentCrc(segment) for segment in self._plain]
        self._length = sum(map(len, self._plain))
        self._digest = hashlib.sha256(page).digest()
        raw = raw_headers({**headers, "Vary": vary_by_encoding(headers.get("Vary"))}, HTML, b"")
        self._headers = [pair for pair in raw if pair[0] != b"content-length"]

    @property
    def size(self) -> int:
        """Bytes of the segments in both forms, with the tables of their checksums."""
        tables = CRC_TABLE_BYTES * len(self._plain)
        return self._length + sum(map(len, self._compressed)) + tables

    def fill(self, parts: Sequence[bytes]) -> Fragments:
        """Prepare what goes into the placeholders, in their order."""
        digest = hashlib.sha256(self._digest + PLACEHOLDER.join(parts))
        crc = 0
        for checksum, part in zip(self._checksums, (*parts, b""), strict=True):
            crc = zlib.crc32(part, checksum.extend(crc))
        length = self._length + sum(map(len, parts))
        return Fragments(
            tag=f'"{digest.hexdigest()[:20]}"',
            plain=parts,
            compressed=[
                stored_block(part) if len(part) <= MAX_UNCOMPRESSED_BYTES else deflate(part)
                for part in parts
            ],
            trailer=struct.pack("<II", crc, length),
        )

    def plain_body(self, fragments: Fragments) -> bytes:
        """Return the whole page."""
        return b"".join(_interleave(self._plain, fragments.plain))

    def gzip_body(self, fragments: Fragments) -> bytes:
        """Return the whole page as gzip."""
        pieces = _interleave(self._compressed, fragments.compressed)
        return b"".join([GZIP_HEADER, *pieces, LAST_BLOCK, fragments.trailer])

    def reply(self, request: AppRequest, fragments: Fragments) -> RawResponse:
        """Return the response to a request: the whole page, or 304 if the caller has it."""
        if matches_etag(request, fragments.tag):
            headers = [pair for pair in self._headers if pair[0] != b"content-type"]
            return RawResponse(NOT_MODIFIED, [*headers, (b"etag", fragments.tag.encode())], b"")
        if not accepts_gzip(request):
            return self.plain_response(fragments)
        # The same page in other bytes: a strong tag names bytes, a weak one the page.
        more = [(b"etag", b"W/" + fragments.tag.encode()), (b"content-encoding", b"gzip")]
        return self._response(more, self.gzip_body(fragments))

    def plain_response(self, fragments: Fragments) -> RawResponse:
        """Return the response to any caller, uncompressed."""
        return self._response([(b"etag", fragments.tag.encode())], self.plain_body(fragments))

    def _response(self, more: Headers, body: bytes) -> RawResponse:
        return RawResponse(
            200, [*self._headers, *more, (b"content-length", b"%d" % len(body))], body
        )


class FilledPage(NamedTuple):
    """A segmented page and the fragments of one reader."""

    page: SegmentedPage
    fragments: Fragments

    @property
    def plain(self) -> RawResponse:
        """The response to any caller, uncompressed."""
        return self.page.plain_response(self.fragments)

    def reply(self, request: AppRequest) -> RawResponse:
        """Return the response to a request."""
        return self.page.reply(request, self.fragments)


def deflate(segment: bytes) -> bytes:
    """Compress a segment to a piece of a deflate stream that refers to nothing before it."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(segment) + compressor.flush(zlib.Z_FULL_FLUSH)


def stored_block(segment: bytes) -> bytes:
    """Return a segment uncompressed as a block of a deflate stream: its length twice, and its bytes."""
    return struct.pack("<BHH", 0, len(segment), len(segment) ^ 0xFFFF) + segment


def _interleave(segments: Sequence[bytes], parts: Sequence[bytes]) -> list[bytes]:
    assert len(segments) == len(parts) + 1, "each placeholder is filled"
    return list(chain.from_iterable(zip_longest(segments, parts, fillvalue=b"")))
