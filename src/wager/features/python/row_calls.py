"""Calls of functions for one row at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa

from wager.expressions.evaluate import row_function
from wager.expressions.tree import Type
from wager.features.python.arrays import PHYSICAL
from wager.features.python.called import Called
from wager.features.python.function import Function

Row = Mapping[str, Any]


class RowCalls:
    """Calls for one row at a time, with the bits that they have for many.

    Parameters
    ----------
    calls : iterable of Called
        Each after those that it reads.
    types : mapping of str to Type
        Of stored columns and of aggregates.
    zone : str
        Time zone of the project.

    Raises
    ------
    BadInputError
        If a file cannot be imported (E114).
    """

    def __init__(self, calls: Iterable[Called], types: Mapping[str, Type], zone: str) -> None:
        known = dict(types)
        self._steps: list[tuple[str, Function, list[tuple[Callable[[Row], Any], Any]]]] = []
        for one in calls:
            readers = [
                (row_function(tree, known, zone), PHYSICAL.get(kind, pa.int64()))
                for tree, kind in zip(one.reads, one.types, strict=True)
            ]
            self._steps.append((one.name, Function.of(one), readers))
            known[one.name] = one.type
        self.types: Mapping[str, Type] = known

    def add(self, row: dict[str, Any]) -> None:
        """Put the answers into a row, by the names of the calls."""
        for name, function, readers in self._steps:
            given = [pa.array([read(row)], form) for read, form in readers]
            row[name] = function.values(given)[0].as_py()
