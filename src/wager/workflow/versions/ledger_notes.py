"""What the ledger is told of the log: each freeze and each verdict, once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder
from wager.foundation.errors import ConflictError
from wager.foundation.moments import in_utc
from wager.registry.registry import Act
from wager.workflow.wiring import Wiring


def note_once(act: Act, kind: str, at: int, body: Mapping[str, str]) -> None:
    """Add a record unless one on the same log entry is there: what a kill cut off is done again.

    Parameters
    ----------
    act : Act
    kind : str
        `freeze` or `verdict`.
    at : int
        Instant in microseconds.
    body : mapping
        With `entry`, the hash of the log entry.
    """
    if all(one.body["entry"] != body["entry"] for one in act.records(kind)):
        act.note(kind, at, body)


def demand_first_freeze(wiring: Wiring, design: Design, hypothesis: str, closure: str) -> None:
    """Refuse to freeze in another form what was frozen: taking its log entry away frees nothing.

    Raises
    ------
    ConflictError
        With the log entry to restore.
    """
    for record in wiring.registry.ledger():
        body = record.body
        if record.kind != "freeze" or (body["design"], body["hypothesis"]) != (design.id, hypothesis):
            continue
        if body["closure"] != closure:
            folder = log_folder(wiring.root / design.path).relative_to(wiring.root).as_posix()
            raise ConflictError(
                f"{hypothesis} of {design.id} was frozen at {in_utc(record.at)} in another form, as the ledger says, and its log entry "
                f"is gone; restore {folder}/{body['entry']}.yaml from git, or ask the new question as a hypothesis of its own"
            )


def demand_verdict(wiring: Wiring, design: Design, hypothesis: str, log: Iterable[Entry]) -> None:
    """Refuse to judge what was judged, where its log entry was taken away: a verdict is given once.

    Raises
    ------
    ConflictError
        With the log entry to restore.
    """
    there = {entry.hash for entry in log}
    for record in wiring.registry.ledger():
        body = record.body
        if record.kind != "verdict" or (body["design"], body["hypothesis"]) != (design.id, hypothesis):
            continue
        if body["entry"] not in there:
            folder = log_folder(wiring.root / design.path).relative_to(wiring.root).as_posix()
            raise ConflictError(
                f"{hypothesis} of {design.id} was judged {body['word']} at {in_utc(record.at)}, as the ledger says, and its log entry "
                f"is gone; restore {folder}/{body['entry']}.yaml from git"
            )
