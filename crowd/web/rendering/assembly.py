"""Pages with places that are filled anew for each reader; all that stands between them is kept.

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
    encoded,
    is_known,
    takes_gzip,
    vary_by_encoding,
)

PLACE = b"<place>"
"""Where something is filled in. In what people typed, templates escape the first character."""

GZIP_HEADER = bytes([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
LAST_BLOCK = b"\x03\x00"
"""An empty block that ends the stream."""

MAX_STORED = 1500
"""Bytes of a part that are sent as they are: to compress them takes longer than all else does."""

BYTES_OF_A_CHECKSUM = 5_000
"""Four tables of 256 numbers each."""

Headers = list[tuple[bytes, bytes]]


class Checksum:
    """The CRC-32 of whatever comes before a piece goes on over the piece without reading it again.

    How the piece changes it is linear over the bits: a table for each byte has it (RFC 1952, 8).
    """

    def __init__(self, piece: bytes) -> None:
        self._alone = zlib.crc32(piece)
        bits = [zlib.crc32(piece, 1 << bit) ^ self._alone for bit in range(32)]
        self._tables = [array("I", _combined(bits[start : start + 8])) for start in range(0, 32, 8)]

    def after(self, crc: int) -> int:
        """The CRC-32 of what had this one, followed by the piece."""
        low, second, third, high = self._tables
        shifted = low[crc & 255] ^ second[crc >> 8 & 255] ^ third[crc >> 16 & 255] ^ high[crc >> 24]
        return self._alone ^ shifted


def _combined(bits: Sequence[int]) -> list[int]:
    """For each byte the sum without carry of what its bits stand for."""
    table = [0]
    for bit in bits:
        table += [bit ^ entry for entry in table]
    return table


class Filling(NamedTuple):
    """What one reader finds in the places of a page, and what follows from that for the whole."""

    tag: str
    plain: Sequence[bytes]
    compressed: Sequence[bytes]
    trailer: bytes

    @property
    def size(self) -> int:
        """Its bytes in both forms."""
        return sum(map(len, self.plain)) + sum(map(len, self.compressed))


class Assembly:
    """A page with places, in pieces."""

    def __init__(self, page: bytes, headers: Mapping[str, str]) -> None:
        self._plain = page.split(PLACE)
        self._compressed = [deflated(piece) for piece in self._plain]
        self._checksums = [Checksum(piece) for piece in self._plain]
        self._length = sum(map(len, self._plain))
        self._digest = hashlib.sha256(page).digest()
        kept = encoded({**headers, "Vary": vary_by_encoding(headers.get("Vary"))}, HTML, b"")
        self._headers = [pair for pair in kept if pair[0] != b"content-length"]

    @property
    def size(self) -> int:
        """The bytes of the page as it is kept, with the tables of its checksums."""
        tables = BYTES_OF_A_CHECKSUM * len(self._plain)
        return self._length + sum(map(len, self._compressed)) + tables

    def filled(self, parts: Sequence[bytes]) -> Filling:
        """The page's places with these parts in them, in their order."""
        digest = hashlib.sha256(self._digest + PLACE.join(parts))
        crc = 0
        for checksum, part in zip(self._checksums, (*parts, b""), strict=True):
            crc = zlib.crc32(part, checksum.after(crc))
        length = self._length + sum(map(len, parts))
        return Filling(
            tag=f'"{digest.hexdigest()[:20]}"',
            plain=parts,
            compressed=[
                stored(part) if len(part) <= MAX_STORED else deflated(part) for part in parts
            ],
            trailer=struct.pack("<II", crc, length),
        )

    def plain(self, filling: Filling) -> bytes:
        """The page as it is read."""
        return b"".join(_woven(self._plain, filling.plain))

    def compressed(self, filling: Filling) -> bytes:
        """The page for callers who take gzip."""
        pieces = _woven(self._compressed, filling.compressed)
        return b"".join([GZIP_HEADER, *pieces, LAST_BLOCK, filling.trailer])

    def reply(self, request: AppRequest, filling: Filling) -> RawResponse:
        """The page with its places filled, unless the reader says that it has this very one."""
        if is_known(request, filling.tag):
            headers = [pair for pair in self._headers if pair[0] != b"content-type"]
            return RawResponse(NOT_MODIFIED, [*headers, (b"etag", filling.tag.encode())], b"")
        if not takes_gzip(request):
            return self.uncompressed(filling)
        # The same page in other bytes: a strong tag names bytes, a weak one the page.
        more = [(b"etag", b"W/" + filling.tag.encode()), (b"content-encoding", b"gzip")]
        return self._ready(more, self.compressed(filling))

    def uncompressed(self, filling: Filling) -> RawResponse:
        """The page with its places filled, for any caller."""
        return self._ready([(b"etag", filling.tag.encode())], self.plain(filling))

    def _ready(self, more: Headers, body: bytes) -> RawResponse:
        return RawResponse(
            200, [*self._headers, *more, (b"content-length", b"%d" % len(body))], body
        )


class Filled(NamedTuple):
    """A page with its places filled."""

    page: Assembly
    filling: Filling

    @property
    def plain(self) -> RawResponse:
        """It as it is read."""
        return self.page.uncompressed(self.filling)

    def reply(self, request: AppRequest) -> RawResponse:
        """It for one caller, unless that one has it already."""
        return self.page.reply(request, self.filling)


def deflated(piece: bytes) -> bytes:
    """A piece of a raw deflate stream, which needs nothing that stands before it."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH)


def stored(piece: bytes) -> bytes:
    """The same as it is, in a block that says how long it is, and how long with all bits turned."""
    return struct.pack("<BHH", 0, len(piece), len(piece) ^ 0xFFFF) + piece


def _woven(pieces: Sequence[bytes], parts: Sequence[bytes]) -> list[bytes]:
    assert len(pieces) == len(parts) + 1, "each place is filled"
    return list(chain.from_iterable(zip_longest(pieces, parts, fillvalue=b"")))
