"""`wager try FILE`: what one file is worth, in seconds."""

from __future__ import annotations

from typing import Any

import click

from wager.foundation.errors import ConflictError
from wager.interfaces.cli.exits import EXIT_CODES
from wager.interfaces.cli.render.tried import tried_lines
from wager.interfaces.cli.session import Session, verb


@verb("try", 'wager try bookings.csv --label "cancelled" --when booked_at --gain "80 USD" --cost "15 USD"')
@click.argument("file")
@click.option(
    "--label",
    required=True,
    metavar="EXPR",
    help="Column or expression: true or not, or a number to predict.",
)
@click.option("--when", metavar="EXPR", help="The moment of the decision; without it clocks are assumed.")
@click.option("--gain", metavar="MONEY", help="What acting earns on a row whose label is true.")
@click.option("--cost", metavar="MONEY", help="What acting costs on any other row.")
@click.option("--pay", metavar="EXPR", help="What a prediction earns, where the label is a number.")
@click.option("--afterwards", multiple=True, metavar="COLUMN", help="A column that exists only afterwards.")
@click.option("--key", multiple=True, metavar="COLUMN", help="The columns that name a row.")
@click.option("--out", metavar="DIR", help="Where the project is written; default: beside FILE.")
@click.option("--force", is_flag=True, help="Write over a document that stands there already.")
def command(session: Session, file: str, out: str | None, **options: Any) -> None:
    """Say what one file is worth; write a project for it.

    The file is CSV (zipped, too) or Parquet.

    Prints what the columns look like, what is suspicious, and money per 1,000 rows with its interval for
    doing nothing, acting on all, the best single split, logistic regression and LightGBM. Then writes a
    design beside the file, on which check, freeze and judge work.
    """
    from wager.interfaces import api

    folder = session.path(out) if out is not None else None
    result = api.try_file(session.path(file), out=folder, progress=session.progress, alone=True, **options)
    document = session.show(result, tried_lines)
    if document["written"] == "kept":
        # Not raised: what was found out has been printed, and is the one document of `--json`.
        click.echo(
            f"wager: {document['path']} stands there already and says something else, so it was kept; --force writes "
            "over it, --out DIR writes elsewhere",
            err=True,
        )
        raise click.exceptions.Exit(EXIT_CODES[ConflictError])
