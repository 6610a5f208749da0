"""`wager judge DESIGN HYPOTHESIS`: give the verdict."""

from __future__ import annotations

import click

from wager.interfaces.cli.render.ahead import waiting_lines
from wager.interfaces.cli.render.judged import judged_lines
from wager.interfaces.cli.session import Session, verb

VERDICTS = ("SHIP", "HARM", "REFUTED", "INCONCLUSIVE")


@verb("judge", "wager judge flight-protect H2 --require SHIP")
@click.argument("design")
@click.argument("hypothesis")
@click.option("--require", type=click.Choice(VERDICTS), help="End with exit code 1 on any other verdict.")
@click.option("--as-of", metavar="MOMENT", help="Replay on history: as if it had been frozen at this moment.")
def command(session: Session, design: str, hypothesis: str, require: str | None, as_of: str | None) -> None:
    """Give the verdict on a frozen hypothesis.

    In money, with why, and the step that follows. Reads the holdout, counts the look, writes the log. Exit code 0 for every verdict, 1 with an unmet
    --require. Where the holdout comes after the freeze, it says how long is left until the verdict is due.
    """
    result = session.project().judge(design, hypothesis, as_of=as_of)
    session.show(result, waiting_lines if result.verdict == "WAITING" else judged_lines)
    if require is not None and result.verdict != require:
        session.refuse()
