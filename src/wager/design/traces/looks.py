"""Looks at held-out outcomes that belong to no frozen hypothesis, or that were counted too low (detector 5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from wager.design.traces.trace import LOOKS, Trace
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc


def loose_looks(trace: Trace) -> Iterator[Finding]:
    """Name looks without a frozen hypothesis, and how many looks those outcomes are charged with."""
    frozen = {entry.hypothesis for entry in trace.of("freeze")}
    frozen |= {str(one.body.get("hypothesis", "")) for one in trace.records if one.kind == "freeze"}
    charged = _charged(trace)
    for entry in trace.of("look"):
        if entry.hypothesis not in frozen:
            why = f"the outcomes of a holdout were read at {in_utc(entry.at)} for no frozen hypothesis; {_charge(charged, entry.body)}"
            yield trace.at_entry(entry, "body", "E305", why)
    for record in trace.records:
        hypothesis = str(record.body.get("hypothesis", ""))
        if record.kind in LOOKS and hypothesis not in frozen:
            why = (
                f"record {record.number} of the ledger says that the outcomes of a holdout were read at {in_utc(record.at)} for "
                f"{hypothesis or 'nothing'}, and nobody knows of a freeze of it; {_charge(charged, record.body)}"
            )
            yield Finding(trace.path(str(record.body.get("entry", ""))), 1, "E305", why)


def uncounted_looks(trace: Trace) -> Iterator[Finding]:
    """Name verdicts that say fewer looks than there were before them, as after a merge of two branches."""
    seen: dict[str, int] = defaultdict(int)
    for entry in sorted((*trace.log, *trace.elsewhere), key=lambda one: (one.at, one.hash)):
        target = str(entry.body.get("objective", ""))
        if entry.kind not in LOOKS or not target:
            continue
        seen[target] += 1
        said = entry.body.get("looks")
        if entry.hash in trace.entries and isinstance(said, int) and said < seen[target]:
            why = (
                f"the verdict says that it was look {said} at these outcomes, and it was look {seen[target]}: others, perhaps of a branch "
                "that was merged since, came before; read its error rate with that"
            )
            yield trace.at_entry(entry, "body", "W305", why)


def _charged(trace: Trace) -> dict[str, int]:
    """Count the looks at each objective on its rows, by log and ledger, of all designs."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in (*trace.log, *trace.elsewhere):
        if entry.kind in LOOKS:
            found[str(entry.body.get("objective", ""))].add(entry.hash)
    for record in trace.records:
        if record.kind in LOOKS:
            found[str(record.body.get("objective", ""))].add(str(record.body.get("entry", record.number)))
    return {target: len(names) for target, names in found.items()}


def _charge(charged: dict[str, int], body: object) -> str:
    target = str(body.get("objective", "")) if hasattr(body, "get") else ""
    count = charged.get(target, 1)
    return (
        f"it is charged: {count} look{'s' if count > 1 else ''} at these outcomes so far; restore the freeze from git, or judge "
        "the next hypothesis on rows nobody saw"
    )
