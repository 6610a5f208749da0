"""`wager reproduce VERSION`: make a version again, and compare."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.reproduced import reproduced_lines
from wager.interfaces.cli.session import Session, verb


@verb("reproduce", "wager reproduce flight-protect\nwager reproduce 3f2a91 --fresh --threads 1")
@click.argument("version")
@click.option(
    "--fresh", is_flag=True, help="Make an environment from the lock, even where the lock holds here."
)
@click.option(
    "--threads", type=click.IntRange(min=0), default=0, metavar="N", help="Use N threads; 0 for all."
)
def command(session: Session, version: str, fresh: bool, threads: int) -> None:
    """Make a version again from its snapshots, and compare.

    VERSION is the beginning of a digest, or a title for who holds it. Rows, columns, model and predictions are made
    in a clean process, with the code and the distributions of the version. Ends with exit code 1 where they differ.
    """
    result = session.project().reproduce(version, fresh=fresh, threads=threads)
    session.show(result, reproduced_lines)
    if not result.identical:
        session.refuse()
