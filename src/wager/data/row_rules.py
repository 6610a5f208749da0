"""By what rule unit rows are chosen: the digests of all that they follow from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from wager.data.clocks import known_time_of
from wager.data.engine import Engine
from wager.data.joins.reading import Reading, readings
from wager.data.known import Always, Never
from wager.data.snapshot import Snapshot
from wager.data.source import KNOWN_LATER, Source, afterwards
from wager.design.kinds.question import Objective, Rows
from wager.expressions.operators import OPERATORS_VERSION
from wager.expressions.tree import Column, Literal, Tree, aggregates, columns, rewrite, to_json
from wager.foundation.fingerprint import digest

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = 1
"""Raised when the same definitions would make other rows; part of every fingerprint."""


class RowEvents(Protocol):
    """What aggregates events for `where` and the objective; see `features.of_rows`."""

    def said(self, name: str, tree: Tree, *, data: bool) -> Any:
        """Say all that `where` or `objective` follows from, as JSON values, with `data` the snapshots too."""
        ...

    def joins_said(self, read: tuple[Reading, ...], *, data: bool) -> dict[str, Any]:
        """Say what is read of other sources, as JSON values, with `data` the snapshots too."""
        ...

    def evaluate(self, engine: Engine, outputs: Mapping[str, Tree], zone: str) -> pa.Table:
        """Evaluate expressions over all unit rows, those that aggregate among them."""
        ...


def rows_fingerprint(
    snapshot: Snapshot, source: Source, rows: Rows, objective: Objective, events: RowEvents | None = None
) -> str:
    """Digest all that unit rows follow from: snapshots, expressions with definitions put in, clocks, operators."""
    return digest({**_rule(source, rows, objective, events, data=True), "snapshot": snapshot.id})


def rows_rule(source: Source, rows: Rows, objective: Objective, events: RowEvents | None = None) -> str:
    """Digest by what unit rows are chosen, whatever the snapshots hold."""
    return digest(_rule(source, rows, objective, events, data=False))


def outcome_said(
    source: Source, objective: Objective, events: RowEvents | None = None, *, data: bool = False
) -> Any:
    """Say what the objective is, as JSON values: equal meaning, equal words."""
    if events is not None and aggregates(objective.tree):
        return events.said("objective", objective.tree, data=data)
    return to_json(source.inline(objective.tree))


def outcome_columns(source: Source, objective: Objective) -> tuple[str, ...]:
    """Name the stored columns that the objective reads: of the unit row, and with their source those of events."""
    tree = objective.tree
    events = str(objective.source or source.base.name)
    read = [f"{events}.{name}" for one in aggregates(tree) for name in columns(one) or ("*",)]
    return tuple(dict.fromkeys([*own_columns(source, objective), *read]))


def joined_moment(source: Source, decide_at: Tree) -> str | None:
    """Say what is wrong with a moment of decision that is looked up in another source; None where it is not."""
    for name in columns(decide_at):
        if any(one in source.joined for one in columns(source.inline(Column(name)))):
            return f"block rows: decide_at reads {name}, and what is joined is looked up as of the moment of decision"
    return None


def own_columns(source: Source, objective: Objective) -> tuple[str, ...]:
    """Name the stored columns of the unit row that the objective reads."""
    own = (source.inline(Column(name)) for name in columns(objective.tree, into_aggregates=False))
    return tuple(dict.fromkeys(name for one in own for name in columns(one)))


def _rule(
    source: Source, rows: Rows, objective: Objective, events: RowEvents | None, *, data: bool
) -> dict[str, Any]:
    """Say by what rows are chosen, with `data` from which events too."""

    def said(tree: Tree | None) -> Any:
        return None if tree is None else to_json(source.inline(tree))

    where = rows.where
    if where is not None and events is not None and aggregates(where):
        chosen = events.said("where", where, data=data)
    else:
        chosen = said(where)
    return {
        "format": FORMAT,
        "operators": OPERATORS_VERSION,
        "zone": source.zone,
        "decide_at": said(rows.decide_at),
        "where": chosen,
        "cluster": [said(way) for way in rows.ways] if len(rows.ways) > 1 else said(*(rows.ways or (None,))),
        "objective": outcome_said(source, objective, events, data=data),
        "known": said(known_of(source, objective)),
        "matures": objective.matures.microseconds,
        "key": [said(Column(name)) for name in row_key(source)],
        **({} if source.seal is None else {"seal": source.seal.column}),
        **({} if source.refresh is None else {"refresh": source.refresh.microseconds}),
        **({} if events is None else events.joins_said(row_readings(source, rows, objective), data=data)),
    }


def row_readings(source: Source, rows: Rows, objective: Objective | None) -> tuple[Reading, ...]:
    """Name what the rows themselves read of other sources."""
    own = [rows.decide_at, rows.where, *rows.ways, None if objective is None else objective.tree]
    plain = (
        Column(name) for tree in own if tree is not None for name in columns(tree, into_aggregates=False)
    )
    return readings(source, plain)


def row_key(source: Source) -> tuple[str, ...]:
    """Name the columns that tell a row from others."""
    return source.key or tuple(source.columns)


def known_of(source: Source, objective: Objective) -> Tree | None:
    """Say when the objective was known; None where it always was, or where that is assumed."""
    if source.assumed:
        return None
    own = columns(objective.tree, into_aggregates=False)
    if not own:
        return None  # what is aggregated has its clocks with it
    known = known_time_of(source, own)
    if isinstance(known, Never):
        return Literal(None, "null")
    if isinstance(known, Always):
        return None
    return known if source.cases is None else Column(KNOWN_LATER)


def outcome_tree(source: Source, objective: Objective) -> Tree:
    """Say what is computed of a row as its outcome: of a case on its columns as of T + `matures`."""
    made = source.cases
    if made is None:
        return objective.tree

    def change(node: Tree) -> Tree:
        return (
            Column(afterwards(node.name)) if isinstance(node, Column) and node.name in made.outcome else node
        )

    return rewrite(_to_clocks(made.base, objective.tree), change, into_aggregates=False)


def _to_clocks(source: Source, tree: Tree) -> Tree:
    """Put definitions outside of aggregates in their place, but of columns that have a clock of their own."""
    return rewrite(
        tree,
        lambda node: source.inline_to_clocks(node) if isinstance(node, Column) else node,
        into_aggregates=False,
    )
