"""`crowd serve` as a process of its own: started, killed, started again on the same folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import redis

from crowd.store.server.data_socket import socket_path
from tools.ports import free_port

PATIENCE = 90.0
LOOK = 0.005


def environment(data: Path, **more: str) -> dict[str, str]:
    """The environment without the settings of whoever runs the tests; load is not limited."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CROWD_") and name not in {"REDIS_URL", "HOST", "PORT"}
    }
    return {**kept, "CROWD_DATA": str(data), "CROWD_RATE_LIMIT": "off", **more}


def command(*arguments: str) -> list[str]:
    """A command line of crowd."""
    return [sys.executable, "-m", "crowd", *arguments]


@contextmanager
def running(data: Path, *options: str, **settings: str) -> Iterator[RunningService]:
    """A service for the length of a block."""
    service = RunningService(data, options, settings)
    try:
        service.start()
        yield service
    finally:
        service.stop()


class RunningService:
    """A service over a data folder, at the same address after each start."""

    def __init__(
        self, data: Path, options: Sequence[str] = (), settings: Mapping[str, str] | None = None
    ) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data.with_name(f"{data.name}.log")
        self._options = options
        self._environment = environment(data, **(settings or {}))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "start() comes first"
        return self._process.pid

    def start(self) -> float:
        """The service is ready; how many seconds that took."""
        begin = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command("serve", "--port", str(self.port), *self._options),
                env=self._environment,
                cwd=self.data.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while not self.ready():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < begin + PATIENCE, self.log.read_text()
            time.sleep(LOOK)
        return time.monotonic() - begin

    def wait_for_line(self, line: str) -> None:
        """Wait until the service has said a line."""
        assert self._process is not None, "start() comes first"
        begin = time.monotonic()
        while line not in self.log.read_text().splitlines():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < begin + PATIENCE, self.log.read_text()
            time.sleep(LOOK)

    def ready(self) -> bool:
        """Whether the service says that it can store answers."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def worker_pids(self) -> list[int]:
        """The web processes beside the first one, on Linux; none where there is only that one."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in _command_line(pid)]

    def database_pid(self) -> int | None:
        """The pid of the embedded database, if it answers now."""
        try:
            with redis.Redis(unix_socket_path=str(socket_path(self.data))) as client:
                return int(client.info("server")["process_id"])
        except (redis.RedisError, OSError):
            return None

    def kill(self) -> None:
        """The service is gone at once, without any chance to tidy up."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def stop(self) -> int:
        """The service has ended as it was asked to; its exit code."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(PATIENCE)


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        # It ended since it was listed.
        return b""
