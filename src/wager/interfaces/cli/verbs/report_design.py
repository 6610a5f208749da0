"""`wager report DESIGN -o demo.html`: one page for a demo."""

from __future__ import annotations

import click

from wager.foundation.errors import UsageError
from wager.interfaces.cli.render.reported import reported_lines
from wager.interfaces.cli.session import Session, verb


@verb("report", "wager report flight-protect -o demo.html")
@click.argument("design")
@click.option(
    "-o", "--out", metavar="FILE", help="Where the page is written; - for stdout. Default: DESIGN.html."
)
def command(session: Session, design: str, out: str | None) -> None:
    """Write one self-contained page for show-and-tell.

    Money first: the problem, what it is worth, every hypothesis and its verdict with intervals drawn, the way taken, what was learned, tasks, reviews. The
    page loads nothing and needs no network. A page that is there is written anew.
    """
    if out == "-":
        if session.as_json:
            raise UsageError("`-o -` and `--json` both want stdout; leave one out")
        from wager.interfaces.report.page import page

        click.echo(page(session.project().report(design)), nl=False)
        return
    session.show(session.project().report(design, out=session.path(out or f"{design}.html")), reported_lines)
