"""`wager next [DESIGN]`: what is due."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.due import due_lines
from wager.interfaces.cli.session import Session, verb


@verb("next", "wager next flight-protect")
@click.argument("design", required=False)
def command(session: Session, design: str | None) -> None:
    """Say what is due now, and the command for it."""
    session.show(session.project().next(design), due_lines)
