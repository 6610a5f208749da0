"""The rows that experiments are made on, and what functions are given for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from wager.data.rows import UnitRows
from wager.expressions.tree import columns
from wager.features.building import Base, Building, Chosen
from wager.features.plan import Planned
from wager.features.python.arrays import PHYSICAL
from wager.features.python.called import Called
from wager.features.python.function import Function
from wager.features.stored import Stored
from wager.workflow.wiring import Wiring

ROWS = 240
"""How many rows of a design experiments are made on."""


@dataclass(frozen=True)
class Tried:
    """Columns that experiments are made on.

    Attributes
    ----------
    planned : tuple of Planned
    rows : Chosen
    unit : Stored
    stored : mapping of str to Stored
        By name, the sources whose events are read.
    """

    planned: tuple[Planned, ...]
    rows: Chosen
    unit: Stored
    stored: Mapping[str, Stored]


def evenly(rows: UnitRows, count: int = ROWS) -> Chosen:
    """Choose rows spread over all of them, in their order."""
    places = np.unique(np.linspace(0, max(len(rows) - 1, 0), min(count, len(rows))).astype(np.int64))
    return Chosen(rows.t[places], rows.index[places])


@dataclass(frozen=True)
class Listening(Building):
    """Computes columns, and keeps what functions are given instead of testing them.

    Attributes
    ----------
    heard : dict of Called to list of pa.Array
    needed : frozenset of str
        Names of functions that others are given.
    """

    heard: dict[Called, list[pa.Array]] = field(default_factory=dict)
    needed: frozenset[str] = frozenset()

    def called(self, call: Called, base: Base) -> pa.Array:
        """Call a function for all rows, and note what it is given."""
        self.heard[call] = base.evaluated(self.engine, call.reads)
        if call.name not in self.needed:  # it may break the process, and nothing here asks what it gives
            return pa.nulls(len(self.rows.t), PHYSICAL.get(call.type, pa.int64()))
        return Function.of(call).values(self.heard[call])


def given_to(wiring: Wiring, tried: Tried) -> dict[Called, list[pa.Array]]:
    """Compute what the functions behind some columns are given.

    Raises
    ------
    BadInputError
        If one of them breaks.
    """
    calling: Sequence[Planned] = [one for one in tried.planned if one.calls]
    read = (name for one in calling for call in one.calls for tree in call.reads for name in columns(tree))
    listening = Listening(
        wiring.engine, tried.rows, tried.unit, tried.stored, wiring.progress, needed=frozenset(read)
    )
    if calling:
        listening.computed(calling)
    return listening.heard
