"""`wager promote VERSION`: move a title."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.moved import moved_lines
from wager.interfaces.cli.session import Session, verb


@verb("promote", "wager promote 3fa9c1d20b77")
@click.argument("version")
def command(session: Session, version: str) -> None:
    """Give a version the title that it contests.

    VERSION is the beginning of its digest. Refused, with all that is missing, unless its verdict is SHIP, against who holds the title now, and
    PROMOTE was written beforehand for it.
    """
    session.show(session.project().promote(version), moved_lines)
