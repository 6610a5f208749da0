"""`wager log`: the experiment log of a design."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wager.design.frozen.log import Entry, log_folder
from wager.design.frozen.log import read_log as read_entries
from wager.foundation.moments import iso
from wager.workflow.read_project import read_definitions
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Logged:
    """A design's log.

    Attributes
    ----------
    design : str
    entries : tuple of Entry
        Oldest first.
    """

    design: str
    entries: tuple[Entry, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        entries = [
            {
                "entry": one.hash,
                "kind": one.kind,
                "hypothesis": one.hypothesis,
                "at": iso(one.at),
                "prev": list(one.prev),
                "body": one.body,
            }
            for one in self.entries
        ]
        return {"format": 1, "design": self.design, "entries": entries}


def read_log(wiring: Wiring, design: str) -> Logged:
    """Read the log of a design.

    Raises
    ------
    NotFoundError
        If there is no such design.
    BadInputError
        If an entry is damaged; all that are are named.
    """
    found = read_definitions(wiring).design(design)
    return Logged(found.id, read_entries(log_folder(wiring.root / found.path)))
