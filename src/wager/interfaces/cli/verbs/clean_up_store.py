"""`wager gc`: make room."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.cleaned_up import cleaned_up_lines
from wager.interfaces.cli.session import Session, verb


@verb("gc", 'wager gc\nwager gc --cache "5 GB"')
@click.option(
    "--cache", metavar="SIZE", help="What cached columns may take; default: [limits] of wager.toml, 20 GB."
)
def command(session: Session, cache: str | None) -> None:
    """Remove cached columns that were used least recently.

    Only what can be computed again is removed: no snapshot, model, log or prediction.
    """
    session.show(session.project().gc(cache=cache), cleaned_up_lines)
