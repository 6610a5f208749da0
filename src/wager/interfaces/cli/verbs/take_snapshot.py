"""`wager snapshot [SOURCE…]`: immutable copies of sources."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.snapshotted import snapshotted_lines
from wager.interfaces.cli.session import Session, verb


@verb("snapshot", "wager snapshot flights weather")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
def command(session: Session, sources: tuple[str, ...]) -> None:
    """Copy sources into the store, immutably.

    An unchanged source gives the same id and writes nothing.
    """
    session.show(session.project().snapshot(*sources), snapshotted_lines)
