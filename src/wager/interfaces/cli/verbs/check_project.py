"""`wager check`: everything that can be known to be wrong before anything runs."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.checked import checked_lines
from wager.interfaces.cli.session import Session, verb


@verb("check", "wager check designs/flight-protect.md")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--strict", is_flag=True, help="Say no to warnings, too.")
def command(session: Session, paths: tuple[str, ...], strict: bool) -> None:
    """Check all files of the project, or report on some.

    Each finding is printed as `file:line: code message`. Ends with exit code 1 if there is an error, or
    with --strict a warning.
    """
    result = session.project().check(*map(session.path, paths), strict=strict)
    session.show(result, checked_lines)
    if not result.passed:
        session.refuse()
