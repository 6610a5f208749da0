"""Judge by data what expressions cannot: in how many rows a read comes too early."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow.compute as pc

from wager.data.engine import Engine
from wager.data.instants import instants, refresh_of, served
from wager.data.joins.spread import values_as_of
from wager.expressions.tree import Tree
from wager.features.decision import Decision
from wager.features.events import evaluated
from wager.features.rules import Unproven
from wager.features.stored import Stored
from wager.features.too_early import Early, early_findings
from wager.foundation.finding import Finding
from wager.foundation.moments import NEVER


def sampled(
    engine: Engine,
    stored: Stored,
    unproven: Sequence[Unproven],
    decision: Decision,
    where: Tree | None = None,
) -> list[Finding]:
    """Judge by data what expressions cannot: a read that comes too early in some row is part of a finding.

    Parameters
    ----------
    engine : Engine
        Evaluates all clocks in one pass.
    stored : Stored
        The snapshot of the unit rows' source.
    unproven : sequence of Unproven
        What `check_uses` left open.
    decision : Decision
        The same as there.
    where : Tree or None
        Which rows there are, on columns of the source; None for all.
    """
    if not unproven:
        return []
    source = decision.source
    decide_at, condition = source.inline(decision.decide_at), where and source.inline(where)
    clocks = [source.inline(read.known) for read in unproven]
    values = evaluated(engine, stored, [decide_at, *clocks])
    moments = instants(values[decide_at])
    rows = moments != NEVER
    if condition is not None:
        chosen = values_as_of(engine, stored, [condition], moments)[condition]
        rows &= pc.fill_null(chosen, fill_value=False).to_numpy(zero_copy_only=False)
    found = []
    for read, clock in zip(unproven, clocks, strict=True):
        known = served(instants(values[clock]), refresh_of(source))
        early = (known >= moments) & rows  # what is never known is too late as well
        if early.any():
            share = _share(int(early.sum()), int(rows.sum()))
            found.append(Early(read.use, read.reads, read.known, read.others, share))
    return early_findings(found, decision)


def _share(some: int, rows: int) -> str:
    if some == rows:
        return "in every row"
    percent = 100 * some / rows
    shown = f"{percent:.0f}" if percent >= 1 else f"{percent:.2g}"
    return f"in {shown} % of rows ({some:,} of {rows:,})"
