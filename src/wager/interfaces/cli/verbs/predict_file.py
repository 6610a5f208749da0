"""`wager predict NAME FILE`: answer the rows of a file."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.predicted import predicted_lines
from wager.interfaces.cli.session import Session, verb


@verb("predict", "wager predict flight-protect tomorrow.csv --out answers.jsonl")
@click.argument("name")
@click.argument("file")
@click.option("--out", metavar="FILE", help="Write all answers to FILE as JSON Lines.")
def command(session: Session, name: str, file: str, out: str | None) -> None:
    """Answer every row of a file.

    NAME is the one that callers use, FILE is CSV, Parquet or JSON Lines. Each row goes the same way as a request to `wager serve`, and is in the log
    before it is told. Columns that no request holds, such as outcomes, are not read.
    """
    target = None if out is None else session.path(out)
    session.show(session.project().predict(name, session.path(file), out=target), predicted_lines)
