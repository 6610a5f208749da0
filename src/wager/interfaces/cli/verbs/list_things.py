"""`wager ls`: what the project holds."""

from __future__ import annotations

from wager.interfaces.cli.render.listed import listed_lines
from wager.interfaces.cli.session import Session, verb


@verb("ls", "wager ls --json")
def command(session: Session) -> None:
    """List what the project holds.

    Designs, sources, features, models, snapshots and runs.
    """
    session.show(session.project().ls(), listed_lines)
