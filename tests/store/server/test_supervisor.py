"""The bundled database keeps what it acknowledged, whichever process is killed."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import pytest
import redis

from crowd.model.errors import StartFailed
from crowd.store.server import data_socket
from crowd.store.server import process as launching
from crowd.store.server import supervisor as module
from crowd.store.server.data_socket import running_url, socket_path, url_of
from crowd.store.server.supervisor import EmbeddedServer, embedded

TIMEOUT = 10.0
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a parent's death")

COUNTING_SERVICE = """
import sys
from pathlib import Path
import redis
from crowd.store.server.supervisor import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
client = redis.from_url(server.url)
while True:
    print(client.incr("count"), flush=True)
"""

WRITE_500_KEYS = "for key = 1, 500 do redis.call('SET', key, string.rep('x', 1000)) end"


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: its path may be too long for a socket, which is a test of its own.
    with tempfile.TemporaryDirectory(prefix="crowd-test-") as folder:
        yield Path(folder) / "data"
        # A test that fails halfway leaves no process behind.
        data_socket.shut_down(Path(folder) / "data" / "redis.sock")


@pytest.fixture
def server(data: Path) -> Iterator[EmbeddedServer]:
    with EmbeddedServer(data) as server:
        yield server


@contextmanager
def connected(url: str) -> Iterator[redis.Redis]:
    with redis.from_url(url, decode_responses=True) as client:
        yield client


def write(url: str, key: str, value: str) -> None:
    with connected(url) as client:
        client.set(key, value)


def read(url: str, key: str) -> str | None:
    with connected(url) as client:
        return client.get(key)


def settings(url: str, *names: str) -> dict[str, str]:
    with connected(url) as client:
        return client.config_get(*names)


def until(condition: Callable[[], bool]) -> None:
    deadline, never = time.monotonic() + TIMEOUT, Event()
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        never.wait(0.005)


def kill_and_await_restart(server: EmbeddedServer) -> None:
    killed = server.pid
    os.kill(killed, signal.SIGKILL)
    until(lambda: server.pid != killed and running_url(server.data) is not None)


def test_data_survives_a_stop_and_a_start(data: Path) -> None:
    for visit in (1, 2, 3):
        with EmbeddedServer(data) as server, connected(server.url) as client:
            assert client.incr("visits") == visit
        assert running_url(data) is None


def test_one_server_object_starts_again_after_a_stop(server: EmbeddedServer) -> None:
    write(server.url, "key", "kept")
    first = server.pid
    server.stop()
    server.stop()
    server.start()
    assert server.pid != first
    assert read(server.url, "key") == "kept"


def test_a_killed_child_is_restarted_with_each_acknowledged_write(server: EmbeddedServer) -> None:
    for value in ("first", "second", "third"):
        write(server.url, "key", value)
        kill_and_await_restart(server)
        assert read(server.url, "key") == value


def test_a_restart_that_cannot_start_is_tried_again(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    launch, refused = module.launch, Event()

    def launch_second_time(data: Path, max_memory: int) -> subprocess.Popen[bytes]:
        if refused.is_set():
            return launch(data, max_memory)
        refused.set()
        raise BlockingIOError("no process to spare")

    monkeypatch.setattr(module, "launch", launch_second_time)
    kill_and_await_restart(server)
    assert refused.is_set()


def test_a_stopped_server_is_not_restarted(data: Path) -> None:
    server = EmbeddedServer(data)
    server.start()
    monitor = server._monitor
    assert monitor is not None
    assert monitor.is_alive()
    server.stop()
    assert not monitor.is_alive()
    assert not socket_path(data).exists()


def test_the_live_server_is_durable_private_and_never_evicts(server: EmbeddedServer) -> None:
    expected = {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory-policy": "noeviction",
        "hash-max-listpack-entries": "512",
        "enable-debug-command": "no",
        "unixsocketperm": "700",
        "dir": str(server.data.resolve()),
    }
    assert settings(server.url, *expected) == expected
    assert socket_path(server.data).stat().st_mode & 0o777 == 0o700
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_a_second_service_on_the_folder_is_refused_until_the_first_stops(data: Path) -> None:
    first, second = EmbeddedServer(data), EmbeddedServer(data)
    with first:
        write(first.url, "key", "kept")
        with pytest.raises(StartFailed) as refusal:
            second.start()
        assert refusal.value.detail == (
            f"Another `crowd serve` (pid {os.getpid()}) already uses the data folder {data}: "
            "stop it, or set CROWD_DATA to another folder."
        )
        assert read(first.url, "key") == "kept"
    with second:
        assert read(second.url, "key") == "kept"


def test_starting_twice_is_refused_and_harms_nothing(server: EmbeddedServer) -> None:
    with pytest.raises(StartFailed):
        server.start()
    kill_and_await_restart(server)


@on_linux
def test_the_child_has_a_session_of_its_own_and_not_the_lock(server: EmbeddedServer) -> None:
    assert os.getsid(server.pid) == server.pid

    def open_files(pid: int | str) -> set[str]:
        links = Path(f"/proc/{pid}/fd").iterdir()
        return {str(link.readlink()) for link in links if link.is_symlink()}

    lock = str((server.data / "lock").resolve())
    assert lock in open_files("self")
    assert lock not in open_files(server.pid)


@on_linux
def test_a_killed_service_takes_its_child_along_and_loses_nothing(data: Path) -> None:
    command = [sys.executable, "-c", COUNTING_SERVICE, str(data)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as service:
        assert service.stdout is not None
        child = os.pidfd_open(int(service.stdout.readline()))
        acknowledged = [int(service.stdout.readline()) for _ in range(50)]
        service.kill()
        acknowledged += [int(line) for line in service.stdout]
    assert select.select([child], [], [], TIMEOUT)[0] == [child]
    os.close(child)
    with EmbeddedServer(data) as server:
        count = int(read(server.url, "count") or 0)
    # The last reply may have been cut off with the service that was to print it.
    assert count - acknowledged[-1] in {0, 1}


def test_an_orphan_is_taken_over_with_its_data(data: Path) -> None:
    data.mkdir(parents=True)
    command = launching.command(data.resolve(), 0)
    command = command[command.index(str(launching.get_binary_path())) :]
    with subprocess.Popen(command) as orphan:
        try:
            until(lambda: running_url(data) is not None)
            write(url_of(socket_path(data)), "key", "kept")
            with EmbeddedServer(data) as server:
                assert orphan.wait(TIMEOUT) == 0
                assert server.pid != orphan.pid
                assert read(server.url, "key") == "kept"
        finally:
            orphan.kill()


def test_an_orphan_that_does_not_end_is_named(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data_socket, "SHUT_DOWN_TIMEOUT", 0.1)
    with EmbeddedServer(data) as server:
        os.kill(server.pid, signal.SIGSTOP)
        try:
            with pytest.raises(StartFailed, match="An earlier database still holds"):
                data_socket.shut_down(socket_path(data))
        finally:
            os.kill(server.pid, signal.SIGCONT)


def test_a_folder_left_by_a_killed_child_with_its_stale_socket_starts(data: Path) -> None:
    data.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(socket_path(data)))
    assert running_url(data) is None
    with EmbeddedServer(data) as server:
        assert running_url(data) == server.url


def test_two_users_share_one_server(data: Path) -> None:
    with embedded(data) as url:
        write(url, "key", "shared")
        with embedded(data) as other:
            assert other == url
            assert read(other, "key") == "shared"
        assert running_url(data) == url
    assert running_url(data) is None


def test_users_that_begin_at_once_get_one_server(data: Path) -> None:
    ready, leave, replies = Event(), Event(), []

    def use() -> None:
        with embedded(data) as url, connected(url) as client:
            replies.append((url, client.info("server")["process_id"]))
            if len(replies) == 3:
                ready.set()
            leave.wait(TIMEOUT)

    users = [Thread(target=use) for _ in range(3)]
    for user in users:
        user.start()
    assert ready.wait(TIMEOUT)
    leave.set()
    for user in users:
        user.join(TIMEOUT)
    assert len(set(replies)) == 1


def test_a_long_path_uses_a_socket_elsewhere(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(data.parent))
    deep = tmp_path / ("long " * 12) / ("name%" * 12)
    assert len(bytes(deep)) > 108
    path = socket_path(deep)
    assert path.parent == data.parent / f"crowd-{os.geteuid()}"
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert socket_path(deep.with_name("other")) != path
    for value in ("1", "2"):
        with EmbeddedServer(deep) as server, connected(server.url) as client:
            assert client.incr("starts") == int(value)


def test_a_socket_folder_that_others_could_enter_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(data.parent))
    (data.parent / f"crowd-{os.geteuid()}").mkdir(mode=0o755)
    with pytest.raises(StartFailed, match="is not private to this user"):
        EmbeddedServer(tmp_path / ("long" * 30)).start()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_socket_folder_of_somebody_else_is_refused(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(data.parent))
    foreign = data.parent / f"crowd-{os.geteuid()}"
    foreign.mkdir(mode=0o700)
    os.chown(foreign, 12345, 12345)
    with pytest.raises(StartFailed, match="is not private to this user"):
        EmbeddedServer(tmp_path / ("long" * 30)).start()


def test_a_data_folder_that_is_a_file_is_named(data: Path) -> None:
    data.write_text("not a folder")
    with pytest.raises(StartFailed) as refusal:
        EmbeddedServer(data).start()
    assert refusal.value.detail == (
        f"{data} cannot be used (it is a file): set CROWD_DATA to a folder that you may write to."
    )
    assert running_url(data) is None


def test_a_data_folder_below_a_file_is_named(data: Path) -> None:
    data.write_text("not a folder")
    with pytest.raises(StartFailed) as refusal:
        EmbeddedServer(data / "below").start()
    assert refusal.value.detail == (
        f"{data / 'below'} cannot be used (Not a directory): "
        "set CROWD_DATA to a folder that you may write to."
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_without_write_permission_is_named(data: Path) -> None:
    data.mkdir(mode=0o500)
    with pytest.raises(StartFailed, match=r"cannot be used \(Permission denied\)"):
        EmbeddedServer(data).start()


def test_a_server_that_cannot_start_is_quoted_and_frees_the_folder(data: Path) -> None:
    history = data / "appendonlydir"
    history.parent.mkdir()
    history.write_text("in the way")
    with pytest.raises(StartFailed) as refusal:
        EmbeddedServer(data).start()
    told = f"The database in {data} could not start: "
    assert refusal.value.detail.startswith(told)
    assert "appendonlydir" in refusal.value.detail.removeprefix(told)
    history.unlink()
    with EmbeddedServer(data) as server:
        assert running_url(data) == server.url


def test_a_start_waits_for_a_long_history(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with EmbeddedServer(data) as server, connected(server.url) as client:
        client.eval(WRITE_500_KEYS, 0)
    slow = " --key-load-delay 1000 --loading-process-events-interval-bytes 1024"
    monkeypatch.setattr(launching, "OPTIONS", launching.OPTIONS + slow)
    began = time.monotonic()
    with EmbeddedServer(data) as server, connected(server.url) as client:
        assert time.monotonic() - began > 0.5
        assert client.dbsize() == 500


def test_a_large_log_is_put_aside_at_the_start(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "MAX_LOG_BYTES", 10)
    data.mkdir()
    (data / "redis.log").write_text("a long story")
    with EmbeddedServer(data):
        assert (data / "redis.log.1").read_text() == "a long story"
        assert "a long story" not in (data / "redis.log").read_text()
