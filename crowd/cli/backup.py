"""``crowd backup`` and ``crowd restore``."""

from __future__ import annotations

from pathlib import Path

import click

from crowd.actions.back_up import back_up
from crowd.actions.restore import RestoreCounts, restore
from crowd.cli.database import now, read_environment, with_store
from crowd.cli.progress import progress_bar
from crowd.cli.text import with_count
from crowd.model.errors import CommandFailed
from crowd.secret import find_secret, secret_path, store_secret
from crowd.settings import Settings
from crowd.store.backup.file_reader import open_backup
from crowd.store.store import Store

FILE_TYPE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=FILE_TYPE)
def backup(file: Path) -> None:
    """Write every poll and the secret to FILE, while the service runs or not.

    FILE holds sealed answers and the secret: keep it where only you can read it.
    """
    settings = read_environment()
    secret = _require_service_secret(settings)
    with progress_bar("Backing up") as report_progress:
        made = with_store(
            settings, lambda store: back_up(store, secret, file, now(), report_progress)
        )
    click.echo(f"{file}: {with_count(made.polls, 'poll')}, {with_count(made.answers, 'answer')}.")


@click.command("restore")
@click.argument("file", type=FILE_TYPE)
@click.option(
    "--close-open",
    is_flag=True,
    help="Close the polls that were open, because answers may have become known since.",
)
def restore_command(file: Path, close_open: bool) -> None:
    """Restore the polls in FILE that are not there; those that are stay as they are."""
    settings = read_environment()
    with progress_bar("Restoring") as report_progress, open_backup(file, report_progress) as found:
        _require_same_secret(settings, found.header.secret)

        async def work(store: Store) -> RestoreCounts:
            await _require_durable(store, settings)
            if not settings.secret:
                store_secret(settings, found.header.secret)
            return await restore(store, found, now() if close_open else None)

        outcome = with_store(settings, work)
    _print_outcome(outcome)


def _require_service_secret(settings: Settings) -> str:
    """Return the service's secret; raise CommandFailed if there is none, and make none."""
    if settings.redis_url is None and not settings.data.is_dir():
        raise CommandFailed(f"There is no {settings.data}. Set CROWD_DATA to the service's folder.")
    secret = find_secret(settings)
    if secret is None:
        raise CommandFailed(
            f"There is no secret in {settings.data}. Set CROWD_DATA to the service's folder, or "
            "CROWD_SECRET to its secret."
        )
    return secret


def _require_same_secret(settings: Settings, secret: str) -> None:
    known = find_secret(settings)
    if known is None or known == secret:
        return
    if settings.secret:
        raise CommandFailed(
            "CROWD_SECRET is not the secret of this backup, so receipts and edit links would break. "
            "Nothing was restored. Set it to the backup's secret, or unset it: the backup's is then "
            f"written to {secret_path(settings)}."
        )
    raise CommandFailed(
        f"{secret_path(settings)} is not the secret of this backup, so receipts and edit links "
        "would break. Nothing was restored. If no poll here is in use, stop the service, move that "
        "file away and restore again; else restore to another CROWD_DATA."
    )


async def _require_durable(store: Store, settings: Settings) -> None:
    weak = [] if settings.allow_weak_durability else await store.maintenance.weak_settings()
    if weak:
        raise CommandFailed(
            f"The database could lose what is restored: {'; '.join(weak)}. Nothing was restored. "
            "Change these, or set CROWD_ALLOW_WEAK_DURABILITY=yes to accept it."
        )


def _print_outcome(outcome: RestoreCounts) -> None:
    click.echo(
        f"Restored {with_count(outcome.polls, 'poll')}, {with_count(outcome.answers, 'answer')}."
    )
    if outcome.there_already:
        click.echo(f"There already, and as before: {with_count(outcome.there_already, 'poll')}.")
    if outcome.deleted:
        click.echo(f"Deleted here, and still so: {with_count(outcome.deleted, 'poll')}.")
