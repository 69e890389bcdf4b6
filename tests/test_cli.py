"""The commands as a person meets them: a start that fails says in one line what to do."""

from __future__ import annotations

import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import httpx
import pytest

from crowd.cli.announcement import CONTAINER_MARKERS
from tools.ports import free_port
from tools.running_service import RunningService, command_line, running_service, service_environment

pytestmark = pytest.mark.processes

MAX_SECONDS = 60


@pytest.fixture
def data() -> Iterator[Path]:
    # Not pytest's own folder: its path may be too long for a socket.
    with tempfile.TemporaryDirectory(prefix="crowd-test-") as folder:
        yield Path(folder) / "data"


def run_command(data: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command of crowd to its end."""
    return subprocess.run(
        command_line(*arguments),
        env=service_environment(data, **settings),
        cwd=data.parent,
        capture_output=True,
        text=True,
        timeout=MAX_SECONDS,
        check=False,
    )


def refusal_line(data: Path, *arguments: str, **settings: str) -> str:
    """Run a command that fails; return its only line."""
    ended = run_command(data, *arguments, **settings)
    assert ended.returncode != 0
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    return line


@pytest.mark.parametrize("workers", ["1", "2"])
def test_address_to_open_is_the_last_word_of_a_start(data: Path, workers: str) -> None:
    with running_service(data, "--workers", workers) as service:
        service.wait_for_line(f"Open {service.url}")
        assert httpx.get(f"{service.url}/healthz").status_code == 200
        assert service.log.read_text().splitlines()[-1] == f"Open {service.url}"


def test_address_to_open_on_phones(data: Path) -> None:
    with running_service(data, "--host", "0.0.0.0") as service:
        service.wait_for_line(f"Open {service.url}")
        lines = service.log.read_text().splitlines()
    phones = [line for line in lines if line.startswith("On phones in the same network: http://")]
    assert len(phones) == (own_address() is not None)
    assert all(line.endswith(f"{own_address()}:{service.port}") for line in phones)


def test_address_to_open_is_the_public_one(data: Path) -> None:
    settings = {"CROWD_PUBLIC_URL": "https://polls.example.org"}
    with running_service(data, "--host", "0.0.0.0", **settings) as service:
        service.wait_for_line("Open https://polls.example.org")
        assert "phones" not in service.log.read_text()


def test_start_that_fails_names_no_address(data: Path) -> None:
    data.mkdir()
    (data / "secret").write_text("short")
    line = refusal_line(data, "serve", "--port", str(free_port()))
    assert "Open" not in line


def own_address() -> str | None:
    """Return the address of this machine in its network; None in a container."""
    if any(Path(name).exists() for name in CONTAINER_MARKERS):
        return None
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return None


def test_port_taken(data: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        line = refusal_line(data, "serve", "--port", str(port))
    assert line == (
        f"Error: Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        "Choose another one with --port or PORT=, or stop what is using it."
    )


def test_data_folder_is_a_file(data: Path) -> None:
    data.write_text("")
    assert refusal_line(data, "serve", "--port", str(free_port())) == (
        f"Error: {data} cannot be used (it is a file): "
        "set CROWD_DATA to a folder that you may write to."
    )


def test_second_service_on_one_folder(data: Path) -> None:
    first = RunningService(data)
    try:
        first.start()
        line = refusal_line(data, "serve", "--port", str(free_port()))
        assert line == (
            f"Error: Another `crowd serve` (pid {first.pid}) already uses the data folder {data}: "
            "stop it, or set CROWD_DATA to another folder."
        )
        assert first.ready()
    finally:
        assert first.stop() == 0


def test_unknown_setting(data: Path) -> None:
    line = refusal_line(data, "serve", CROWD_SECRETS="a typing error")
    assert line.startswith("Error: CROWD_SECRETS is not a setting. Known are: ")
    assert "CROWD_SECRET," in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://127.0.0.1:port"),
        ("CROWD_SECRET", "short"),
        ("CROWD_PUBLIC_URL", "polls.example.org"),
        ("CROWD_ALLOW_WEAK_DURABILITY", "maybe"),
    ],
)
def test_setting_that_cannot_be_read(data: Path, name: str, value: str) -> None:
    line = refusal_line(data, "serve", "--port", str(free_port()), **{name: value})
    assert line.startswith(f"Error: {name} is ")


def test_password_of_a_bad_redis_url_is_not_shown(data: Path) -> None:
    line = refusal_line(data, "serve", REDIS_URL="http://user:hunter2@cache.example")
    assert "cache.example" in line
    assert "hunter2" not in line


def test_demo_without_a_database(data: Path) -> None:
    url = f"redis://127.0.0.1:{free_port()}"
    assert "database" in refusal_line(data, "demo", REDIS_URL=url)


def test_demo_links_lead_to_published_results(data: Path) -> None:
    ended = run_command(data, "demo", "--base", "https://polls.example")
    assert (ended.returncode, ended.stderr) == (0, "")
    *rows, every = [line.split("\t") for line in ended.stdout.splitlines()]
    assert every == ["All of them", "https://polls.example/examples", ""]
    titles = [title for title, _, _ in rows]
    assert titles == [
        "The ox of Plymouth, 1906",
        "The cereal vase, 2012",
        "The cereal vase, still open",
        "A date",
        "A percentage",
        "Closed, waiting for its reveal",
        "A chance",
        "A choice",
    ]
    for _, link, admin_link in rows:
        assert link.startswith("https://polls.example/p/")
        assert admin_link.startswith("https://polls.example/a/")
    service = RunningService(data)
    try:
        service.start()
        ids = {title: link.rpartition("/")[2] for title, link, _ in rows}
        ox = results(service, ids["The ox of Plymouth, 1906"])
        vase = results(service, ids["The cereal vase, 2012"])
        listed = httpx.get(f"{service.url}/examples", timeout=60).text
        # Without an address, the links of commands lead to the service that runs.
        found = run_command(data, "close", ids["The cereal vase, still open"]).stdout
    finally:
        service.stop()
    assert sorted(re.findall(r'<h3[^>]*><a href="/p/([^"]+)"', listed)) == sorted(ids.values())
    assert found == f"The poll is revealed: {service.url}/p/{ids['The cereal vase, still open']}\n"
    assert not (data / "address").exists()
    assert (ox["n"], ox["headline"]) == (787, {"name": "median", "value": 1207.0})
    assert (vase["n"], vase["headline"]) == (2238, {"name": "median", "value": 402.0})


def results(service: RunningService, poll_id: str) -> dict[str, object]:
    reply = httpx.get(f"{service.url}/api/polls/{poll_id}/results")
    assert reply.status_code == 200, reply.text
    found: dict[str, object] = reply.json()
    return found
