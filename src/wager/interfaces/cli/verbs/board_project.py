"""`wager board`: all designs at a glance."""

from __future__ import annotations

from wager.interfaces.cli.render.boarded import boarded_lines
from wager.interfaces.cli.session import Session, verb


@verb("board", "wager board")
def command(session: Session) -> None:
    """Show all designs, hypotheses, tasks and timeboxes.

    Planned against actual days, forecast against judged money, what was learned, and the α that is spent.
    A design that cannot be read is named, and the exit code is then 1.
    """
    document = session.show(session.project().board(), boarded_lines)
    if document["errors"]:
        session.refuse()
