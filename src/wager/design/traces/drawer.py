"""Frozen hypotheses that were never concluded: the file drawer (detector 6)."""

from __future__ import annotations

from collections.abc import Iterator

from wager.design.frozen.log import Entry
from wager.design.frozen.standing import standing
from wager.design.hypotheses.hypothesis import Hypothesis
from wager.design.traces.places import place
from wager.design.traces.trace import Trace
from wager.foundation.amounts import AmountError
from wager.foundation.finding import Finding
from wager.foundation.moments import in_utc, parse_moment


def never_concluded(trace: Trace) -> Iterator[Finding]:
    """Name frozen hypotheses whose time is over and that have no verdict, stop or voiding."""
    hypotheses = trace.design.hypotheses if trace.design is not None else {}
    for freeze in trace.frozen():
        one = hypotheses.get(freeze.hypothesis)
        if one is None:
            continue
        ends = _ends(trace, freeze, one)
        if ends is not None and trace.now >= ends:
            path, line = place(trace, "hypothesis", one.id, "timebox")
            why = (
                f"{one.id} was frozen at {in_utc(freeze.at)} and was to be concluded by {in_utc(ends)}, and has no verdict; "
                f"what is not told is a verdict left in a drawer: `wager judge {trace.name} {one.id}`, or `wager next {trace.name} --void {one.id} --why …`"
            )
            yield Finding(path, line, "W306", why)


def _ends(trace: Trace, freeze: Entry, one: Hypothesis) -> int | None:
    """Say by when it was to be concluded; None where it is."""
    due = freeze.body.get("holdout")
    stands = standing(one, trace.log, trace.now, waits=isinstance(due, dict))
    if stands.concluded:
        return None
    if isinstance(due, dict):
        try:
            return parse_moment(str(due.get("due", "")))
        except AmountError:
            return None
    return stands.ends if stands.ends is not None else freeze.at + one.timebox.microseconds
