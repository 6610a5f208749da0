"""Amendments after a look: what they amend, which α is left to them, and whether they are marked (detector 3)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from wager.design.blocks import Design
from wager.design.hypotheses.alpha import Alpha, heirs, owned
from wager.design.hypotheses.amendment import amended
from wager.design.traces.amendments import on_seen_rows, post_hoc
from wager.design.traces.places import place
from wager.design.traces.trace import Trace
from wager.foundation.amounts import Share
from wager.foundation.finding import Finding

_DUST = Decimal("1e-12")
"""What rounding may leave: equal parts of three do not add up exactly."""


def loose_amendments(trace: Trace) -> Iterator[Finding]:
    """Name amendments of nothing, and those that no α was given to."""
    design = trace.design
    for name in design.hypotheses if design is not None else ():
        first = amended(name)
        if design is None or not first:
            continue
        path, line = place(trace, "hypothesis", name, "")
        if first not in design.hypotheses and not trace.of("freeze", first):
            why = f"{name} amends {first}, and there is no {first}; the number behind the dot says which hypothesis is asked again"
            yield Finding(path, line, "E303", why)
        elif not trace.of("freeze", name) and not (design.alpha or Alpha()).share_of(name):
            left = _share(max(_left(trace, design), Decimal(0)), design)
            why = (
                f"{name} has no α: an amendment inherits none, and gets what `share` of block alpha gives it out of what was not given "
                f"away, {left} by now; with none left, judge it in a design of its own on rows nobody saw (`holdout: after freeze for …`)"
            )
            yield Finding(path, line, "E303", why)


def unmarked_amendments(trace: Trace) -> Iterator[Finding]:
    """Name verdicts on amendments that were given after a look and do not say so."""
    for verdict in trace.of("verdict"):
        earlier = [one for one in trace.log if one.hash in trace.before[verdict.hash]]
        first = post_hoc(verdict.hypothesis, earlier)
        if first and verdict.body.get("post_hoc") != first:
            why = f"{verdict.hypothesis} was judged after {first}, which it amends, and the verdict is not marked as post-hoc; restore what was written"
            yield trace.at_entry(verdict, "body", "E303", why)
        grade = (verdict.body.get("verdict") or {}).get("grade")
        if (
            first
            and grade != "X"
            and on_seen_rows(verdict.hypothesis, str(verdict.body.get("objective")), earlier)
        ):
            why = (
                f"{verdict.hypothesis} was judged on the rows that judged {first}, which it amends, and is graded {grade}; it is exploratory (X) "
                "whatever it says: only rows nobody saw restore it"
            )
            yield trace.at_entry(verdict, "body", "E303", why)


def alpha_spent_twice(trace: Trace) -> Iterator[Finding]:
    """Name hypotheses that are given α which frozen ones own already."""
    design = trace.design
    if design is None or not trace.of("freeze"):
        return
    over = -_left(trace, design)
    drafts = {name: part for name, part in _drafts(trace, design).items() if part > 0}
    if over <= _DUST or not drafts:
        return
    path, line = place(trace, "alpha", "", "share")
    if design.alpha is None or "share" not in design.alpha.lines:
        path, line = place(trace, "hypothesis", next(iter(drafts)), "")
    free = _share(max(sum(drafts.values(), Decimal(0)) - over, Decimal(0)), design)
    why = (
        f"{', '.join(drafts)} {'is' if len(drafts) == 1 else 'are'} given {_share(sum(drafts.values(), Decimal(0)), design)} of α, and what was frozen "
        f"leaves {free}: α that was frozen is spent, whatever `share` says later; give no more than that, or ask in a design of its own "
        "on rows nobody saw"
    )
    yield Finding(path, line, "E303", why)


def _left(trace: Trace, design: Design) -> Decimal:
    """Return the α that nobody owns: the total without what was frozen, and without the drafts' own."""
    total = (design.alpha or Alpha()).total
    return total - _spent(trace, design) - sum(_drafts(trace, design).values(), Decimal(0))


def _spent(trace: Trace, design: Design) -> Decimal:
    """Add up the α of what was frozen; a success that handed its α on has spent none."""
    words = _words(trace)
    spent = Decimal(0)
    for name in dict.fromkeys(entry.hypothesis for entry in trace.of("freeze")):
        hands_on = name in design.hypotheses and heirs(design.hypotheses, name)
        if not (words.get(name) == "SHIP" and hands_on):
            spent += Decimal(str(trace.of("freeze", name)[0].body.get("alpha", "0")))
    return spent


def _drafts(trace: Trace, design: Design) -> dict[str, Decimal]:
    frozen = {entry.hypothesis for entry in trace.of("freeze")}
    # Equal parts are parts of what is left; what `share` says is taken at its word.
    pinned = {
        one.hypothesis: Decimal(str(one.body.get("alpha", "0"))) for one in reversed(trace.of("freeze"))
    }
    rules = design.alpha or Alpha()
    owns = owned(design.hypotheses, rules, _words(trace), pinned if rules.share is None else None)
    return {name: part for name, part in owns.items() if name not in frozen}


def _words(trace: Trace) -> dict[str, str]:
    return {
        one.hypothesis: str((one.body.get("verdict") or {}).get("word", "")) for one in trace.of("verdict")
    }


def _share(alpha: Decimal, design: Design) -> str:
    """Write α as the part of the total that it is."""
    return str(Share((alpha / (design.alpha or Alpha()).total).quantize(Decimal("0.0001")).normalize()))
