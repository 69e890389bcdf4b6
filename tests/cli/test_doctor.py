"""What the doctor finds, and that looking changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
import redis

from crowd.store.server.supervisor import EmbeddedServer
from tests.test_cli import run_command
from tools.ports import free_port

pytestmark = pytest.mark.processes


def levels_by_subject(data: Path, code: int, **settings: str) -> dict[str, str]:
    """Run `crowd doctor`; return the level of each subject."""
    ended = run_command(data, "doctor", **settings)
    assert (ended.returncode, ended.stderr) == (code, "")
    levels = {}
    for line in ended.stdout.splitlines():
        level, _, rest = line.partition(" ")
        levels[rest.strip().partition(":")[0]] = level
    return levels


def test_installation_that_is_well(data: Path) -> None:
    assert run_command(data, "demo").returncode == 0
    levels = levels_by_subject(data, 0, CROWD_RATE_LIMIT="on")
    assert set(levels.values()) == {"ok"}
    assert set(levels) == {
        "settings",
        "CROWD_PUBLIC_URL",
        "secret",
        "data folder",
        "disk",
        "database",
        "server",
        "scripts",
        "appendonly",
        "appendfsync",
        "maxmemory",
        "maxmemory-policy",
        "hash-max-listpack-entries",
    }


def test_nothing_is_made_by_looking(data: Path) -> None:
    levels = levels_by_subject(
        data, 0, CROWD_PUBLIC_URL="https://polls.example.org", CROWD_HOME_POLLS="newest"
    )
    assert levels == {
        "settings": "ok",
        "CROWD_HOME_POLLS": "warning",
        "CROWD_OPERATOR": "warning",
        "CROWD_RATE_LIMIT": "warning",
        "CROWD_TRUSTED_PROXIES": "warning",
        "secret": "warning",
        "data folder": "warning",
    }
    assert not data.exists()


def test_logo_that_is_no_picture_is_found(data: Path) -> None:
    logo = data.with_name("logo.png")
    logo.write_text("not a picture")
    assert levels_by_subject(data, 1, CROWD_LOGO=str(logo)) == {"settings": "fault"}
    ended = run_command(data, "serve", "--port", str(free_port()), CROWD_LOGO=str(logo))
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (1, "", 1)
    assert ended.stderr.startswith("Error: CROWD_LOGO: ")
    assert not data.exists()


def test_faults_are_found(data: Path) -> None:
    with EmbeddedServer(data) as server:
        (data / "secret").write_text("0123456789abcdef0123456789abcdef")
        (data / "secret").chmod(0o644)
        with redis.Redis.from_url(server.url) as client:
            client.config_set("appendfsync", "everysec")
            client.config_set("maxmemory-policy", "allkeys-lru")
            client.config_set("hash-max-listpack-entries", 128)
        levels = levels_by_subject(data, 1)
        lenient = levels_by_subject(data, 1, CROWD_ALLOW_WEAK_DURABILITY="yes")
    assert {name for name, level in levels.items() if level == "fault"} == {
        "secret",
        "appendfsync",
        "maxmemory-policy",
    }
    assert levels["hash-max-listpack-entries"] == "warning"
    assert (lenient["appendfsync"], lenient["CROWD_ALLOW_WEAK_DURABILITY"]) == (
        "warning",
        "warning",
    )


def test_database_that_is_not_there(data: Path) -> None:
    levels = levels_by_subject(data, 1, REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert levels["database"] == "fault"


def test_setting_that_cannot_be_read(data: Path) -> None:
    assert levels_by_subject(data, 1, CROWD_SECRETS="a typing error") == {"settings": "fault"}
