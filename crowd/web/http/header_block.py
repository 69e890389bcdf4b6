"""Headers of a response that many callers get: what is made of them is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Self, TypeVar

Derived = TypeVar("Derived")
RawHeader = tuple[bytes, bytes]


class HeaderBlock(tuple[RawHeader, ...]):  # noqa: SLOT001  tuples of any length have no slots
    """Headers that do not change, with lower-case names."""

    _derived: dict[Callable[[HeaderBlock], Any], Any]

    def __new__(cls, headers: Iterable[RawHeader]) -> Self:
        """Take the headers in their order."""
        block = super().__new__(cls, headers)
        block._derived = {}
        return block

    def derive(self, make: Callable[[HeaderBlock], Derived]) -> Derived:
        """Return `make(self)`, called once for each function."""
        if make not in self._derived:
            self._derived[make] = make(self)
        derived: Derived = self._derived[make]
        return derived


class ConstantHeader(tuple[bytes, bytes]):  # noqa: SLOT001  as above
    """A header that is the same in many responses; its line is encoded once."""

    line: bytes

    def __new__(cls, name: bytes, value: bytes) -> Self:
        """Take a lower-case name and a value without control characters."""
        header = super().__new__(cls, (name, value))
        header.line = b"%b: %b\r\n" % header
        return header
