"""Commands within the process of the tests, which spares each the second that all imports take."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from subprocess import CompletedProcess

from click.testing import CliRunner

from crowd.cli import main
from tools.running_service import service_environment


def run_in_process(data: Path, *arguments: str) -> CompletedProcess[str]:
    """Run a command of crowd to its end, with its own database, as `run_command` does in a process."""
    environment = service_environment(data)
    cleared = dict.fromkeys(os.environ.keys() - environment.keys())
    on_terminate = signal.getsignal(signal.SIGTERM)
    try:
        ended = CliRunner().invoke(main, arguments, env={**cleared, **environment})
    finally:
        signal.signal(signal.SIGTERM, on_terminate)
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return CompletedProcess(arguments, ended.exit_code, ended.stdout, ended.stderr)


def output_of(data: Path, *arguments: str) -> str:
    """Run a command that succeeds with nothing on standard error; return its output."""
    ended = run_in_process(data, *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    return ended.stdout


def refusal_line(data: Path, *arguments: str) -> str:
    """Run a command that fails; return its only line."""
    ended = run_in_process(data, *arguments)
    assert ended.returncode != 0
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    return line
