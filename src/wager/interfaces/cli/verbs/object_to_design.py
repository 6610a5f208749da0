"""`wager object DESIGN --as ROLE WHY`: say no to a plan."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.reviewed import given_lines
from wager.interfaces.cli.session import Session, verb


@verb("object", 'wager object flight-protect --as engineering "the desk feed has no owner"')
@click.argument("target", metavar="DESIGN")
@click.argument("why")
@click.option("--as", "role", metavar="ROLE", required=True, help="One of the design's block `reviews`.")
def command(session: Session, target: str, why: str, role: str) -> None:
    """Say no to a plan, and why.

    It is kept in the log. What comes after the proof of concept waits until the same role signs.
    """
    session.show(session.project().object(target, role, why), given_lines)
