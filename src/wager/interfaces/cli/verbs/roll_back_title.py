"""`wager rollback NAME`: give a title back."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.moved import moved_lines
from wager.interfaces.cli.session import Session, verb


@verb("rollback", "wager rollback flight-protect")
@click.argument("name")
def command(session: Session, name: str) -> None:
    """Give a title back to who held it before.

    NAME is the one that callers use. Nothing is asked for, as it must be quick; a server changes within a second.
    """
    session.show(session.project().rollback(name), moved_lines)
