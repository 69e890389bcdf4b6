"""Install the service: `python requirements/install.py serve`, or `test` for its tests and checks.

It runs before anything is installed, so it knows nothing but the standard library.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
PROJECT = {"serve": ".[parquet]", "test": ".[parquet,test]"}
MAX_LINES_OF_A_FAILURE = 40


class InstallFailed(Exception):
    """Nothing here can install, or what can has failed."""


class Environment:
    """A virtual environment, and what installs into it: uv where it is there, pip otherwise."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self._uv = shutil.which("uv")

    def make(self) -> None:
        """Make the environment, unless it is there."""
        if self._uv:
            if not self.python.exists():
                run([self._uv, "venv", "--quiet", "--python", sys.executable, str(self.folder)])
        elif can_install_elsewhere():
            # Debian's Python makes no environment with pip in it, but its pip installs into one.
            if not self.python.exists():
                run([sys.executable, "-m", "venv", "--without-pip", str(self.folder)])
        elif not (self.folder / "bin" / "pip").exists():
            run([sys.executable, "-m", "venv", str(self.folder)])

    def install(self, *what: str) -> None:
        """Install, and say what is being installed."""
        if self._uv:
            run([self._uv, "pip", "install", "--python", str(self.python), *what])
            return
        pip = [str(self.python), "-m", "pip"]
        if can_install_elsewhere():
            pip = [sys.executable, "-m", "pip", "--python", str(self.python)]
        show_progress([*pip, "install", "--disable-pip-version-check", *what])


def can_install_elsewhere() -> bool:
    """Whether this Python has a pip that installs into other environments."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "--help"], check=False, capture_output=True, text=True
    )
    return "--python " in asked.stdout


def run(command: list[str]) -> None:
    """Run a command that says itself what it does."""
    if subprocess.run(command, check=False, cwd=ROOT).returncode:
        raise InstallFailed(f"This failed: {' '.join(command)}")


def show_progress(command: list[str]) -> None:
    """Run pip, name each package that it fetches, and say everything only where it fails."""
    said: deque[str] = deque(maxlen=MAX_LINES_OF_A_FAILURE)
    with subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            match line.split():
                case ["Collecting", package, *_]:
                    print(f"  {package}", flush=True)
                case ["Installing", "collected", "packages:", *names]:
                    print(f"  all fetched, unpacking {len(names)}", flush=True)
    if pip.returncode:
        raise InstallFailed("".join(said))


def install_locked(environment: Environment, lock: str) -> None:
    """Install what a lock file names, and then the project itself, without asking for more."""
    environment.install("--require-hashes", "--requirement", str(LOCKS / f"{lock}.txt"))
    environment.install("--no-deps", "--no-build-isolation", "--editable", ".")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=PROJECT)
    parser.add_argument("--into", type=Path, default=ROOT / ".venv")
    parser.add_argument("--newest", action="store_true", help="what pyproject.toml allows instead")
    asked = parser.parse_args()
    environment, begin = Environment(asked.into), time.monotonic()
    source = "pyproject.toml" if asked.newest else f"requirements/{asked.what}.txt"
    print(
        f"Installing into {asked.into.name} what {source} names. This takes a while once.",
        flush=True,
    )
    try:
        environment.make()
        if asked.newest:
            environment.install("--upgrade", "--editable", PROJECT[asked.what])
        else:
            install_locked(environment, asked.what)
    except InstallFailed as failure:
        sys.exit(str(failure))
    print(f"Installed in {time.monotonic() - begin:.0f} s.", flush=True)


if __name__ == "__main__":
    main()
