"""The address of the service that runs on this machine, which commands put into their links."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

CONNECT_SECONDS = 1.0
MAX_ADDRESS_BYTES = 300


def address_file(data: Path) -> Path:
    """Return the file in which a running service notes its address."""
    return data / "address"


@contextmanager
def noted_address(data: Path, address: str) -> Iterator[None]:
    """Note the address for the time of the block; where that cannot be written, commands do without."""
    file = address_file(data)
    with suppress(OSError):
        data.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{address}\n")
    try:
        yield
    finally:
        # Another service with the same data folder and a database elsewhere may have noted its own.
        with suppress(OSError):
            if file.read_text() == f"{address}\n":
                file.unlink()


def running_address(data: Path) -> str | None:
    """Return the address that a service noted, if somebody listens there."""
    try:
        with address_file(data).open() as file:
            address = file.read(MAX_ADDRESS_BYTES).strip()
        parts = urlsplit(address)
        listening = (parts.hostname or "", parts.port or 80)
    except (OSError, ValueError):
        return None
    try:
        with socket.create_connection(listening, timeout=CONNECT_SECONDS):
            return address
    except OSError:
        return None
