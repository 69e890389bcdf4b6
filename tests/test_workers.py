"""Several web processes: stopped, restarted one by one, and killed, without losing what is under way."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import httpx
import pytest

from tests.factories import poll_body
from tools.ports import free_port
from tools.running_service import RunningService, running_service

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes as Linux shows them"),
]

PATIENCE = 90.0


@pytest.fixture
def service() -> Iterator[RunningService]:
    # Not pytest's own folder: its path may be too long for a socket.
    with (
        tempfile.TemporaryDirectory(prefix="crowd-test-") as folder,
        running_service(Path(folder) / "data", "--workers", "2") as service,
    ):
        yield service


def wait_until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def answers_address(service: RunningService) -> str:
    reply = httpx.post(f"{service.url}/api/polls", json=poll_body())
    return f"/api/polls/{reply.raise_for_status().json()['id']}/answers"


def is_refused(service: RunningService) -> bool:
    try:
        socket.create_connection(("127.0.0.1", service.port)).close()
    except ConnectionRefusedError:
        return True
    return False


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_request_under_way_is_answered_before_the_end(service: RunningService) -> None:
    body = b'{"value": 402, "key": "the key of the last one"}'
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE)
    connection.putrequest("POST", answers_address(service))
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body[:10])
    # The server has begun with it: another request on this machine has come after and is done.
    assert httpx.get(f"{service.url}/healthz").status_code == 200
    os.kill(service.pid, signal.SIGTERM)
    wait_until(lambda: is_refused(service))
    connection.send(body[10:])
    reply = connection.getresponse()
    assert reply.status == 201
    assert b"receipt" in reply.read()
    begin = time.monotonic()
    assert service.stop() == 0
    assert time.monotonic() - begin < 10


def test_processes_are_replaced_one_by_one(service: RunningService) -> None:
    address, before = answers_address(service), set(service.worker_pids())
    assert len(before) == 2
    replies: list[int] = []
    broken: list[str] = []
    may_end = Event()

    def answer() -> None:
        number = 0
        while not may_end.is_set():
            number += 1
            try:
                reply = httpx.post(f"{service.url}{address}", json={"value": number})
            except httpx.TransportError as error:
                broken.append(type(error).__name__)
            else:
                replies.append(reply.status_code)

    person = Thread(target=answer)
    person.start()
    try:
        os.kill(service.pid, signal.SIGHUP)
        wait_until(lambda: not before & set(service.worker_pids()))
    finally:
        may_end.set()
        person.join()
    assert len(service.worker_pids()) == 2
    assert set(replies) == {201}
    # A connection that was taken in the moment of the end is closed before its request is read.
    assert set(broken) <= {"RemoteProtocolError", "ReadError"}
    assert len(broken) <= 2


def test_process_that_died_is_replaced(service: RunningService) -> None:
    address, (victim, other) = answers_address(service), service.worker_pids()
    os.kill(victim, signal.SIGKILL)
    reply = httpx.post(f"{service.url}{address}", json={"value": 1}, timeout=PATIENCE)
    assert reply.status_code == 201
    wait_until(lambda: len(service.worker_pids()) == 2 and victim not in service.worker_pids())
    assert other in service.worker_pids()


def test_kill_of_the_first_process_ends_all(service: RunningService) -> None:
    pids = [*service.worker_pids(), service.database_pid() or 0]
    service.kill()
    wait_until(lambda: all(is_gone(pid) for pid in pids))
    # A process whose first thread has ended holds its sockets until the last one has.
    wait_until(lambda: is_refused(service))
    # Whoever watches over the service can start it again at once, at the same port.
    service.start()


def test_one_process_serves_by_itself() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="crowd-test-") as folder,
        running_service(Path(folder) / "data", "--workers", "1") as service,
    ):
        assert service.worker_pids() == []
        assert free_port() != service.port
