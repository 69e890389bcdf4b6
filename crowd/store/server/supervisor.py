"""The bundled database: one Valkey process per data folder, kept alive by its service."""

from __future__ import annotations

import fcntl
import logging
import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Self

from crowd.model.capacity import MEBIBYTE
from crowd.model.errors import StartFailed
from crowd.store.server.data_socket import answers, running_url, shut_down, socket_path, url_of
from crowd.store.server.memory import default_max_memory
from crowd.store.server.process import last_line, launch
from crowd.store.server.spare_file import SPARE_BYTES, give_up_room, hold_room

POLL = 0.01  # seconds between two looks; the patiences are seconds too
STOP_PATIENCE = 10.0
ATTACH_PATIENCE = 30.0
HOLDING_INTERVAL = 60.0
"""Seconds between looks whether room can be held back on the disk."""
STEADY = 1.0  # a child that lived this long starts the pauses anew
PAUSES = (0.0, 0.1, 0.3, 1.0, 2.0)  # before the first, second, ... restart in a row


def is_embedded(url: str | None, data: Path) -> bool:
    """Whether this is the address of the folder's own database."""
    return url is None or url == url_of(socket_path(data))


class FolderInUse(StartFailed):
    """Another service holds the lock of this data folder."""


class EmbeddedServer:
    """A database on a private socket in the data folder; all it acknowledged is on the disk."""

    def __init__(self, data: Path, max_memory: int | None = None) -> None:
        self.data = data
        self._max_memory = max_memory or default_max_memory()
        self._lock: int | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._monitor: Thread | None = None
        self._spawning = Lock()
        self._stopping = Event()

    @property
    def url(self) -> str:
        return url_of(socket_path(self.data))

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
            shut_down(socket_path(self.data))
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
                if give_up_room(self.data):
                    logging.getLogger(__name__).error(
                        "The disk of %s is full: %d MB that were held back were given up, so that "
                        "polls can be deleted. Make room.",
                        self.data,
                        SPARE_BYTES // MEBIBYTE,
                    )
                self._child = launch(self.data, self._max_memory)

    def _wait_until_ready(self) -> None:
        """The child answers; loading a long history, it may take as long as it lives."""
        while self._child is not None and not answers(socket_path(self.data)):
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(POLL)
                reason = last_line(self.data / "redis.log")
                raise StartFailed(f"The database in {self.data} could not start: {reason}")

    def _keep_alive(self) -> None:
        deaths, since = 0, time.monotonic()
        while self._child is not None:
            code = self._wait(self._child)
            deaths = 1 if time.monotonic() - since > STEADY else deaths + 1
            if self._stopping.wait(PAUSES[min(deaths, len(PAUSES)) - 1]):
                return
            since = time.monotonic()
            logging.getLogger(__name__).warning("The database ended (%d): starting it again.", code)
            try:
                self._spawn()
            except (OSError, StartFailed):  # the dead child is seen again, after a longer pause
                logging.getLogger(__name__).exception("The database could not be started.")

    def _wait(self, child: subprocess.Popen[bytes]) -> int:
        """The exit code of the child; meanwhile room is held back on its disk."""
        while True:
            with suppress(OSError):
                hold_room(self.data)
            with suppress(subprocess.TimeoutExpired):
                return child.wait(HOLDING_INTERVAL)


@contextmanager
def embedded(data: Path, max_memory: int | None = None) -> Iterator[str]:
    """The url of the folder's database: a running service's, or one started for the duration.

    The database goes when the one that started it goes; those who attached lose it then.
    """
    server = EmbeddedServer(data, max_memory)
    url = _start_or_attach(server)
    try:
        yield url
    finally:
        server.stop()


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


def _unusable(data: Path, problem: OSError) -> StartFailed:
    place = Path(problem.filename or data)
    reason = "it is a file" if place == data and data.is_file() else problem.strerror
    return StartFailed(
        f"{place} cannot be used ({reason}): set CROWD_DATA to a folder that you may write to."
    )
