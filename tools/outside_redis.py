"""Run a command with a Redis, whose address is in TEST_REDIS_URL: `outside_redis.py COMMAND...`.

Without redis-server on the machine nothing is run.
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

MAX_WAIT_SECONDS = 10.0
SERVER_OPTIONS = """--bind 127.0.0.1 --appendonly yes --appendfsync always --maxmemory-policy noeviction
    --hash-max-listpack-entries 512 --daemonize no"""


def main(command: list[str]) -> int:
    """Run the command; return its exit code."""
    if shutil.which("redis-server") is None:
        print("redis-server is not installed: the tests are not run against it.")
        return 0
    with running_redis() as url:
        environment = {**os.environ, "TEST_REDIS_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def running_redis() -> Iterator[str]:
    """Provide the URL of a Redis on a free port; end it and remove its data afterwards."""
    with tempfile.TemporaryDirectory(prefix="crowd-redis-") as folder:
        port = free_port()
        places = ["--port", str(port), "--dir", folder, "--save", ""]
        server = subprocess.Popen(
            ["redis-server", *places, *SERVER_OPTIONS.split()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_until_ready(port, server)
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + MAX_WAIT_SECONDS
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
