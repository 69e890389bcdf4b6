"""The socket of a data folder's database: its path, and what is asked there before a client connects."""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from crowd.model.errors import StartFailed

POLL_INTERVAL = 0.01
"""Seconds between two attempts."""

SHUT_DOWN_TIMEOUT = 15.0
"""Seconds that an earlier database has to end."""

MAX_SOCKET_PATH = 100
"""Bytes of a socket's path; Linux takes 107, macOS 103."""


def socket_path(data: Path) -> Path:
    """Return where the folder's database listens: inside it, or elsewhere if that path is too long."""
    folder = data.resolve()
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= MAX_SOCKET_PATH:
        return path
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
    return _private_folder() / f"{name}.sock"


def _private_folder() -> Path:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    folder = (
        runtime if runtime.is_dir() else Path(tempfile.gettempdir())
    ) / f"crowd-{os.geteuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    # Anybody may be first to make a folder below /tmp, and would then own the way to the database.
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o077:
        raise StartFailed(
            f"{folder} is not private to this user: remove it, or set CROWD_DATA to a shorter path."
        )
    return folder


def running_url(data: Path) -> str | None:
    """Return the url of the folder's database if one is ready there."""
    path = socket_path(data)
    return url_of(path) if is_ready(path) else None


def shut_down(path: Path) -> None:
    """Shut down the database on the socket, left by a service that was killed; wait until it is gone."""
    deadline = time.monotonic() + SHUT_DOWN_TIMEOUT
    # The socket goes after the last write is on the disk, the connection with the process.
    while _ask(path, b"SHUTDOWN\r\n", timeout=SHUT_DOWN_TIMEOUT) is not None:
        if time.monotonic() > deadline:
            raise StartFailed(
                f"An earlier database still holds {path} and does not end: "
                f"stop it (`fuser {path}` shows its pid), then start again."
            )
        time.sleep(POLL_INTERVAL)


def is_ready(path: Path) -> bool:
    """Return whether a database listens that has loaded its whole log."""
    reply = _ask(path, b"PING\r\n", timeout=1.0) or b"-LOADING"
    return not reply.startswith(b"-LOADING")


def _ask(path: Path, command: bytes, *, timeout: float) -> bytes | None:
    """Send a command; return the first bytes of the reply, empty without one, None if nobody listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(str(path))
            connection.sendall(command)
            return connection.recv(1024)
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError):
            return None
        except OSError:
            return b""


def url_of(path: Path) -> str:
    """Return the socket's url, as for REDIS_URL."""
    return "unix://" + quote(str(path))
