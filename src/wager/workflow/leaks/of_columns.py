"""Signs of single columns that models read."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from wager.evaluation.suspicion.filled_later import filled_later
from wager.evaluation.suspicion.marked import marked
from wager.evaluation.suspicion.own_mean import own_means
from wager.evaluation.suspicion.own_value import own_values
from wager.evaluation.suspicion.serial import serials
from wager.evaluation.suspicion.sign import Sign
from wager.evaluation.suspicion.telling import telling
from wager.expressions.tree import Column, columns
from wager.foundation.finding import Finding
from wager.training.columns import Columns
from wager.workflow.leaks.looked import Looked

_WHEN = "find out when it is written; say so in `known` of its source, or leave it out"

_ADVICE = {
    "W401": f"{_WHEN}; where it is known that early, write in the design why it is so good",
    "W402": f"what is written with the outcome looks so; {_WHEN}",
    "W403": f"it is written with the outcome; {_WHEN}",
    "W408": "leave it out: rows to come have numbers that were never learned from",
    "W409": "compute it from events before each decision, in a feature file",
    "W410": "leave it out: later rows have values that were never learned from",
}


def column_findings(looked: Looked, *, rows: bool = True) -> list[Finding]:
    """Say what is suspicious about the columns that models read: of each the first sign.

    Parameters
    ----------
    looked : Looked
    rows : bool
        Whether to read the source of the rows too, for what models do not read and for rows without an outcome.
    """
    found: dict[str, Finding] = {}
    signs = _signs(looked, _beside(looked) if rows else {})
    for code, sign in (*signs, *(_filled_later(looked) if rows else ())):
        for name in sign.columns:
            use = looked.uses[name]
            message = f"{name}: {sign.said}; {_ADVICE[code]}"
            found.setdefault(name, Finding(use.path, use.line, code, message))
    return list(found.values())


def _beside(looked: Looked) -> Columns:
    """Return the stored columns of the rows, without what the objective reads."""
    places = pa.array(looked.question.rows.index[looked.rows])
    return {
        name: column.take(places) for name, column in looked.stored.items() if name not in looked.of_outcome
    }


def _signs(looked: Looked, beside: Columns) -> Iterator[tuple[str, Sign]]:
    seen = looked.seen
    yield from (("W408", sign) for sign in serials(seen, looked.decided_at))
    yield from (("W401", sign) for sign in telling(seen))
    yield from (("W402", sign) for sign in marked(seen))
    yield from (("W409", sign) for sign in own_means(seen, {**beside, **seen.columns}))
    yield from (("W410", sign) for sign in own_values(seen))


def _filled_later(looked: Looked) -> list[tuple[str, Sign]]:
    """Look at the columns of the row itself: what features make of them changes with them."""
    if looked.question.design.rows.decide_at is None:
        return []
    unit = looked.inputs.unit
    stored = {
        name: read
        for name, use in looked.uses.items()
        if name in unit.types() and (read := columns(unit.inline(Column(use.tree.name))))  # type: ignore[union-attr]
    }
    young = looked.unjudged()
    if not stored or not len(young):
        return []
    rows = looked.question.rows
    places = pa.array(np.concatenate([rows.index, young.index]))
    decided_at = np.concatenate([rows.t, young.t])
    judged = np.arange(len(decided_at)) < len(rows)
    single = {name: read[0] for name, read in stored.items() if len(read) == 1 and read[0] in looked.stored}
    columns_ = {name: looked.stored[column].take(places) for name, column in single.items()}
    return [("W403", sign) for sign in filled_later(columns_, decided_at, judged)]
