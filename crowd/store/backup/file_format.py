"""The format of a backup file: compressed frames of MessagePack, each preceded by its length."""

from __future__ import annotations

import msgspec

from crowd.model.backup import Frame

LENGTH_BYTES = 4
"""Bytes of a frame's length."""

MAX_FRAME_BYTES = 64 << 20

ENCODER = msgspec.msgpack.Encoder()
DECODER = msgspec.msgpack.Decoder(Frame)


def encode_frame(frame: Frame) -> bytes:
    """Encode a frame, preceded by its length."""
    body = ENCODER.encode(frame)
    return len(body).to_bytes(LENGTH_BYTES, "big") + body


def decode_frame(body: bytes) -> Frame:
    """Decode a frame without its length."""
    frame: Frame = DECODER.decode(body)
    return frame
