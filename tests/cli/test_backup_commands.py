"""The drill: a service is backed up while it runs, and another one goes on from there."""

from __future__ import annotations

import json
import os
import pty
import shutil
import subprocess
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.factories import admin, in_hours
from tests.test_cli import refusal_line, run_command
from tools.running_service import RunningService, command_line, service_environment

pytestmark = pytest.mark.processes

SECRET = "0123456789abcdef0123456789abcdef"


def output_of(data: Path, *arguments: str, **settings: str) -> str:
    """Run a command that succeeds with nothing on standard error; return its output."""
    ended = run_command(data, *arguments, **settings)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def visible_texts(url: str, polls: list[dict[str, Any]]) -> list[str]:
    """Return all that programs and organizers can read of the polls, without the base address."""
    texts = []
    with httpx.Client(base_url=url) as client:
        for poll in polls:
            for path in ("", "/results", "/answers.json"):
                reply = client.get(f"/api/polls/{poll['id']}{path}", headers=admin(poll))
                texts.append(f"{reply.status_code} {reply.text}".replace(url, ""))
    return texts


def answer_with_key(url: str, poll: dict[str, Any]) -> dict[str, Any]:
    """Answer a poll, always with the same key; return the reply."""
    body = {"value": 402, "key": "the random key of a drill"}
    reply = httpx.post(f"{url}/api/polls/{poll['id']}/answers", json=body)
    assert reply.status_code == 201, reply.text
    accepted: dict[str, Any] = json.loads(reply.text.replace(url, ""))
    return accepted


def test_drill(data: Path) -> None:
    rows = [line.split("\t") for line in output_of(data, "demo").splitlines()]
    links = [
        (link.rpartition("/")[2], token.rpartition("/")[2]) for _, link, token in rows if token
    ]
    polls = [{"id": poll_id, "admin_token": token} for poll_id, token in links]
    saved = data.with_name("polls.backup")
    first, second = RunningService(data), RunningService(data.with_name("second"))
    try:
        first.start()
        given = answer_with_key(first.url, polls[2])
        before = visible_texts(first.url, polls)
        assert output_of(data, "backup", str(saved)) == f"{saved}: 8 polls, 3,926 answers.\n"
        assert first.stop() == 0
        shutil.rmtree(data)

        text = output_of(second.data, "restore", str(saved))
        assert text == "Restored 8 polls, 3,926 answers.\n"
        second.start()
        assert visible_texts(second.url, polls) == before
        assert answer_with_key(second.url, polls[2]) == given
        own = f"{second.url}/api/polls/{polls[2]['id']}/answers/mine"
        token = {"authorization": f"Bearer {given['edit_token']}"}
        assert httpx.get(own, headers=token).json()["value"] == 402
        # Into a running service, and again: what is there stays as it is.
        text = output_of(second.data, "restore", str(saved))
        assert text.endswith("There already, and as before: 8 polls.\n")
        assert visible_texts(second.url, polls) == before
    finally:
        first.stop()
        second.stop()


def test_poll_that_was_open_comes_back_closed(data: Path) -> None:
    question = ("create", "--question", "How many?", "--closes-at", in_hours(1), "--json")
    poll = json.loads(output_of(data, *question, CROWD_SECRET=SECRET))
    saved = data.with_name("polls.backup")
    output_of(data, "backup", str(saved), CROWD_SECRET=SECRET)
    other = data.with_name("other")
    output_of(other, "restore", "--close-open", str(saved))
    assert (other / "secret").read_text() == SECRET
    assert (other / "secret").stat().st_mode & 0o777 == 0o600
    assert output_of(other, "export", poll["url"]) == "value,at,on_behalf,label\n"


def test_file_that_is_not_whole_leaves_everything_as_it_is(data: Path) -> None:
    output_of(data, "demo")
    saved = data.with_name("polls.backup")
    output_of(data, "backup", str(saved))
    whole = saved.read_bytes()
    other = data.with_name("other")
    for damaged in (whole[:-20], whole[:5000] + b"?" + whole[5001:]):
        saved.write_bytes(damaged)
        line = refusal_line(other, "restore", str(saved))
        assert "is no whole backup" in line
        assert not other.exists()


def test_backup_of_what_is_not_there_is_refused(data: Path) -> None:
    saved = data.with_name("polls.backup")
    line = refusal_line(data, "backup", str(saved), CROWD_SECRET=SECRET)
    assert line == f"Error: There is no {data}. Set CROWD_DATA to the service's folder."
    assert not data.exists()
    data.mkdir()
    line = refusal_line(data, "backup", str(saved))
    assert line.startswith(f"Error: There is no secret in {data}.")
    assert list(data.iterdir()) == []
    assert not saved.exists()


def test_restore_under_another_secret_is_refused(data: Path) -> None:
    output_of(data, "demo")
    saved = data.with_name("polls.backup")
    output_of(data, "backup", str(saved))
    other = data.with_name("other")
    line = refusal_line(other, "restore", str(saved), CROWD_SECRET=SECRET)
    assert "CROWD_SECRET is not the secret of this backup" in line
    assert not other.exists()
    other.mkdir()
    (other / "secret").write_text(SECRET)
    line = refusal_line(other, "restore", str(saved))
    assert f"{other}/secret is not the secret of this backup" in line
    assert [file.name for file in other.iterdir()] == ["secret"]


def test_bar_is_there_on_a_terminal(data: Path) -> None:
    output_of(data, "demo")
    terminal, stderr = pty.openpty()
    with subprocess.Popen(
        command_line("backup", str(data.with_name("polls.backup"))),
        env=service_environment(data, TERM="xterm"),
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=stderr,
    ) as process:
        os.close(stderr)
        shown = read_all(terminal)
        assert process.stdout is not None
        assert b"3,925 answers" in process.stdout.read()
    assert process.returncode == 0
    assert "Backing up" in shown
    assert "━" in shown
    assert "100%" in shown


def read_all(terminal: int) -> str:
    """Everything that is written to a terminal until its last writer is gone."""
    parts = []
    try:
        while part := os.read(terminal, 4096):
            parts.append(part)
    except OSError:
        # How Linux says that nobody writes to it any more.
        pass
    os.close(terminal)
    return b"".join(parts).decode()
