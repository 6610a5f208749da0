"""What the ledger is told of the time of a hypothesis, so that a clock whose entry is taken away does not start anew."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder
from wager.foundation.errors import ConflictError
from wager.foundation.moments import iso
from wager.registry.registry import Act
from wager.workflow.wiring import Wiring

TIMED = ("start", "check-in", "void")
"""Kinds of entries that bound the time of a hypothesis: taken away, they would give it more."""


def note_timed(act: Act, entry: Entry) -> None:
    """Tell the ledger, once, of an entry that bounds the time of a hypothesis."""
    body = {"design": entry.design, "hypothesis": entry.hypothesis, "entry": entry.hash}
    if all(one.body["entry"] != entry.hash for one in act.records(entry.kind)):
        act.note(entry.kind, entry.at, body)


def demand_clock(wiring: Wiring, design: Design, hypothesis: str, log: Iterable[Entry]) -> None:
    """Refuse to go on with a hypothesis of whose time an entry was taken away: that starts no clock anew.

    Raises
    ------
    ConflictError
        With the log entry to restore.
    """
    there = {entry.hash for entry in log}
    for record in wiring.registry.ledger():
        body = record.body
        if record.kind not in TIMED or (body["design"], body["hypothesis"]) != (design.id, hypothesis):
            continue
        if body["entry"] not in there:
            folder = log_folder(wiring.root / design.path).relative_to(wiring.root).as_posix()
            raise ConflictError(
                f"the log of {design.id} had an entry {record.kind} on {hypothesis} of {iso(record.at)}, as the ledger says, and it "
                f"is gone; restore {folder}/{body['entry']}.yaml from git"
            )
