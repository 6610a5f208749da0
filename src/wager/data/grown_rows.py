"""Unit rows of a snapshot of which parts came, changed or went: in all other parts they are what they were.

Where a design aggregates nothing and joins nothing, a row is what its own columns say. A part with the hash that it had holds the
rows that it held, so that only those of the parts that differ are made. Where they lie among the others follows from moments and places alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.chosen_rows import CLUSTERS, REASONS, Chosen
from wager.data.kept_chain import KeptColumns
from wager.data.order import Integers
from wager.data.snapshot import Snapshot
from wager.data.time_parts import begins_with, differing, shifts
from wager.foundation.moments import NEVER

Flags = NDArray[np.bool_]


class Making(Protocol):
    """How rows of a design are made."""

    def choose(self, files: Sequence[Path], flags: Flags | None) -> Chosen:
        """Make those of some files; of the rows that are flagged, where flags are given. Places are among these."""
        ...

    @property
    def alone(self) -> bool:
        """Whether each row hangs together with no other."""
        ...

    def ways(self, index: Integers) -> Mapping[str, Integers]:
        """Say, of rows of the present snapshot by their places, in which ways they hang together."""
        ...


@dataclass(frozen=True)
class GrownRows:
    """Rows that were put together.

    Attributes
    ----------
    rows : Chosen
        All of them.
    staying : int
        So many are the first ones of the earlier rows, in the same places; 0 where others changed theirs.
    made : int
        How many are new.
    behind : pyarrow.Table
        The rows that come after those that stay.
    """

    rows: Chosen
    staying: int
    made: int
    behind: pa.Table


def grown_rows(was: Snapshot, held: Chosen, now: Snapshot, making: Making) -> GrownRows | None:
    """Make the rows of a snapshot out of those of an earlier one; None where they tell nothing.

    Parameters
    ----------
    was, held : Snapshot, Chosen
        The earlier one, and its rows by the same rule.
    now : Snapshot
        The present one.
    making : Making
    """
    if (
        not was.parts
        or not now.parts
        or dict(was.columns) != dict(now.columns)
        or was.currency != now.currency
    ):
        return None
    differ = differing(was.parts, now.parts)
    table = held.table
    nothing = Chosen(table.none() if isinstance(table, KeptColumns) else table.slice(0, 0), {})
    fresh = _of_parts(now, {*differ.new, *differ.changed}, making) or nothing
    gone = _of_parts(was, {*differ.gone, *differ.changed}, making) or nothing
    counts = {reason: _sum(reason, held, fresh) - _sum(reason, gone) for reason in REASONS}
    left_out = {reason: rows for reason, rows in counts.items() if rows}
    if isinstance(table, KeptColumns):
        if making.alone and begins_with(now.parts, was.parts) and _lies_behind(table, fresh.table):
            # Each is its own cluster, numbered in order: of the rows that stay, nothing needs to be looked at.
            places = np.arange(table.num_rows, table.num_rows + fresh.table.num_rows)
            behind = _like(_replaced(fresh.table, {CLUSTERS[0]: places}), nothing.table)
            longer = Chosen(table.followed_by(behind), left_out)
            return GrownRows(longer, table.num_rows, behind.num_rows, behind)
        table = table.table()
    old, first = _staying(was, table, now)
    every, behind_all = _in_order(old, fresh.table)
    staying = old.num_rows if first and behind_all else 0
    for name, codes in making.ways(_numbers(every, "index")).items():
        # A name for a new value may come before those that there were.
        before = _numbers(table, name)[:staying]
        staying = staying if np.array_equal(codes[:staying], before) else 0
        every = every.set_column(every.column_names.index(name), name, pa.array(codes))
    return GrownRows(Chosen(every, left_out), staying, fresh.table.num_rows, every.slice(staying))


def _of_parts(snapshot: Snapshot, names: Collection[str], making: Making) -> Chosen | None:
    """Make the rows of some parts, with their places in the whole snapshot; None where there are no such parts."""
    if not names:
        return None
    files = snapshot.parts_of_files()
    held = [place for place, parts in enumerate(files) if any(part.name in names for part in parts)]
    begins = [0, *accumulate(entry.rows for entry in snapshot.files)]
    among = [part for place in held for part in files[place]]
    flags = np.repeat([part.name in names for part in among], [part.rows for part in among]).astype(np.bool_)
    places = [np.arange(begins[place], begins[place + 1]) for place in held]
    found = making.choose([snapshot.paths[place] for place in held], flags)
    index = np.concatenate(places)[flags][_numbers(found.table, "index")]
    return Chosen(_replaced(found.table, {"index": index}), found.left_out)


def _staying(was: Snapshot, held: pa.Table, now: Snapshot) -> tuple[pa.Table, bool]:
    """Keep the rows of parts that are what they were, at their places now; say whether these are the first, where they were."""
    if begins_with(now.parts, was.parts):
        return held, True
    index = _numbers(held, "index")
    edges = np.array([0, *accumulate(part.rows for part in was.parts)], np.int64)
    moved = np.array(shifts(now.parts, was.parts), np.int64)[np.searchsorted(edges, index, side="right") - 1]
    stays = moved != NEVER
    kept = held.filter(pa.array(stays))
    first = bool(stays[: kept.num_rows].all() and not moved[: kept.num_rows].any())
    return _replaced(kept, {"index": (index + np.where(stays, moved, 0))[stays]}), first


def _in_order(old: pa.Table, fresh: pa.Table) -> tuple[pa.Table, bool]:
    """Order rows by moment and place; say whether those that came lie behind the others."""
    table = pa.concat_tables([old, _like(fresh, old)])
    if _lies_behind(old, fresh):
        return table, True
    order = np.lexsort((_numbers(table, "index"), _numbers(table, "t")))
    return table.combine_chunks().take(pa.array(order)), False


def _like(fresh: pa.Table, old: pa.Table) -> pa.Table:
    return fresh.select(old.column_names).cast(old.schema)


def _lies_behind(old: pa.Table | KeptColumns, fresh: pa.Table) -> bool:
    """Say whether rows that came lie behind the others."""
    return not old.num_rows or not fresh.num_rows or _stands(old, -1) < _stands(fresh, 0)


def _stands(table: pa.Table | KeptColumns, row: int) -> tuple[int, int]:
    return table["t"][row].as_py(), table["index"][row].as_py()


def _sum(reason: str, *some: Chosen) -> int:
    return sum(one.left_out.get(reason, 0) for one in some)


def _numbers(table: pa.Table, name: str) -> Integers:
    found: Integers = table[name].to_numpy()
    return found


def _replaced(table: pa.Table, columns: Mapping[str, Any]) -> pa.Table:
    for name, values in columns.items():
        table = table.set_column(table.column_names.index(name), name, pa.array(values))
    return table
