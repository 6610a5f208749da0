"""`wager verify`: look at everything anew, and say what is damaged and who depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.workflow.verifying.damaged import Damaged
from wager.workflow.verifying.known import read_known
from wager.workflow.verifying.logs import check_frames, damaged_entries, log_entries
from wager.workflow.verifying.objects import damaged_objects, damaged_runs
from wager.workflow.verifying.registered import damaged_registry, damaged_versions, unknown_versions
from wager.workflow.wiring import Wiring


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong.

    Attributes
    ----------
    damaged : tuple of Damaged
        Empty where nothing is wrong.
    checked : dict of str to int
        How many `objects` (and their `bytes`), `records` of the ledger, `versions`, `runs`, `log entries`, `predictions`
        and `events` were looked at; and how many `writes cut off` of a log were found, which nobody was told of.
    """

    damaged: tuple[Damaged, ...]
    checked: Mapping[str, int] = field(hash=False)

    @property
    def passed(self) -> bool:
        """True where nothing is damaged."""
        return not self.damaged

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "passed": self.passed,
            "checked": dict(self.checked),
            "damaged": [one.to_json() for one in self.damaged],
        }


def verify_store(wiring: Wiring) -> Verified:
    """Hash all objects, and check the registry, its ledger and the logs, against each other as well.

    Nothing is changed, and nothing that was looked at before is believed. A cut-off end of the ledger is found as far as
    the tables tell of it. Computed columns are not looked at: they can be deleted at any time.
    """
    known = read_known(wiring)  # first: an object is there before anything refers to it
    objects = damaged_objects(wiring, known)
    frames, counts = check_frames(wiring)
    damaged = [
        *objects.values(),
        *damaged_registry(wiring, known),
        *unknown_versions(wiring, known),
        *damaged_versions(known, set(objects)),
        *damaged_runs(wiring),
        *damaged_entries(wiring, known),
        *frames,
    ]
    names = tuple(wiring.objects.names())
    checked = {
        "objects": len(names),
        "bytes": sum(wiring.objects.path(name).stat().st_size for name in names),
        "records": len(known.records),
        "versions": len(known.registered),
        "runs": len(known.runs),
        "log entries": len(log_entries(wiring)),
        **counts,
    }
    return Verified(tuple(damaged), checked)
