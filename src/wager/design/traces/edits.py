"""What was frozen and is not the same any more, with its direction (detectors 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wager.design.diff.change import Change
from wager.design.diff.parts import classify_parts
from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry
from wager.design.traces.places import place
from wager.design.traces.trace import Trace
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc

OF_ROWS = frozenset(("rows", "objective", "split"))
"""Blocks that say which rows judge, and by which label."""

OUTSIDE = {
    "columns": "the sources, features or models that its columns follow from",
    "rows as read": "the source of its rows: a derived column, a clock or the key, and with it the label or the filter",
    "snapshots": "the snapshots that it reads",
}
"""Parts of a freeze that do not stand in the document, and what moved where they do."""

_SOFT = frozenset(("strengthened", "added", "reworded"))


def edits_after_freeze(trace: Trace) -> Iterator[Finding]:
    """Name what was changed after a freeze, each with its direction (detector 2)."""
    for freeze in trace.frozen():
        there = trace.design is None or freeze.hypothesis in trace.design.hypotheses
        if not there and freeze.hypothesis not in trace.waits:
            yield _gone(trace, freeze)
    for change, freezes in _changes(trace).items():
        if change.block not in OF_ROWS:
            yield _found(trace, freezes, change, "302")


def comparison_waits(trace: Trace) -> Iterator[Finding]:
    """Say that what was frozen cannot be compared with files that cannot be read (detector 2)."""
    waiting = [freeze.hypothesis for freeze in trace.frozen() if freeze.hypothesis in trace.waits]
    if waiting:
        files = sorted({file for name in waiting for file in trace.waits[name]})
        why = (
            f"whether {' and '.join(waiting)} {'is' if len(waiting) == 1 else 'are'} still what was frozen is told when {' and '.join(files)} can be "
            "read: mend the other findings first"
        )
        yield Finding(files[0], 1, "I302", why)


def other_rows(trace: Trace) -> Iterator[Finding]:
    """Name snapshots, filters and rules of the label that were changed after a freeze (detector 4)."""
    written = {change: at for change, at in _changes(trace).items() if change.block in OF_ROWS}
    yield from (_found(trace, freezes, change, "304") for change, freezes in written.items())
    told = {freeze.hash for freezes in written.values() for freeze in freezes}
    parts: dict[str, list[Entry]] = {}
    for freeze in trace.frozen():
        frozen, now = freeze.body.get("parts", {}), trace.digests.get(freeze.hypothesis, {})
        if freeze.hash not in told:  # what follows from what is written is told with it
            for part in changed({name: frozen.get(name, "") for name in now}, now):
                parts.setdefault(part, []).append(freeze)
    for part, freezes in parts.items():
        why = f"{_when(freezes)}: {OUTSIDE.get(part, part)} changed since; {_mend(trace, freezes)}"
        path, line = (trace.source, 1) if trace.source else place(trace, "rows", "", "from")
        yield Finding(path, line, "E304", why)


def other_snapshots(trace: Trace) -> Iterator[Finding]:
    """Name verdicts that say other snapshots than their freeze pinned; what came after the freeze is no holdout of the past (detector 4)."""
    for verdict in trace.of("verdict"):
        freeze = trace.entries.get(str(verdict.body.get("freeze", "")))
        if freeze is None or "holdout" in freeze.body:
            continue
        pinned, read = freeze.body.get("snapshots", {}), verdict.body.get("snapshots")
        moved = changed(pinned, read) if isinstance(read, dict) else ()
        if moved:
            why = f"{verdict.hypothesis} was judged on other snapshots of {', '.join(moved)} than its freeze pinned; judge what was frozen"
            yield trace.at_entry(verdict, "body", "E304", why)


def _changes(trace: Trace) -> dict[Change, list[Entry]]:
    """Collect what moved, each with the freezes that it moved away from: one edit may touch several."""
    found: dict[Change, list[Entry]] = {}
    for freeze in trace.frozen():
        plan, now = freeze.body.get("plan"), trace.plans.get(freeze.hypothesis)
        if isinstance(plan, dict) and now is not None:
            for change in classify_parts(plan, now):
                found.setdefault(change, []).append(freeze)
    return found


def _found(trace: Trace, freezes: Sequence[Entry], change: Change, number: str) -> Finding:
    path, line = place(trace, change.block, change.id, change.field)
    what = " ".join(part for part in (change.block, change.id) if part)
    what += f": {change.field}" if change.field else ""
    values = (
        f" from `{change.old or 'nothing'}` to `{change.new or 'nothing'}`"
        if change.old or change.new
        else ""
    )
    severity = "W" if change.direction in _SOFT and number == "302" else "E"
    why = f"{_when(freezes)}: {what} was {change.direction} since{values}; {_mend(trace, freezes)}"
    return Finding(path, line, f"{severity}{number}", why)


def _gone(trace: Trace, freeze: Entry) -> Finding:
    block = ("hypothesis", freeze.hypothesis)
    if trace.design is not None and block in trace.design.to_fill:
        why = f"{_when([freeze])}, and its block has places to fill in since; {_mend(trace, [freeze])}"
        return Finding(trace.design.path, trace.design.lines[block], "E302", why)
    path = trace.design.path if trace.design else trace.path(freeze.hash)
    why = f"{_when([freeze])}, and is no longer in the design: its block was removed; restore it from git, then give it up by `wager next {trace.name} --void {freeze.hypothesis} --why …`"
    return Finding(path, 1, "E302", why)


def _when(freezes: Sequence[Entry]) -> str:
    first, *others = freezes
    more = "".join(f", {one.hypothesis} at {in_utc(one.at)}" for one in others)
    return f"{first.hypothesis} was frozen at {in_utc(first.at)}{more}"


def _mend(trace: Trace, freezes: Sequence[Entry]) -> str:
    verdicts = {one.hypothesis for one in trace.of("verdict")}
    judged = [one.hypothesis for one in freezes if one.hypothesis in verdicts]
    first = (judged or [freezes[0].hypothesis])[0].partition(".")[0]
    anew = f"ask the new question as an amendment, `wager.hypothesis {first}.2`, or as one of its own"
    if judged:
        verdict = "its verdict" if len(freezes) == 1 else f"the verdict on {' and '.join(judged)}"
        return f"{verdict} is about what was frozen: restore that, and {anew}"
    return f"restore what was frozen, or {anew}"
