"""What is installed elsewhere is complete: nothing depends on the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.paths import ROOT

pytestmark = pytest.mark.processes

COMPOSE = (["docker", "compose"], ["docker-compose"])

RENDERS = """
import crowd
from crowd.web.rendering.templates import Renderer

renderer = Renderer()
for name in renderer.templates():
    renderer._environment.get_template(name)
print(crowd.__file__, renderer.assets.url("css/crowd.css"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built with what is installed: no network is asked."""
    pytest.importorskip(
        "hatchling", reason="The wheel is built with hatchling, not installed here."
    )
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel"]
    subprocess.run([*build, "--directory", folder], cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_wheel_has_every_file(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    scripts = files("crowd", "*.lua")
    assert scripts
    assert scripts <= inside
    assert files("crowd", "*.py") <= inside
    for folder in ("templates", "static"):
        expected = {f"crowd/{name}" for name in files(folder, "*")}
        assert expected
        assert expected <= inside


def test_wheel_renders_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "site")
    done = subprocess.run(
        [sys.executable, "-c", RENDERS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    file, style_sheet = done.stdout.split()
    assert Path(file).is_relative_to(tmp_path)
    assert style_sheet.startswith("/static/css/crowd.")


def test_docker_image_has_every_file_it_builds_from() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    for line in (ROOT / "Dockerfile").read_text().splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists()
                assert f"!{source}" in ignored


def test_compose_file_is_accepted_with_a_secret_only() -> None:
    compose = compose_command()
    settings = {name: value for name, value in os.environ.items() if name != "CROWD_SECRET"}
    assert "CROWD_SECRET" in config(compose, settings).stderr
    accepted = config(compose, {**settings, "CROWD_SECRET": "a" * 32})
    assert accepted.returncode == 0, accepted.stderr
    assert "appendfsync" in accepted.stdout


def files(folder: str, pattern: str) -> set[str]:
    found = (path for path in (ROOT / folder).rglob(pattern) if path.is_file())
    return {path.relative_to(ROOT).as_posix() for path in found if path.suffix != ".pyc"}


def compose_command() -> list[str]:
    for compose in COMPOSE:
        if shutil.which(compose[0]):
            version = subprocess.run([*compose, "version"], check=False, capture_output=True)
            if version.returncode == 0:
                return compose
    pytest.skip("Docker Compose is not installed here.")


def config(compose: list[str], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*compose, "config"],
        cwd=ROOT,
        env=settings,
        check=False,
        capture_output=True,
        text=True,
    )
