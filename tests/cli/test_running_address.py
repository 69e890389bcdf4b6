"""The address of the running service, which commands put into their links."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from crowd.cli.database import DEFAULT_BASE, link_base
from crowd.cli.running_address import address_file, noted_address, running_address
from crowd.settings import Settings
from tools.ports import free_port


@pytest.fixture
def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_address_is_there_as_long_as_the_service_runs(
    tmp_path: Path, listening: socket.socket
) -> None:
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    settings = Settings(data=tmp_path / "data")
    with listening, noted_address(settings.data, address):
        assert running_address(settings.data) == address
        assert link_base(settings, None) == address
        assert link_base(settings, "https://given.example/") == "https://given.example"
        public = Settings(data=settings.data, public_url="https://public.example")
        assert link_base(public, "https://given.example") == "https://public.example"
    assert not address_file(settings.data).exists()
    assert link_base(settings, None) == DEFAULT_BASE


def test_address_where_nobody_listens_is_not_used(tmp_path: Path) -> None:
    address_file(tmp_path).write_text(f"http://127.0.0.1:{free_port()}\n")
    assert running_address(tmp_path) is None


@pytest.mark.parametrize("text", ["", "nonsense", "http://", "http://[", "http://a:port", "\0" * 9])
def test_file_that_holds_no_address_is_not_used(tmp_path: Path, text: str) -> None:
    address_file(tmp_path).write_text(text)
    assert running_address(tmp_path) is None


def test_address_of_a_service_that_started_later_stays(tmp_path: Path) -> None:
    with noted_address(tmp_path, "http://127.0.0.1:1"):
        address_file(tmp_path).write_text("http://127.0.0.1:2\n")
    assert address_file(tmp_path).read_text() == "http://127.0.0.1:2\n"


def test_folder_that_cannot_be_written_to_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with noted_address(tmp_path / "data", "http://127.0.0.1:1"):
        assert running_address(tmp_path / "data") is None
