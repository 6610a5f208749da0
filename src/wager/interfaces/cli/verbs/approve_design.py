"""`wager approve DESIGN --as ROLE`: sign a plan."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.reviewed import given_lines
from wager.interfaces.cli.session import Session, verb


@verb("approve", "wager approve flight-protect --as engineering")
@click.argument("target", metavar="DESIGN")
@click.option("--as", "role", metavar="ROLE", required=True, help="One of the design's block `reviews`.")
def command(session: Session, target: str, role: str) -> None:
    """Sign a plan as it is now.

    The sign-off is bound to all that a reader decides by: an edit that matters voids it, an edit of prose does not. Authors do not sign their own, and one
    person signs for one role. A project of one person needs no sign-off.
    """
    session.show(session.project().approve(target, role), given_lines)
