"""`wager verify`: look at everything anew, and say what is damaged and who depends on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.foundation.finding import Finding
from wager.workflow.read_project import read_definitions
from wager.workflow.tracing.gather import find_traces
from wager.workflow.verifying.damaged import Damaged
from wager.workflow.verifying.known import read_known
from wager.workflow.verifying.logs import check_frames, damaged_entries, log_entries
from wager.workflow.verifying.objects import damaged_objects, damaged_runs
from wager.workflow.verifying.registered import damaged_registry, damaged_versions, unknown_versions
from wager.workflow.wiring import Wiring

_OF_THE_LOG = frozenset(("E000", "E106", "E307"))
"""Findings that make a log entry a damaged one."""


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong.

    Attributes
    ----------
    damaged : tuple of Damaged
        Empty where nothing is wrong.
    findings : tuple of Finding
        What was done after the fact, beside what is damaged: edits after a freeze, looks that nobody froze anything for, …
    checked : dict of str to int
        How many `objects` (and their `bytes`), `records` of the ledger, `versions`, `runs`, `log entries`, `predictions`
        and `events` were looked at; and how many `writes cut off` of a log were found, which nobody was told of.
    """

    damaged: tuple[Damaged, ...]
    findings: tuple[Finding, ...]
    checked: Mapping[str, int] = field(hash=False)

    @property
    def passed(self) -> bool:
        """True where nothing is damaged, and nothing was changed after it was frozen."""
        return not self.damaged and not any(one.is_error for one in self.findings)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            "passed": self.passed,
            "checked": dict(self.checked),
            "damaged": [one.to_json() for one in self.damaged],
            "findings": [vars(one) for one in self.findings],
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
    return Verified(tuple(damaged), _after_the_fact(wiring, {one.where for one in damaged}), checked)


def _after_the_fact(wiring: Wiring, named: set[str]) -> tuple[Finding, ...]:
    """Let the detectors look at all designs; what is damaged was named already."""
    found = find_traces(wiring, read_definitions(wiring), thorough=True)
    return tuple(one for one in found if not (one.path in named and one.code in _OF_THE_LOG))
