"""The bundled database: one Valkey process per data folder, kept alive by its service."""

from __future__ import annotations

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
from crowd.store.server.data_socket import is_ready, running_url, shut_down, socket_path, url_of
from crowd.store.server.folder_lock import FolderInUse, lock_folder
from crowd.store.server.memory import default_max_memory
from crowd.store.server.process import last_line, launch
from crowd.store.server.spare_file import SPARE_BYTES, create_spare_file, remove_spare_file

POLL_INTERVAL = 0.01
"""Seconds between two checks whether the database is ready."""

STOP_TIMEOUT = 10.0
"""Seconds until a database that does not end is killed."""

ATTACH_TIMEOUT = 30.0
"""Seconds to wait for a database that another process is starting."""

SPARE_FILE_INTERVAL = 60.0
"""Seconds between two attempts to create the spare file."""

STABLE_SECONDS = 1.0
"""Seconds that a child must live for the restart delays to begin anew."""

RESTART_DELAYS = (0.0, 0.1, 0.3, 1.0, 2.0)
"""Seconds before the first, second, ... restart in a row."""


def is_embedded(url: str | None, data: Path) -> bool:
    """Return whether this is the url of the folder's own database."""
    return url is None or url == url_of(socket_path(data))


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
        """Start the database and wait until it is ready; StartFailed says what to do."""
        try:
            self._lock = lock_folder(self.data)
            self._bring_up()
        except OSError as problem:
            raise _start_failure(self.data, problem) from problem

    def stop(self) -> None:
        """Stop the database, wait until its files are closed, free the folder; may be called twice."""
        with self._spawning:
            self._stopping.set()
            if self._child is not None:
                self._child.terminate()
        if self._monitor is not None:
            self._monitor.join(STOP_TIMEOUT)
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

    # The child is signalled when the thread that started it ends: one thread, which lives as long
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
                if remove_spare_file(self.data):
                    logging.getLogger(__name__).error(
                        "The disk of %s is full: %d MB that were held back were given up, so that "
                        "polls can be deleted. Make room.",
                        self.data,
                        SPARE_BYTES // MEBIBYTE,
                    )
                self._child = launch(self.data, self._max_memory)

    def _wait_until_ready(self) -> None:
        """Wait until the child is ready; there is no time limit, as it may be loading a long log."""
        while self._child is not None and not is_ready(socket_path(self.data)):
            with suppress(subprocess.TimeoutExpired):
                self._child.wait(POLL_INTERVAL)
                reason = last_line(self.data / "redis.log")
                raise StartFailed(f"The database in {self.data} could not start: {reason}")

    def _keep_alive(self) -> None:
        deaths, since = 0, time.monotonic()
        while self._child is not None:
            code = self._wait(self._child)
            deaths = 1 if time.monotonic() - since > STABLE_SECONDS else deaths + 1
            if self._stopping.wait(RESTART_DELAYS[min(deaths, len(RESTART_DELAYS)) - 1]):
                return
            since = time.monotonic()
            logging.getLogger(__name__).warning("The database ended (%d): starting it again.", code)
            try:
                self._spawn()
            except (OSError, StartFailed):  # the dead child is seen again, after a longer pause
                logging.getLogger(__name__).exception("The database could not be started.")

    def _wait(self, child: subprocess.Popen[bytes]) -> int:
        """Wait for the child's exit code; meanwhile create the spare file where there is room."""
        while True:
            with suppress(OSError):
                create_spare_file(self.data)
            with suppress(subprocess.TimeoutExpired):
                return child.wait(SPARE_FILE_INTERVAL)


@contextmanager
def embedded(data: Path, max_memory: int | None = None) -> Iterator[str]:
    """Yield the url of the folder's database: a running service's, or one started for the block.

    The database ends with the process that started it; those who attached lose it then.
    """
    server = EmbeddedServer(data, max_memory)
    url = _start_or_attach(server)
    try:
        yield url
    finally:
        server.stop()


def _start_or_attach(server: EmbeddedServer) -> str:
    deadline = time.monotonic() + ATTACH_TIMEOUT
    while True:
        try:
            server.start()
        except FolderInUse:
            # Its owner may still be starting, or about to leave the folder to us.
            if url := running_url(server.data):
                return url
            if time.monotonic() > deadline:
                raise
            time.sleep(POLL_INTERVAL)
        else:
            return server.url


def _start_failure(data: Path, problem: OSError) -> StartFailed:
    path = Path(problem.filename or data)
    reason = "it is a file" if path == data and data.is_file() else problem.strerror
    return StartFailed(
        f"{path} cannot be used ({reason}): set CROWD_DATA to a folder that you may write to."
    )
