"""Segmented pages: pieces that were compressed one by one make one valid gzip stream."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from crowd.web.rendering.segmented_page import SegmentCrc, SegmentedPage, deflate, stored_block


@pytest.mark.parametrize("length", [0, 1, 2, 3, 1000, 65_536, 300_000])
def test_checksum_goes_on_over_a_piece(length: int) -> None:
    chance = random.Random(length)
    piece = chance.randbytes(length)
    checksum = SegmentCrc(piece)
    for before in (b"", b"\0", b"before", chance.randbytes(999)):
        assert checksum.extend(zlib.crc32(before)) == zlib.crc32(before + piece)


def test_pieces_make_one_stream_in_any_order() -> None:
    pieces = [
        b"",
        b"a",
        b"once upon a time " * 3000,
        b"\0" * 65_535,
        random.Random(1).randbytes(999),
    ]
    for one in pieces:
        for other in pieces:
            stream = (
                stored_block(one)
                + deflate(other)
                + deflate(one)
                + stored_block(other)
                + b"\x03\x00"
            )
            decompressor = zlib.decompressobj(-15)
            assert decompressor.decompress(stream) == one + other + one + other
            assert decompressor.eof


def test_parts_of_any_size_are_read_back() -> None:
    page = SegmentedPage(b"<p>first<place>second<place></p>", {})
    for parts in ([b"", b""], [b"x" * 1500, b"y"], [b"z" * 200_000, random.Random(2).randbytes(9)]):
        fragments = page.fill(parts)
        whole = b"<p>first" + parts[0] + b"second" + parts[1] + b"</p>"
        assert page.plain_body(fragments) == whole
        assert gzip.decompress(page.gzip_body(fragments)) == whole
        assert zlib.decompress(page.gzip_body(fragments), 31) == whole
        assert fragments.size == sum(map(len, [*fragments.plain, *fragments.compressed]))
