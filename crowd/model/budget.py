"""How much a network address may use in a window of time."""

from __future__ import annotations

from typing import NamedTuple


class Budget(NamedTuple):
    """The units that a network may use in a window; 12 bytes stand for the network."""

    network: bytes
    units: int
