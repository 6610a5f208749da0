"""`wager show KIND NAME`: one thing in full."""

from __future__ import annotations

import click

from wager.foundation.errors import UsageError
from wager.interfaces.cli.render.shown.thing import shown_lines
from wager.interfaces.cli.session import Session, verb

KINDS = ("source", "feature", "model", "run", "design")


@verb(
    "show",
    "wager show source flights\nwager show design flight-protect --resolved\nwager show run delay-gbt --analyse --pictures pictures",
)
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("name")
@click.option("--resolved", is_flag=True, help="With all that is inherited or defaulted.")
@click.option("--analyse", is_flag=True, help="Of a run: where its money comes from, and what to try next.")
@click.option("--drop", is_flag=True, help="Analyse, and fit the model without each of its features.")
@click.option("--pictures", metavar="DIR", help="Analyse a run, and draw all of it as SVG files into DIR.")
@click.option("--svg", metavar="FILE", help="Draw the profit curve of a run into FILE.")
def command(  # noqa: PLR0917 - as click passes them
    session: Session,
    kind: str,
    name: str,
    resolved: bool,
    analyse: bool,
    drop: bool,
    pictures: str | None,
    svg: str | None,
) -> None:
    """Show a source, feature, model, run or design.

    KIND is one of these words; of a source, a profile of its data is shown. An analysis is made once, on development rows, and shown with its run from then on.
    """
    folder = None
    if pictures is not None:
        from wager.interfaces.pictures.album import demand_folder, run_pictures, write_album

        if kind != "run":
            raise UsageError(
                f"--pictures draws what a run earns, and a {kind} has nothing of it; leave it out"
            )
        folder = demand_folder(session.path(pictures))
    if svg is not None:
        from wager.interfaces.pictures.profit import profit_svg
        from wager.interfaces.written_file import PICTURE, demand_place, write_whole

        demand_place(session.path(svg), PICTURE)
        if kind != "run":
            raise UsageError(f"--svg draws the profit curve of a run, and a {kind} has none; leave it out")
    result = session.project().show(
        kind, name, resolved=resolved, analyse=analyse or folder is not None, drop=drop
    )
    picture = (
        None if svg is None else profit_svg(result.to_json()["run"])
    )  # before a page that ends in a refusal
    document = session.show(result, shown_lines)
    if folder is not None:
        write_album(folder, run_pictures(document["run"]))
    if svg is not None and picture is not None:
        write_whole(picture, session.path(svg), PICTURE)
