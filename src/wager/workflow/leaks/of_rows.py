"""Signs of rows that were parted by chance and hang together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.evaluation.suspicion.alone import coded
from wager.evaluation.suspicion.related import related_rows
from wager.evaluation.suspicion.repeated import repeated_rows
from wager.foundation.finding import Finding
from wager.training.columns import Booleans, Columns
from wager.workflow.leaks.looked import Looked

_NAMES = frozenset(("text", "category", "int", "date"))
"""Types of columns that name somebody or something."""


def row_findings(looked: Looked, *, related: bool = True) -> list[Finding]:
    """Say which rows lie on both sides of a split by chance.

    Parameters
    ----------
    looked : Looked
    related : bool
        Whether to look for persons and things besides copies: that takes as long as a fit, copies next to nothing.
    """
    design = looked.question.design
    split = design.split
    if split is None or split.begin or split.by_time or design.rows.decide_at is not None:
        return []  # what comes later is held out, and those who come again come again
    line = split.lines.get("shares", split.line) or design.line("rows")
    return [*(_related(looked, line) if related else ()), *_repeated(looked, line)]


def _rows(looked: Looked) -> Columns:
    """Return the stored columns of all rows, without what the objective reads."""
    places = pa.array(looked.question.rows.index)
    return {
        name: column.take(places) for name, column in looked.stored.items() if name not in looked.of_outcome
    }


def _related(looked: Looked, line: int) -> list[Finding]:
    unit, question = looked.inputs.unit, looked.question
    named = {name: column for name, column in _rows(looked).items() if unit.columns[name].type in _NAMES}
    once = firsts([column for name, column in _rows(looked).items() if not _all_different(column)])
    signs = related_rows(
        {name: column.filter(pa.array(once)) for name, column in named.items()},
        question.truth[once],
        question.task.kind,
        learned=looked.learned[once],
        held=looked.held[once],
        key=unit.key,
    )
    return [
        Finding(
            question.design.path,
            line,
            "W406",
            f"the split by chance parts rows of one {sign.columns[0]}: {sign.said}; `group: {sign.columns[0]}` in `split` keeps "
            "them together, so that the held-out rows are of those whom no model met",
        )
        for sign in signs
    ]


def _repeated(looked: Looked, line: int) -> list[Finding]:
    unit, question = looked.inputs.unit, looked.question
    used = {name for name in _rows(looked) if name not in unit.key}
    said = {
        name: column for name, column in _rows(looked).items() if name in used and not _all_different(column)
    }
    among = looked.question.parts.codes >= 0
    chosen = {name: column.filter(pa.array(among)) for name, column in said.items()}
    signs = repeated_rows(chosen, looked.learned[among]) if chosen else []
    return [
        Finding(
            question.design.path,
            line,
            "W407",
            f"the same rows are on both sides of the split: {sign.said} (key and objective apart); remove the copies from the "
            "file, or name what they share as `group` in `split`",
        )
        for sign in signs
    ]


def firsts(columns: Sequence[pa.Array]) -> Booleans:
    """Tell of each row whether it is the first of its like: copies of rows are another matter than rows of one person.

    Examples
    --------
    >>> firsts([pa.array([1, 2, 1]), pa.array(["a", "a", "a"])])
    array([ True,  True, False])
    """
    if not columns:
        return np.zeros(0, dtype=np.bool_)
    places = np.unique(np.stack([coded(column)[0] for column in columns], axis=1), axis=0, return_index=True)[
        1
    ]
    found = np.zeros(len(columns[0]), dtype=np.bool_)
    found[places] = True
    return found


def _all_different(column: pa.Array) -> bool:
    """Tell whether a column numbers the rows: copies have numbers of their own."""
    whole = pa.types.is_integer(column.type) or pa.types.is_string(column.type)
    return bool(whole and pc.count_distinct(column).as_py() == len(column))
