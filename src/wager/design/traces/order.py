"""Verdicts without a freeze, freezes after the first look, verdicts on something else than was frozen (detector 1)."""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.frozen.freeze import changed
from wager.design.frozen.log import Entry
from wager.design.traces.trace import LOOKS, Trace
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc


def unfrozen_verdicts(trace: Trace) -> Iterator[Finding]:
    """Name verdicts that were given without a freeze, or on something else than it pinned."""
    for verdict in trace.of("verdict"):
        freezes = [
            one for one in trace.of("freeze", verdict.hypothesis) if one.hash in trace.before[verdict.hash]
        ]
        if not freezes and trace.missing(str(verdict.body.get("freeze", ""))):
            continue  # it was there, and its removal is told
        if not freezes:
            why = (
                f"{verdict.hypothesis} was judged, and the log has no freeze of it before: what was to be proven was not pinned, so "
                "the verdict is exploratory; freeze the question as a hypothesis of its own, and judge it on rows nobody saw"
            )
            yield trace.at_entry(verdict, "body", "E301", why)
        elif verdict.body.get("closure") != freezes[0].body.get("closure") and _grade(verdict) != "X":
            why = (
                f"{verdict.hypothesis} was judged on something else than was frozen in {freezes[0].hash}, and is not graded X; "
                "the verdict is exploratory: restore what was frozen and judge that"
            )
            yield trace.at_entry(verdict, "body", "E301", why)


def late_freezes(trace: Trace) -> Iterator[Finding]:
    """Name freezes that came after the first look at the outcomes of what they freeze."""
    for freeze in trace.of("freeze"):
        why = _look_in_log(trace, freeze) or _look_in_ledger(trace, freeze)
        if why:
            said = f"{freeze.hypothesis} was frozen after {why}; ask it as a hypothesis of its own, on rows nobody saw"
            yield trace.at_entry(freeze, "prev", "E301", said)


def several_freezes(trace: Trace) -> Iterator[Finding]:
    """Name hypotheses that were frozen in several forms, as by two branches that were merged."""
    for first in trace.frozen():
        for other in trace.of("freeze", first.hypothesis):
            if other.body.get("closure") != first.body.get("closure"):
                moved = (
                    ", ".join(changed(first.body.get("parts", {}), other.body.get("parts", {})))
                    or "something"
                )
                why = (
                    f"{first.hypothesis} was frozen in two forms, here and in {first.hash}, that differ in {moved}; neither can be "
                    "judged: ask the question as a hypothesis of its own"
                )
                yield trace.at_entry(other, "body", "E301", why)


def _look_in_log(trace: Trace, freeze: Entry) -> str:
    for name in trace.before[freeze.hash]:
        look = trace.entries.get(name)
        if look is not None and look.kind in LOOKS and look.hypothesis == freeze.hypothesis:
            return f"its {look.kind} of {in_utc(look.at)} ({look.hash})"
    return ""


def _look_in_ledger(trace: Trace, freeze: Entry) -> str:
    for record in trace.records:
        if (
            record.kind in LOOKS
            and record.body.get("hypothesis") == freeze.hypothesis
            and record.at < freeze.at
        ):
            return f"a {record.kind} that record {record.number} of the ledger knows, of {in_utc(record.at)}"
    return ""


def _grade(verdict: Entry) -> str:
    said = verdict.body.get("verdict")
    return str(said.get("grade", "")) if isinstance(said, dict) else ""
