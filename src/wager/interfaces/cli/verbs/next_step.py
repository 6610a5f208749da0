"""`wager next [DESIGN]`: what is due, and what people say of a design."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.due import next_lines
from wager.interfaces.cli.session import Session, verb


@verb(
    "next",
    """wager next flight-protect
wager next flight-protect --check-in continue --why "the weather came late"
wager next flight-protect --learned H1 "the timetable says nothing about JFK"
wager next flight-protect --answer T3 demo.html
wager next flight-protect --stage crawl --why "the plan is signed, and H2 shipped" """,
)
@click.argument("design", required=False)
@click.option(
    "--check-in", type=click.Choice(["continue", "stop"]), help="Say how it goes on after a timebox."
)
@click.option(
    "--learned",
    nargs=2,
    metavar='HYPOTHESIS "what was learned"',
    help="Say what a hypothesis that ended taught.",
)
@click.option("--void", metavar="HYPOTHESIS", help="Give up a frozen hypothesis; its α is spent.")
@click.option(
    "--answer",
    nargs=2,
    metavar='TASK "the answer"',
    help="Close a task, in words or with a file such as a demo.",
)
@click.option(
    "--stage",
    type=click.Choice(["poc", "crawl", "walk", "run"]),
    help="Move to the next stage, if all holds that the present one asks for, or back to any.",
)
@click.option("--why", metavar="TEXT", help="The reason of a check-in, a stage, or of what is given up.")
@click.option("--hypothesis", metavar="ID", help="The one checked in on, where several timeboxes are over.")
def command(session: Session, design: str | None, **said: str | tuple[str, str] | None) -> None:
    """Say what is due now, and the command for it.

    With an option, first write into the log what you say. Without a design all are listed.
    """
    given = {name: value for name, value in said.items() if value is not None}
    session.show(session.project().next(design, **given), next_lines)  # type: ignore[arg-type]
