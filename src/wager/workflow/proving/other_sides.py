"""The other sides of joins without what could be seen there only from a moment on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from wager.data.instants import clock, event_time
from wager.data.joins.other import theirs_of
from wager.data.joins.reading import Reading
from wager.data.source import Source
from wager.expressions.tree import columns
from wager.features.stored import Stored
from wager.workflow.proving.deleted import Clocks

Flags = NDArray[np.bool_]


@dataclass
class OtherSides:
    """Shortens the sources that others join.

    Attributes
    ----------
    clocks : callable
        Of a source: from when on its columns can be seen.
    folder : Path
        Where shortened sources are written.
    """

    clocks: Callable[[Stored], Clocks]
    folder: Path
    _made: dict[tuple[str, tuple[Reading, ...], int], Stored] = field(default_factory=dict)

    def without_future(self, stored: Stored, read: Iterable[Reading], cut: int) -> Stored:
        """Let a source join what could be seen strictly before a moment, as far as it is read."""
        by_name: dict[str, tuple[Reading, ...]] = {}
        for one in read:
            by_name[one.other] = (*by_name.get(one.other, ()), one)
        made = {name: self._shortened(stored, some, cut) for name, some in by_name.items()}
        return replace(stored, others={**stored.others, **made}) if made else stored

    def _shortened(self, stored: Stored, read: tuple[Reading, ...], cut: int) -> Stored:
        key = (stored.source.name, read, cut)
        if key not in self._made:
            self._made[key] = self._write(stored, read, cut)
        return self._made[key]

    def _write(self, stored: Stored, read: Sequence[Reading], cut: int) -> Stored:
        """Delete the rows of which nothing that is read can be seen; of the others, what cannot."""
        other = stored.others[read[0].other]
        clocks = self.clocks(other)
        late = {one: clocks.seen(one.known) >= cut for one in read}
        if not any(some.any() for some in late.values()):
            return other
        table = pq.read_table(list(other.files))
        for one in read:
            for name in _alone(stored.source, one, read):
                values = table.column(name).combine_chunks()
                empty = pa.array(values.to_pylist(), values.type, mask=late[one])
                table = table.set_column(table.column_names.index(name), name, empty)
        keep: Flags = ~np.logical_and.reduce(list(late.values()))
        path = self.folder / f"{secrets.token_hex(8)}.parquet"
        pq.write_table(table.filter(pa.array(keep)), path, compression="none")
        return replace(other, snapshot=path.stem, files=(path,), parts=())


def _alone(source: Source, read: Reading, among: Sequence[Reading]) -> set[str]:
    """Name the stored columns that nothing but one reading needs: neither keys, nor clocks, nor what else is read."""
    other = source.others[read.other]
    needed: set[str] = set() if other.event_time is None else {*columns(event_time(other))}
    for one in among:
        keys, taken, _ = theirs_of(source, one)
        moment = clock(one.known, other)
        trees = [*keys, *(() if moment is None else (moment,)), *(taken.values() if one is not read else ())]
        needed.update(name for tree in trees for name in columns(tree))
    own = {name for tree in read.names(source).values() for name in columns(tree)}
    return own.intersection(other.columns) - needed
