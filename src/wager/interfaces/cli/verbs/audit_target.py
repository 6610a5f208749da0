"""`wager audit TARGET`: why, from what, by whom."""

from __future__ import annotations

from functools import partial

import click

from wager.interfaces.cli.render.audited.record import audited_lines
from wager.interfaces.cli.session import Session, verb

EXAMPLE = """\
wager audit 1-2c-6aeaa61a3ca87ab4 --rows 10
wager audit 3fa9c1d20b77
wager audit flight-protect --at 2026-11-20"""


@verb("audit", EXAMPLE)
@click.argument("target")
@click.option("--at", metavar="DAY", help="Of a title: who held it on that day, or at that moment.")
@click.option(
    "--rows",
    type=click.IntRange(min=0, max=10_000),
    metavar="N",
    help="Of a prediction: name the newest N source rows behind each feature.",
)
@click.option("--short", is_flag=True, help="Only what one asks first.")
def command(session: Session, target: str, at: str | None, rows: int | None, short: bool) -> None:
    """Explain a prediction or a version, or say who held a title.

    TARGET is the id of a prediction, the beginning of a version's digest, or a name that callers use. What the record rests on is looked at again;
    exit code 1 where something does not hold.
    """
    given = {} if rows is None else {"rows": rows}
    result = session.project().audit(target, at=at, **given)
    session.show(result, partial(audited_lines, short=short, rows=rows is not None))
    if not result.passed:
        session.refuse()
