"""Static files: read once, and addressed by a hash of their bytes, so that browsers keep them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

from crowd.web.http.compression import compress

PACKAGE = Path(__file__).resolve().parents[2]

MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
}


PREFIXES = {"css/crowd.css": "css/colours.css"}
"""Files that are sent as the beginning of another one, and not by themselves."""


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A static file, plain and compressed."""

    body: bytes
    compressed: bytes
    media_type: str


class Assets:
    """All static files of a folder, by their address under /static/.

    `additions` are appended to files by their names; `files` are there beside those of the folder.
    """

    def __init__(
        self,
        folder: Path,
        additions: Mapping[str, str] = MappingProxyType({}),
        files: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self.by_address: dict[str, Asset] = {}
        self._addresses: dict[str, str] = {}
        for file in sorted(folder.rglob("*")):
            name = file.relative_to(folder).as_posix()
            if file.suffix in MEDIA_TYPES and name not in PREFIXES.values():
                prefix = (folder / PREFIXES[name]).read_bytes() if name in PREFIXES else b""
                self._add(name, prefix + file.read_bytes() + additions.get(name, "").encode())
        for name, body in files.items():
            self._add(name, body)

    def _add(self, name: str, body: bytes) -> None:
        version = hashlib.sha256(body).hexdigest()[:12]
        path = Path(name)
        address = f"{path.with_suffix('')}.{version}{path.suffix}"
        self.by_address[address] = Asset(
            body=body, compressed=compress(body), media_type=MEDIA_TYPES[path.suffix]
        )
        self._addresses[name] = f"/static/{address}"

    def named(self, name: str) -> Asset:
        """Return the file by this name in its folder, such as "css/crowd.css"; else raise KeyError."""
        return self.by_address[self._addresses[name].removeprefix("/static/")]

    def url(self, name: str) -> str:
        """Return the address of the file by this name; else raise KeyError."""
        return self._addresses[name]


def folder(name: str) -> Path:
    """Return a folder of files: inside the package when installed, beside it in a checkout."""
    installed = PACKAGE / name
    return installed if installed.is_dir() else PACKAGE.parent / name
