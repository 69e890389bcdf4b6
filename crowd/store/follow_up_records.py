"""Encode follow-up answers: figures in a record of fixed width, texts as JSON.

The record's mask says what was given, so texts are read only where it names one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from crowd.kinds import Kind
from crowd.model.answer import FollowUpAnswers

BITS = {"low": 1, "high": 2, "others": 4, "group": 8, "predicted": 16, "reason": 32, "name": 64}
"""Bits of a record's mask: which fields were given."""

NOTICE_BITS = {"reason": 256, "name": 512}
"""Bits of a record's mask: which texts were given under a notice of who will see them. Releases that had
no such notice wrote none of them."""

HIDDEN = 1024
"""Bit of a record's mask: the organizer hides name and reason."""

TEXTS = ("group", "reason", "name")
"""Fields that may be texts; a group is one where the poll lists none."""

FIELDS = [("mask", "<u4"), ("low", "<f8"), ("high", "<f8"), ("others", "<f8"), ("group", "<u2")]
"""The part of a record that all polls have; shares of options follow."""

SHARE_BYTES = 4


@lru_cache
def layout_of(options: int) -> np.dtype[np.void]:
    """Return the layout of a record, with a share for each option of the poll."""
    shares = [("predicted", "<f4", (options,))] if options else []
    return np.dtype([*FIELDS, *shares])


def width_of(kind: Kind) -> int:
    """Return the bytes of a record: the kind alone determines it."""
    return layout_of(len(kind.options)).itemsize


def column_of(raw: bytes, width: int) -> NDArray[np.void]:
    """Read records of this width; the last one may be short of what was not given."""
    whole = raw.ljust(-(-len(raw) // width) * width, b"\0")
    return np.frombuffer(whole, layout_of((width - layout_of(0).itemsize) // SHARE_BYTES))


def mask_of(names: Collection[str]) -> int:
    """Return the bits of these fields."""
    return sum(BITS[name] for name in names)


def change_mask_of(names: Collection[str]) -> int:
    """Return all bits that a change of these fields sets or clears."""
    return mask_of(names) | _notice_mask(names)


def shown_mask(name: str) -> int:
    """Return the bits of a text that readers of results may see, unless it is hidden."""
    return BITS[name] | NOTICE_BITS[name]


def noticed_texts(mask: int) -> frozenset[str]:
    """Return the texts of a record that were given under a notice of who will see them."""
    return frozenset(name for name in NOTICE_BITS if mask & shown_mask(name) == shown_mask(name))


def _notice_mask(names: Collection[str]) -> int:
    return sum(bit for name, bit in NOTICE_BITS.items() if name in names)


def pack(answers: FollowUpAnswers, *, noticed: bool = False) -> bytes:
    """Encode the record of what was given; without predicted shares it ends before them.

    `noticed`: the texts were given under a notice of who will see them.
    """
    shares = answers.predicted or []
    record = np.zeros(1, layout_of(len(shares)))
    given = {name: value for name in BITS if (value := getattr(answers, name)) is not None}
    for name, value in given.items():
        if not isinstance(value, str):
            record[name] = value
    record["mask"] = mask_of(given) | (_notice_mask(given) if noticed else 0)
    return record.tobytes()


def pack_texts(answers: FollowUpAnswers, label: str | None = None) -> bytes:
    """Encode the texts that were given, and the label of an imported answer, as JSON; empty without."""
    texts = {name: text for name in TEXTS if isinstance(text := getattr(answers, name), str)}
    if label is not None:
        texts["label"] = label
    return msgspec.json.encode(texts) if texts else b""


def pack_changed_texts(answers: FollowUpAnswers, fields: Collection[str]) -> bytes:
    """Encode the texts among these fields as JSON, null for those to remove; empty without any."""
    texts = {name: text for name in TEXTS if name in fields for text in [getattr(answers, name)]}
    changed = {name: text for name, text in texts.items() if not isinstance(text, int)}
    return msgspec.json.encode(changed) if changed else b""


def unpack(column: NDArray[np.void], texts: Mapping[int, dict[str, str]]) -> list[FollowUpAnswers]:
    """Decode records, with the texts of some by their places among these."""
    names = (column.dtype.names or ())[1:]
    rows: list[Any] = column.tolist()
    return [
        FollowUpAnswers(
            **_given_fields(mask, dict(zip(names, row, strict=True))) | texts.get(place, {})
        )
        for place, (mask, *row) in enumerate(rows)
    ]


def _given_fields(mask: int, figures: dict[str, Any]) -> dict[str, Any]:
    given = {name: figure for name, figure in figures.items() if mask & BITS[name]}
    if "predicted" in given:
        given["predicted"] = np.asarray(given["predicted"]).tolist()
    return given


def read_texts(texts: bytes | None) -> dict[str, str]:
    """Decode the texts of an answer, by field."""
    found = {} if texts is None else msgspec.json.decode(texts, type=dict[str, str])
    found.pop("label", None)
    return found


class _Label(msgspec.Struct, frozen=True):
    label: str | None = None


def read_label(texts: bytes | None) -> str | None:
    """Decode the label among the texts of an imported answer; None without one."""
    return None if texts is None else msgspec.json.decode(texts, type=_Label).label


class _Group(msgspec.Struct, frozen=True):
    group: str = ""


def read_group(texts: bytes) -> str:
    """Decode the group among the texts of an answer, composed and with single spaces."""
    group = msgspec.json.decode(texts, type=_Group).group
    return " ".join(unicodedata.normalize("NFC", group).split())
