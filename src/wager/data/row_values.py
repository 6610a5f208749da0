"""What unit rows are made of: expressions over all rows of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from wager.data.chosen_rows import COMPLETE, UNSEALED, cluster_trees, one_array
from wager.data.engine import Engine
from wager.data.instants import instants, refresh_of, served
from wager.data.row_rules import RowEvents, joined_moment, known_of, outcome_tree, row_key
from wager.data.source import COMPLETE_LATER, Source
from wager.design.kinds.question import Objective, Rows
from wager.expressions.tree import Call, Column, Tree, aggregates, columns
from wager.foundation.errors import BadInputError, nearest
from wager.foundation.finding import Finding


def row_outputs(source: Source, rows: Rows, objective: Objective) -> dict[str, Tree]:
    """Name what must be known of each row: its moment, whether it is chosen, its ways, its outcome with its clock, its key."""
    outcome = outcome_tree(source, objective)
    trees = {"t": rows.decide_at, "where": rows.where, **cluster_trees(rows), "objective": outcome}
    known = known_of(source, objective) if rows.decide_at is not None else None
    wanted = {name: tree for name, tree in {**trees, "known": known}.items() if tree is not None}
    if source.cases is not None and source.cases.outcome and rows.decide_at is not None:
        wanted[COMPLETE] = Column(COMPLETE_LATER)
    if source.seal is not None:
        wanted[UNSEALED] = Call("is null", (Column(source.seal.column),))
    wanted |= {f"key {place}": Column(name) for place, name in enumerate(row_key(source))}
    return {name: inlined(source, tree) for name, tree in wanted.items()}


def inlined(source: Source, tree: Tree) -> Tree:
    """Put definitions into an expression on the unit row."""
    # What an aggregate reads are columns of events; whoever computes it puts their definitions in.
    return tree if aggregates(tree) else source.inline(tree)


def not_own(source: Source, outputs: Mapping[str, Tree]) -> str | None:
    """Say through what rows are more than their own columns say; None where they are not.

    Parameters
    ----------
    outputs : mapping of str to Tree
        What is computed of each row.
    """
    for name, tree in outputs.items():
        if aggregates(tree):
            what = "the objective" if name == "objective" else f"`{name}`"
            return f"{what} aggregates events, so that data that came may change any row"
        for column in columns(tree):
            if column in source.joined:
                return f"rows read {column}, which is joined, so that data that came may change any row"
    return None


def row_values(
    engine: Engine,
    files: Sequence[Path],
    source: Source,
    outputs: Mapping[str, Tree],
    *,
    zone: str | None,
    events: RowEvents | None = None,
) -> pa.Table:
    """Evaluate expressions over all rows of some files of a snapshot; with events over those of all."""
    if events is not None and not_own(source, outputs) is not None:
        table = events.evaluate(engine, outputs, zone or source.zone)
    else:
        table = engine.evaluate(files, source.stored_types(), outputs, zone=zone or source.zone)
    if "known" in outputs and source.refresh is not None:
        known = pa.array(served(instants(one_array(table["known"])), refresh_of(source)))
        table = table.set_column(table.column_names.index("known"), "known", known)
    return table


def demand_readable(
    source: Source,
    rows: Rows,
    objective: Objective | None,
    events: RowEvents | None,
) -> None:
    """Refuse a design whose rows or objective read what is not there, or need what this version does not do.

    Raises
    ------
    BadInputError
    """
    joined = None if rows.decide_at is None else joined_moment(source, rows.decide_at)
    if joined is not None:
        raise BadInputError.of([Finding("the design", rows.line, "E109", joined)])
    blocks: dict[str, tuple[Tree | None, ...]] = {"rows": (rows.decide_at, rows.where, *rows.ways)}
    if objective is not None:
        blocks["objective"] = (objective.tree,)
    for block, trees in blocks.items():
        line = objective.line if objective is not None and block == "objective" else rows.line
        for tree in trees:
            if tree is None:
                continue
            if aggregates(tree) and (events is None or rows.decide_at is None):
                raise _refused(
                    line, f"{block} with aggregates over events, and for rows without a moment of decision"
                )
            for name in columns(tree, into_aggregates=False):
                if name not in source.types():
                    hint = nearest(name, source.types())
                    message = f"block {block}: source {source.name} has no column {name!r}{hint}"
                    raise BadInputError.of([Finding("the design", line, "E106", message)])


def _refused(line: int, what: str) -> BadInputError:
    return BadInputError.of([Finding("the design", line, "E113", f"the design asks for {what}")])
