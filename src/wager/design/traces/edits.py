"""What was frozen and is not the same any more, with its direction (detectors 2 and 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wager.design.diff.change import Change
from wager.design.diff.parts import classify_parts
from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry
from wager.design.traces.places import place
from wager.design.traces.trace import Trace, moment_of
from wager.foundation.finding import Finding

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
        if trace.design is not None and freeze.hypothesis not in trace.design.hypotheses:
            yield _gone(trace, freeze)
            continue
        for change in _changes(trace, freeze):
            if change.block not in OF_ROWS:
                yield _found(trace, freeze, change, "302")


def other_rows(trace: Trace) -> Iterator[Finding]:
    """Name snapshots, filters and rules of the label that were changed after a freeze (detector 4)."""
    for freeze in trace.frozen():
        written = [change for change in _changes(trace, freeze) if change.block in OF_ROWS]
        yield from (_found(trace, freeze, change, "304") for change in written)
        if written:
            continue  # what follows from them is told with them
        frozen, now = freeze.body.get("parts", {}), trace.digests.get(freeze.hypothesis, {})
        for part in changed({name: frozen.get(name, "") for name in now}, now):
            why = f"{_when(freeze)}: {OUTSIDE.get(part, part)} changed since; {_mend(trace, freeze)}"
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


def _changes(trace: Trace, freeze: Entry) -> tuple[Change, ...]:
    plan, now = freeze.body.get("plan"), trace.plans.get(freeze.hypothesis)
    return classify_parts(plan, now) if isinstance(plan, dict) and now is not None else ()


def _found(trace: Trace, freeze: Entry, change: Change, number: str) -> Finding:
    path, line = place(trace, change.block, change.id, change.field)
    what = " ".join(part for part in (change.block, change.id) if part)
    what += f": {change.field}" if change.field else ""
    values = (
        f" from `{change.old or 'nothing'}` to `{change.new or 'nothing'}`"
        if change.old or change.new
        else ""
    )
    severity = "W" if change.direction in _SOFT and number == "302" else "E"
    why = f"{_when(freeze)}: {what} was {change.direction} since{values}; {_mend(trace, freeze)}"
    return Finding(path, line, f"{severity}{number}", why)


def _gone(trace: Trace, freeze: Entry) -> Finding:
    path = trace.design.path if trace.design else trace.path(freeze.hash)
    why = f"{_when(freeze)}, and is no longer in the design: its block was removed; restore it from git, then give it up by `wager next {trace.name} --void {freeze.hypothesis} --why …`"
    return Finding(path, 1, "E302", why)


def _when(freeze: Entry) -> str:
    return f"{freeze.hypothesis} was frozen at {moment_of(freeze.at)}"


def _mend(trace: Trace, freeze: Entry) -> str:
    judged: Mapping[str, Entry] = {one.hypothesis: one for one in trace.of("verdict")}
    anew = f"ask the new question as an amendment, `wager.hypothesis {freeze.hypothesis.partition('.')[0]}.2`, or as one of its own"
    if freeze.hypothesis in judged:
        return f"its verdict is about what was frozen: restore that, and {anew}"
    return f"restore what was frozen, or {anew}"
