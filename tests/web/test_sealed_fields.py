"""What is said of a poll before its reveal has no field that could hold a result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_type_hints

import msgspec
import pytest

from crowd.model.results import Results, Snapshot
from crowd.model.tokens import new_poll_id
from crowd.poll import Poll
from crowd.web.api.poll_messages import PollView
from crowd.web.views.poll import PollDisplay

CHOSEN = {"headline"}
"""Which figure is to lead is chosen before the opening; the figure itself is a result."""


def structs(kind: Any, seen: set[type]) -> Iterator[type[msgspec.Struct]]:
    """A Struct and all that its fields can hold."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        if kind not in seen:
            seen.add(kind)
            yield kind
            for hint in get_type_hints(kind).values():
                yield from structs(hint, seen)
        return
    for part in getattr(kind, "__args__", ()):
        yield from structs(part, seen)


def fields(kind: type[msgspec.Struct]) -> set[str]:
    """The names of all fields in it, at any depth."""
    return {name for struct in structs(kind, set()) for name in struct.__struct_fields__}


@pytest.mark.parametrize("kind", [PollView, PollDisplay])
def test_what_is_seen_before_the_reveal_holds_no_result(kind: type[msgspec.Struct]) -> None:
    results = set(Results.__struct_fields__)
    assert {"n", "aggregates", "spread", "closest", "groups"} < results
    assert fields(kind) & (results - CHOSEN) == set()
    assert not {Results, Snapshot, Poll} & set(structs(kind, set()))


def test_ids_are_long_random_and_in_no_order() -> None:
    ids = [new_poll_id() for _ in range(200)]
    assert len(set(ids)) == 200
    assert ids != sorted(ids)
    # 104 bits, six in each character.
    assert all(re.fullmatch(r"[\w-]{18}", each) for each in ids)
    shared = [position for position in range(18) if len({each[position] for each in ids}) == 1]
    assert shared == []
