"""The profile of a route: which code is sampled, which part it counts for, and the command."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench import parts
from bench.parts import EVENT_LOOP, FOLDERS, PACKAGES, SOURCE, part_of, parts_of
from bench.sampling import Call, Sampler

SECONDS = 0.1


def work(seconds: float) -> None:
    """Use the processor."""
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def sample(sampler: Sampler) -> None:
    with sampler.installed():
        sampler.start()
        work(SECONDS)


def test_samples_name_the_function_that_takes_the_time() -> None:
    sampler = Sampler(1000)
    sample(sampler)
    assert sampler.samples == sampler.stacks.total() > 10
    working = Call(__file__, "work")
    inside = sum(count for stack, count in sampler.stacks.items() if stack[0] == working)
    assert inside > 0.9 * sampler.samples
    work(0.05)
    assert sampler.samples == sampler.stacks.total()


def test_samples_are_as_many_as_are_asked_for() -> None:
    sampler = Sampler(5)
    sample(sampler)
    assert sampler.samples == 5


@pytest.mark.parametrize(
    ("file", "part"),
    [
        (SOURCE / "crowd/web/middleware/security.py", "middleware"),
        (SOURCE / "crowd/web/pages/results.py", "handlers"),
        (SOURCE / "crowd/web/http/responses.py", "sending"),
        (SOURCE / "crowd/web/http/protocol.py", "connections, headers and bodies"),
        (SOURCE / "crowd/web/rendering/page_cache.py", "rendering and finished pages"),
        (SOURCE / "templates/pages/results.html", "rendering and finished pages"),
        (SOURCE / "crowd/store/client/batch.py", "store"),
        (PACKAGES / "redis/asyncio/client.py", "client of the database"),
        (PACKAGES / "litestar/routes/http.py", "Litestar"),
        (PACKAGES / "uvicorn/protocols/http/httptools_impl.py", "uvicorn"),
        (PACKAGES / "uvicorn/server.py", EVENT_LOOP),
        (Path(subprocess.__file__), None),
    ],
)
def test_function_counts_for_the_part_of_its_file(file: Path, part: str | None) -> None:
    assert part_of(Call(str(file), "function")) == part


def test_folders_of_parts_exist() -> None:
    assert [folder for folder in FOLDERS if not folder.exists()] == []


def test_library_counts_for_its_caller() -> None:
    stack = (
        Call("/usr/lib/python3/json/decoder.py", "decode"),
        Call(str(SOURCE / "crowd/web/pages/poll.py"), "results"),
        Call(str(PACKAGES / "litestar/routes/http.py"), "handle"),
        Call(str(SOURCE / "crowd/web/pages/poll.py"), "again"),
    )
    assert parts_of(stack) == ["handlers", "Litestar", EVENT_LOOP]
    assert parts_of(()) == [EVENT_LOOP]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench.profile", *arguments],
        cwd=Path(parts.__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.processes
def test_command_prints_where_the_time_goes() -> None:
    done = run("/p/{revealed}/results", "--seconds", "1", "--functions", "99")
    assert (done.returncode, done.stderr) == (0, "")
    for part in ("replies", "event loop", "Litestar", "middleware", "handlers", "results_page"):
        assert part in done.stdout


@pytest.mark.processes
def test_command_helps_and_refuses() -> None:
    usage = run("--help").stdout
    for route in ("results", "accept", "--seconds", "--samples", "{open}"):
        assert route in usage
    for wrong in (["reslts"], ["results", "--seconds", "0"], ["results", "--seconds", "61"]):
        refused = run(*wrong)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert "usage: python -m bench.profile" in refused.stderr
