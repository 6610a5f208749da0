"""What the ledger is told of the entries of logs, so that one that is taken away undoes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wager.design.design_record import Design
from wager.design.frozen.log import Entry, log_folder
from wager.foundation.errors import ConflictError
from wager.foundation.ledger import Record
from wager.foundation.moments import in_utc
from wager.registry.registry import Act
from wager.workflow.wiring import Wiring

_PLACES = frozenset(("design", "hypothesis", "entry"))


def note_entry(act: Act, entry: Entry, **said: str) -> None:
    """Tell the ledger, once, of an entry: what a kill cut off is told when the command is given again.

    Parameters
    ----------
    act : Act
    entry : Entry
    **said : str
        What else is to be known of it where it is gone.
    """
    about = {"hypothesis": entry.hypothesis} if entry.hypothesis else {}
    if all(one.body["entry"] != entry.hash for one in act.records(entry.kind)):
        act.note(entry.kind, entry.at, {"design": entry.design, **about, **said, "entry": entry.hash})


def demand_kept(
    wiring: Wiring, design: Design, log: Iterable[Entry], kinds: Collection[str], **said: str
) -> None:
    """Refuse to go on where an entry is gone that the ledger knows.

    Parameters
    ----------
    wiring : Wiring
    design : Design
    log : iterable of Entry
        Of the design.
    kinds : collection of str
        The kinds of entries that matter here.
    **said : str
        What the ledger's record of those that matter says, such as `hypothesis="H1"`.

    Raises
    ------
    ConflictError
        With the log entry to restore.
    """
    there = {entry.hash for entry in log}
    wanted = {"design": design.id, **said}.items()
    for record in wiring.registry.ledger():
        if record.kind in kinds and wanted <= record.body.items() and record.body["entry"] not in there:
            folder = log_folder(wiring.root / design.path).relative_to(wiring.root).as_posix()
            raise ConflictError(
                f"the log of {design.id} had {_named(record)} of {in_utc(record.at)}, as the ledger says, and it is gone; restore "
                f"{folder}/{record.body['entry']}.yaml from git"
            )


def _named(record: Record) -> str:
    on = f" on {record.body['hypothesis']}" if record.body.get("hypothesis") else ""
    said = ", ".join(f"{key} {value}" for key, value in record.body.items() if key not in _PLACES)
    return f"an entry {record.kind}{on}" + (f" ({said})" if said else "")
