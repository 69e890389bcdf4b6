"""A progress bar, on terminals only, so that pipes and logs stay clean."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from crowd.model.progress import ProgressCallback


@contextmanager
def progress_bar(title: str) -> Iterator[ProgressCallback]:
    """Show a progress bar, which the yielded callback updates."""
    console = Console(stderr=True)
    columns = (TextColumn(title), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)

        def report_progress(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield report_progress


def no_progress(_done: int, _total: int) -> None:
    """Report nothing."""
