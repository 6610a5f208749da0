"""`wager show KIND NAME`: one thing in full."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.shown.thing import shown_lines
from wager.interfaces.cli.session import Session, verb

KINDS = ("source", "feature", "model", "run", "design")


@verb("show", "wager show source flights\nwager show design flight-protect --resolved")
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("name")
@click.option("--resolved", is_flag=True, help="With all that is inherited or defaulted.")
def command(session: Session, kind: str, name: str, resolved: bool) -> None:
    """Show a source, feature, model, run or design.

    KIND is one of these words; of a source, a profile of its data is shown.
    """
    session.show(session.project().show(kind, name, resolved=resolved), shown_lines)
