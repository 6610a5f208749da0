"""`wager freeze DESIGN HYPOTHESIS`: pre-register."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.frozen import frozen_lines
from wager.interfaces.cli.session import Session, verb


@verb("freeze", "wager freeze flight-protect H2")
@click.argument("design")
@click.argument("hypothesis")
def command(session: Session, design: str, hypothesis: str) -> None:
    """Pre-register a hypothesis.

    Pins all that its verdict depends on, before the holdout is read.
    """
    session.show(session.project().freeze(design, hypothesis), frozen_lines)
