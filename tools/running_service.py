"""`crowd serve` as a process, which can be killed and started again on the same folder."""

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

MAX_WAIT_SECONDS = 90.0
POLL_SECONDS = 0.005
"""Seconds between checks while waiting."""


def service_environment(data: Path, **more: str) -> dict[str, str]:
    """Return the environment of a service: none of the caller's settings, and no rate limits."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CROWD_") and name not in {"REDIS_URL", "HOST", "PORT"}
    }
    return {**inherited, "CROWD_DATA": str(data), "CROWD_RATE_LIMIT": "off", **more}


def command_line(*arguments: str) -> list[str]:
    """Return a command line of crowd."""
    return [sys.executable, "-m", "crowd", *arguments]


@contextmanager
def running_service(data: Path, *options: str, **settings: str) -> Iterator[RunningService]:
    """Provide a running service; stop it afterwards."""
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
        self._environment = service_environment(data, **(settings or {}))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None, "start() comes first"
        return self._process.pid

    def start(self) -> float:
        """Start the service and wait until it is ready; return the seconds that took."""
        begin = time.monotonic()
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command_line("serve", "--port", str(self.port), *self._options),
                env=self._environment,
                cwd=self.data.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        while not self.ready():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < begin + MAX_WAIT_SECONDS, self.log.read_text()
            time.sleep(POLL_SECONDS)
        return time.monotonic() - begin

    def wait_for_line(self, line: str) -> None:
        """Wait until the service has printed a line."""
        assert self._process is not None, "start() comes first"
        begin = time.monotonic()
        while line not in self.log.read_text().splitlines():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < begin + MAX_WAIT_SECONDS, self.log.read_text()
            time.sleep(POLL_SECONDS)

    def ready(self) -> bool:
        """Return whether the service reports that it is ready."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    def worker_pids(self) -> list[int]:
        """Return the pids of the web processes below the first one, on Linux."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children if b"spawn_main" in _command_line(pid)]

    def database_pid(self) -> int | None:
        """Return the pid of the embedded database; None if it does not answer."""
        try:
            with redis.Redis(unix_socket_path=str(socket_path(self.data))) as client:
                return int(client.info("server")["process_id"])
        except (redis.RedisError, OSError):
            return None

    def kill(self) -> None:
        """Kill the service with SIGKILL."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._process is not None
        self._process.wait()

    def stop(self) -> int:
        """End the service with SIGTERM; return its exit code."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(MAX_WAIT_SECONDS)


def _command_line(pid: str) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        # It ended since it was listed.
        return b""
