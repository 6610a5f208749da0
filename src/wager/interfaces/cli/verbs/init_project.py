"""`wager init [DIR]`: a new project."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.initialised import initialised_lines
from wager.interfaces.cli.session import Session, verb


@verb("init", "wager init --example flights flights")
@click.argument("folder", metavar="[DIR]", default=".")
@click.option("--example", metavar="NAME", help="Copy an example project: flights, mail or subscriptions.")
def command(session: Session, folder: str, example: str | None) -> None:
    """Begin a project in DIR, or copy an example.

    Writes wager.toml, keeps the local store .wager/ out of git, and begins a git repository where there
    is none. Nothing that exists is overwritten. The data of mail and subscriptions are made up, the same each time.
    """
    from wager.interfaces import api

    session.show(api.init(session.path(folder), example=example), initialised_lines)
