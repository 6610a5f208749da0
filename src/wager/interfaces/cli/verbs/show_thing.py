"""`wager show KIND NAME`: one thing in full."""

from __future__ import annotations

import click

from wager.foundation.errors import UsageError
from wager.interfaces.cli.render.shown.thing import shown_lines
from wager.interfaces.cli.session import Session, verb

KINDS = ("source", "feature", "model", "run", "design")


@verb(
    "show",
    "wager show source flights\nwager show design flight-protect --resolved\nwager show run delay-gbt --svg profit.svg",
)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("name")
@click.option("--resolved", is_flag=True, help="With all that is inherited or defaulted.")
@click.option("--svg", metavar="FILE", help="Draw the profit curve of a run into FILE.")
def command(session: Session, kind: str, name: str, resolved: bool, svg: str | None) -> None:
    """Show a source, feature, model, run or design.

    KIND is one of these words; of a source, a profile of its data is shown.
    """
    if svg is not None:
        from wager.interfaces.pictures.profit import profit_svg
        from wager.interfaces.written_file import PICTURE, demand_place, write_whole

        demand_place(session.path(svg), PICTURE)
        if kind != "run":
            raise UsageError(f"--svg draws the profit curve of a run, and a {kind} has none; leave it out")
    result = session.project().show(kind, name, resolved=resolved)
    picture = (
        None if svg is None else profit_svg(result.to_json()["run"])
    )  # before a page that ends in a refusal
    session.show(result, shown_lines)
    if svg is not None and picture is not None:
        write_whole(picture, session.path(svg), PICTURE)
