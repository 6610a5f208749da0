"""`wager verify`: what is damaged, and who depends on it."""

from __future__ import annotations

from wager.interfaces.cli.render.verified import verified_lines
from wager.interfaces.cli.session import Session, verb


@verb("verify", "wager verify")
def command(session: Session) -> None:
    """Look for damage in the store.

    Hashes all objects anew, and checks the registry, its ledger, and the logs of designs, predictions and events. What
    is damaged or gone is named, with all that depends on it; then it ends with exit code 1. Nothing is changed.
    """
    result = session.project().verify()
    session.show(result, verified_lines)
    if not result.passed:
        session.refuse()
