"""`wager trace FEATURE ROW`: one feature of one row through every step."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.traced import traced_lines
from wager.interfaces.cli.session import Session, verb


@verb(
    "trace",
    "wager trace weather.wind_max_3h carrier=UA flight=1545 scheduled_departure=2013-01-01T10:15Z\n"
    "wager trace spend.value_30d 4711 --rows 20",
)
@click.argument("feature")
@click.argument("row", nargs=-1)
@click.option("--design", metavar="ID", help="Whose row; default: the first whose rows the feature fits.")
@click.option(
    "--rows", type=click.IntRange(min=0), metavar="N", help="How many source rows to show; default 5."
)
def command(
    session: Session, feature: str, row: tuple[str, ...], design: str | None, rows: int | None
) -> None:
    """Show one feature of one row, from the source rows to the value.

    ROW is `COLUMN=VALUE`, as often as it takes to tell the row from all others, or the values of its key in order. Shown are
    the source rows that count, why others do not, the state that they leave, the value of each expression, and the value,
    which is that of the matrix to the last bit, or an error.
    """
    given = {} if rows is None else {"rows": rows}
    session.show(session.project().trace(feature, row, design=design, **given), traced_lines)
