"""The command line: one file per group of commands."""

from __future__ import annotations

from importlib import import_module

import click

from crowd import __version__
from crowd.model.errors import CrowdError
from crowd.settings import InvalidSetting

COMMANDS = {
    "serve": "crowd.cli.serve:serve",
    "demo": "crowd.cli.demo:demo",
    "analyze": "crowd.cli.analyze:analyze",
    "create": "crowd.cli.polls:create",
    "close": "crowd.cli.polls:close",
    "reveal": "crowd.cli.polls:reveal",
    "resolve": "crowd.cli.polls:resolve",
    "feature": "crowd.cli.featured:feature",
    "import": "crowd.cli.imports:import_command",
    "export": "crowd.cli.exports:export",
    "backup": "crowd.cli.backup:backup",
    "restore": "crowd.cli.backup:restore_command",
    "doctor": "crowd.cli.doctor:doctor",
}
"""Commands by name, imported when called: all imports take half a second."""


class CommandGroup(click.Group):
    """Group that imports commands by name, and prints expected failures as one line."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, _context: click.Context, name: str) -> click.Command | None:
        """Import the command of this name."""
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def invoke(self, context: click.Context) -> object:
        """Run the command; turn expected failures into ClickException."""
        try:
            return super().invoke(context)
        except (CrowdError, InvalidSetting) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="crowd")
def main() -> None:
    """Sealed estimation polls: collect answers, reveal them, learn how wise the crowd was."""
