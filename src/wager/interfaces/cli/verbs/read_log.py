"""`wager log DESIGN`: the experiment log."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.logged import logged_lines
from wager.interfaces.cli.session import Session, verb


@verb("log", "wager log flight-protect")
@click.argument("design")
def command(session: Session, design: str) -> None:
    """Print the experiment log of a design.

    Oldest entry first.
    """
    session.show(session.project().log(design), logged_lines)
