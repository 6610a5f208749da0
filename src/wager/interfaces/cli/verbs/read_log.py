"""`wager log DESIGN`: the experiment log."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.logged import head_lines, logged_lines, trailer_lines
from wager.interfaces.cli.session import Session, verb


@verb(
    "log",
    'wager log flight-protect\nwager log --all --grep weather\ngit commit -m "H1 frozen" -m "$(wager log --trailer)"',
)
@click.argument("design", required=False)
@click.option("--all", "every", is_flag=True, help="The logs of all designs of the project.")
@click.option(
    "--grep", metavar="TEXT", default="", help="Only entries in which TEXT occurs, in whatever case."
)
@click.option("--heads", is_flag=True, help="Print the newest entries of each log, for the output of CI.")
@click.option(
    "--trailer",
    is_flag=True,
    help="Print them as lines that end a commit message; `check` holds them against the log.",
)
def command(
    session: Session, design: str | None, *, every: bool, grep: str, heads: bool, trailer: bool
) -> None:
    """Print the experiment log of a design.

    Oldest entry first, and below it what was removed, altered, back-dated or re-ordered, as far as the ledger and git know; then the exit code is 1.
    """
    if design is not None and every:
        raise click.UsageError("name a design, or --all; not both")
    if design is None and not (every or heads or trailer):
        raise click.UsageError("name a design, such as `wager log DESIGN`, or --all for the logs of all")
    result = session.project().log(design or "", grep=grep)
    session.show(result, trailer_lines if trailer else head_lines if heads else logged_lines)
    if not result.passed:
        session.refuse()
