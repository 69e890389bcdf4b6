"""Renew the lock files from pyproject.toml: `python requirements/lock.py`, or `make lock`.

They hold for every Python from 3.11 on, for Linux and macOS. Nothing in them tells where packages
come from: whoever installs has an index of their own.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from install import LOCKS, ROOT, Environment

COMPILE = [
    *("--no-config", "pip", "compile", "pyproject.toml", "--quiet", "--upgrade"),
    *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate"),
    *("--custom-compile-command", "make lock", "--group", "build"),
]


def main() -> None:
    settings = {name: value for name, value in os.environ.items() if name != "UV_FIND_LINKS"}
    with uv() as command:
        for lock, *options in (
            ("test.txt", "--extra", "parquet", "--extra", "test"),
            # The same versions: what is tested is what serves.
            ("serve.txt", "--extra", "parquet", "--constraint", "requirements/test.txt"),
        ):
            output = LOCKS / lock
            compiled = [command, *COMPILE, *options, "--output-file", f"requirements/{lock}"]
            subprocess.run(compiled, check=True, cwd=ROOT, env=settings, stdout=subprocess.DEVNULL)
            packages = sum(line[0].isalnum() for line in output.read_text().splitlines())
            print(f"requirements/{lock}: {packages} packages")


@contextmanager
def uv() -> Iterator[str]:
    """The command uv, from an environment that is thrown away where it is not installed."""
    if found := shutil.which("uv"):
        yield found
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = Environment(Path(folder) / "uv")
        environment.make()
        environment.install("uv")
        yield str(environment.folder / "bin" / "uv")


if __name__ == "__main__":
    main()
