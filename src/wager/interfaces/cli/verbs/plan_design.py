"""`wager plan DESIGN`: what is known before any work begins."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.planned import planned_lines
from wager.interfaces.cli.session import Session, verb


@verb("plan", "wager plan flight-protect --svg plan.svg")
@click.argument("design")
@click.option("--svg", metavar="FILE", help="Draw the decision graph into FILE.")
def command(session: Session, design: str, svg: str | None) -> None:
    """Tell what a design can find, before any work begins.

    Every way through its graph with its days and α, the most that a perfect model would win, and what the data can detect. Reads labels of
    development rows only. Ends with exit code 1 if the plan cannot work: too long, not worth its cost, or blind to what it asks for.
    """
    if svg is not None:
        from wager.interfaces.pictures.graph import graph_svg
        from wager.interfaces.written_file import PICTURE, demand_place, write_whole

        demand_place(session.path(svg), PICTURE)  # before the work that it would be lost on
    result = session.project().plan(design)
    document = session.show(result, planned_lines)
    if svg is not None:
        write_whole(graph_svg(document), session.path(svg), PICTURE)
    if not result.passed:
        session.refuse()
