"""The command line: one file per group of commands."""

from __future__ import annotations

import click

from crowd import __version__
from crowd.cli.backup import backup, restore_command
from crowd.cli.demo import demo
from crowd.cli.doctor import doctor
from crowd.cli.exports import export
from crowd.cli.imports import import_command
from crowd.cli.polls import close, create, resolve, reveal
from crowd.cli.serve import serve
from crowd.model.errors import CrowdError
from crowd.settings import WrongSetting


class Group(click.Group):
    """Turns expected failures into one line on the terminal."""

    def invoke(self, context: click.Context) -> object:
        """Runs the command that was asked for."""
        try:
            return super().invoke(context)
        except (CrowdError, WrongSetting) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crowd")
def main() -> None:
    """Sealed estimation polls: collect answers, reveal them, learn how wise the crowd was."""


for command in (
    serve,
    demo,
    create,
    close,
    reveal,
    resolve,
    import_command,
    export,
    backup,
    restore_command,
    doctor,
):
    main.add_command(command)
