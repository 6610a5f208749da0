"""The ten detectors of after-the-fact edits (statistics of the design document), as one table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from wager.design.traces.after_look import exclusions, thresholds
from wager.design.traces.amended import alpha_spent_twice, loose_amendments, unmarked_amendments
from wager.design.traces.drawer import never_concluded
from wager.design.traces.edits import comparison_waits, edits_after_freeze, other_rows, other_snapshots
from wager.design.traces.kept_log import misdated_entries, removed_entries, reordered_entries
from wager.design.traces.looks import loose_looks, uncounted_looks
from wager.design.traces.order import late_freezes, several_freezes, unfrozen_verdicts
from wager.design.traces.prose import undeclared_slices
from wager.design.traces.trace import Trace
from wager.foundation.finding import Finding

Detector = Callable[[Trace], Iterator[Finding]]

KEPT: tuple[Detector, ...] = (removed_entries, misdated_entries, reordered_entries)
"""Whether the log is what was written: its entries are not what they say where one of these finds something."""

DETECTORS: dict[int, tuple[Detector, ...]] = {
    1: (unfrozen_verdicts, late_freezes, several_freezes),
    2: (edits_after_freeze, comparison_waits),
    3: (loose_amendments, unmarked_amendments, alpha_spent_twice),
    4: (other_rows, other_snapshots),
    5: (loose_looks, uncounted_looks),
    6: (never_concluded,),
    7: KEPT,
    8: (exclusions,),
    9: (undeclared_slices,),
    10: (thresholds,),
}
"""By number; findings of detector 7 are E307 and W307, of detector 2 also I302."""

OF_THE_PAST = frozenset(("E301", "E302", "E304", "E305", "E307", "E308"))
"""Codes of what befell hypotheses that were frozen before: it stands in nobody else's way."""


def detect(trace: Trace) -> list[Finding]:
    """Let all detectors look at a trace; return what they found, sorted by file and line."""
    return sorted(
        {finding for group in DETECTORS.values() for detector in group for finding in detector(trace)}
    )
