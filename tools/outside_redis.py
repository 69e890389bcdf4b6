"""Runs a command with a real Redis beside it: `outside_redis.py COMMAND...`.

The command finds it in TEST_REDIS_URL. Without redis-server on the machine nothing is run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from tools.ports import free_port

PATIENCE = 10.0
OPTIONS = """--bind 127.0.0.1 --appendonly yes --appendfsync always --maxmemory-policy noeviction
    --hash-max-listpack-entries 512 --daemonize no"""


def main(command: list[str]) -> int:
    """The command's exit code."""
    if shutil.which("redis-server") is None:
        print("redis-server is not installed: the tests are not run against it.")
        return 0
    with outside_redis() as url:
        environment = {**os.environ, "TEST_REDIS_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def outside_redis() -> Iterator[str]:
    """The url of a Redis on a free port of this machine, gone after the block with its data."""
    with tempfile.TemporaryDirectory(prefix="crowd-redis-") as folder:
        port = free_port()
        places = ["--port", str(port), "--dir", folder, "--save", ""]
        server = subprocess.Popen(
            ["redis-server", *places, *OPTIONS.split()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait(port, server)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with redis.Redis(port=port) as client:
                print(f"Tests against Redis {client.info('server')['redis_version']}", flush=True)
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("redis-server did not start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
