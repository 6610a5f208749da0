"""`wager compare A B`: two runs beside each other."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.analysed.compared import compared_lines
from wager.interfaces.cli.session import Session, verb


@verb("compare", "wager compare delay-table delay-gbt\nwager compare delay-gbt cecce91 --pictures pictures")
@click.argument("a")
@click.argument("b")
@click.option("--pictures", metavar="DIR", help="Draw the difference as SVG files into DIR.")
def command(session: Session, a: str, b: str, pictures: str | None) -> None:
    """Set two runs beside each other: B less A on the same development rows, and where that comes from.

    Each is the beginning of a run's id, or a model for its newest run; the holdout is never read.
    """
    from wager.interfaces.pictures.album import compared_pictures, demand_folder, write_album

    folder = None if pictures is None else demand_folder(session.path(pictures))
    document = session.show(session.project().compare(a, b), compared_lines)
    if folder is not None:
        write_album(folder, compared_pictures(document))
