"""``crowd demo``."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from crowd.actions.examples.make_examples import Example, make_examples
from crowd.actions.load_poll import ImageContent
from crowd.cli.database import base_option, link_base, now, read_environment, with_store
from crowd.model.tokens import TokenDeriver
from crowd.secret import ensure_secret
from crowd.store.store import Store
from crowd.web.images.description import describe_image
from crowd.web.images.preparation import prepare_image
from crowd.web.rendering.assets import folder


@click.command()
@base_option
def demo(base: str | None) -> None:
    """Make example polls, open and resolved, and print their links."""
    settings = read_environment()

    async def work(store: Store) -> list[Example]:
        token_deriver = TokenDeriver(ensure_secret(settings))
        return await make_examples(store, token_deriver, _vase(), now())

    _print_examples(with_store(settings, work), link_base(settings, base))


def _vase() -> ImageContent:
    """Return the drawing of a vase that an example poll shows."""
    prepared = prepare_image((folder("static") / "demo" / "vase.jpg").read_bytes())
    alt = "A drawing of a bulging glass vase, filled almost to its neck with ring-shaped cereal."
    return ImageContent(describe_image(prepared, alt), prepared.data)


def _print_examples(examples: list[Example], base: str) -> None:
    console = Console()
    if not console.is_terminal:
        for example in examples:
            click.echo(
                f"{example.title}\t{base}/p/{example.poll_id}\t{base}/a/{example.admin_token}"
            )
        click.echo(f"All of them\t{base}/examples\t")
        return
    table = Table(title="Example polls", show_lines=True)
    for heading in ("Poll", "For everyone", "For its organizer"):
        table.add_column(heading, overflow="fold")
    for example in examples:
        table.add_row(
            example.title, f"{base}/p/{example.poll_id}", f"{base}/a/{example.admin_token}"
        )
    console.print(table)
    click.echo(f"All of them: {base}/examples")
