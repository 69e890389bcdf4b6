"""How what was added to an answer is written down: figures in a record of fixed width, texts as JSON.

The record says what there is of an answer, so texts are looked for only where it names one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.model.answer import FollowUpAnswers
from crowd.model.poll import Kind, options_of

BITS = {"low": 1, "high": 2, "others": 4, "group": 8, "predicted": 16, "reason": 32, "name": 64}
"""The mask of a record: what was given."""

TEXTS = ("group", "reason", "name")
"""What may be a text; a group is one where the poll does not list any."""

FIELDS = [("mask", "<u4"), ("low", "<f8"), ("high", "<f8"), ("others", "<f8"), ("group", "<u2")]


SHARE_BYTES = 4


@lru_cache
def record_of(options: int) -> np.dtype[np.void]:
    """The layout of a record, with a share for each option of the poll."""
    shares = [("predicted", "<f4", (options,))] if options else []
    return np.dtype([*FIELDS, *shares])


def width_of(kind: Kind) -> int:
    """Bytes of a record: the kind alone determines it."""
    return record_of(len(options_of(kind))).itemsize


def column_of(raw: bytes, width: int) -> NDArray[np.void]:
    """Records of this width; the last one may be short of what was not given."""
    whole = raw.ljust(-(-len(raw) // width) * width, b"\0")
    return np.frombuffer(whole, record_of((width - record_of(0).itemsize) // SHARE_BYTES))


def mask_of(names: Collection[str]) -> int:
    """The bits of these fields."""
    return sum(BITS[name] for name in names)


def pack(details: FollowUpAnswers) -> bytes:
    """The record of what was given; where nothing is predicted, it is short of the shares."""
    shares = details.predicted or []
    record = np.zeros(1, record_of(len(shares)))
    given = {name: value for name in BITS if (value := getattr(details, name)) is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            record[name] = value
    record["mask"] = mask_of(given)
    return record.tobytes()


def texts_of(details: FollowUpAnswers) -> bytes:
    """The texts of what was given as JSON; empty without any."""
    texts = {name: text for name in TEXTS if isinstance(text := getattr(details, name), str)}
    return msgspec.json.encode(texts) if texts else b""


def changed_texts(details: FollowUpAnswers, fields: Collection[str]) -> bytes:
    """The texts among these fields as JSON, null for those that go; empty without any."""
    texts = {name: text for name in TEXTS if name in fields for text in [getattr(details, name)]}
    changed = {name: text for name, text in texts.items() if not isinstance(text, int)}
    return msgspec.json.encode(changed) if changed else b""


def unpack(column: NDArray[np.void], texts: Mapping[int, dict[str, str]]) -> list[FollowUpAnswers]:
    """What records say, with the texts of some by their places among these."""
    names = (column.dtype.names or ())[1:]
    rows: list[Any] = column.tolist()
    return [
        FollowUpAnswers(**_given(mask, dict(zip(names, row, strict=True))) | texts.get(place, {}))
        for place, (mask, *row) in enumerate(rows)
    ]


def _given(mask: int, figures: dict[str, Any]) -> dict[str, Any]:
    given = {name: figure for name, figure in figures.items() if mask & BITS[name]}
    if "predicted" in given:
        given["predicted"] = np.asarray(given["predicted"]).tolist()
    return given


def read_texts(texts: bytes | None) -> dict[str, str]:
    """The texts of an answer by their names."""
    return {} if texts is None else msgspec.json.decode(texts, type=dict[str, str])


class _Group(msgspec.Struct, frozen=True):
    group: str = ""


def group_of(texts: bytes) -> str:
    """The group in the texts of an answer, alike for all who differ only in case or spaces."""
    return " ".join(msgspec.json.decode(texts, type=_Group).group.casefold().split())
