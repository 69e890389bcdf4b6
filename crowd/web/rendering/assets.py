"""Style sheets and scripts: read once, addressed by what is in them, kept by browsers for good."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from crowd.web.http.compression import compress

PACKAGE = Path(__file__).resolve().parents[2]

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it is sent."""

    body: bytes
    compressed: bytes
    media_type: str


class Assets:
    """All static files by their address."""

    def __init__(self, folder: Path) -> None:
        self.by_address: dict[str, Asset] = {}
        self._addresses: dict[str, str] = {}
        for file in sorted(folder.rglob("*")):
            if file.suffix in MEDIA_TYPES:
                self._add(file, file.relative_to(folder).as_posix())

    def _add(self, file: Path, name: str) -> None:
        body = file.read_bytes()
        version = hashlib.sha256(body).hexdigest()[:12]
        address = f"{Path(name).with_suffix('')}.{version}{file.suffix}"
        self.by_address[address] = Asset(
            body=body, compressed=compress(body), media_type=MEDIA_TYPES[file.suffix]
        )
        self._addresses[name] = f"/static/{address}"

    def named(self, name: str) -> Asset:
        """A file by its name; KeyError for one that is not there."""
        return self.by_address[self._addresses[name].removeprefix("/static/")]

    def url(self, name: str) -> str:
        """The address of a file; KeyError for one that is not there."""
        return self._addresses[name]


def folder(name: str) -> Path:
    """A folder of files: inside the package when installed, beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
