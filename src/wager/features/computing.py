"""Columns that the cache lacks: which of their rows must be computed, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeAlias

import pyarrow as pa

from wager.data.engine import Engine
from wager.features.budget import batches, pieces
from wager.features.building import Building, Chosen
from wager.features.cache import FeatureCache, Longer
from wager.features.exact import Integers
from wager.features.follows import Asked, Follows, because, follows, nearest_to
from wager.features.plan import Planned
from wager.features.reuse import Earlier, Find, Reuse, put_together
from wager.features.stored import Stored
from wager.foundation.progress import Progress

Values: TypeAlias = "pa.Array | pa.ChunkedArray"
"""The values of a column, in one piece or in several."""


def nothing(_: str) -> None:
    """Find no earlier snapshot."""


@dataclass(frozen=True)
class Told:
    """Whether a column was in the cache, and why not.

    Attributes
    ----------
    name : str
        Of the column.
    computed, rows : int
        How many of its rows were computed, of how many.
    because : tuple of str
        Why; empty where it was there.
    stands : bool
        True where it stands in the snapshot of the unit, and is read from there: it is never computed, and not cached.
    hit : bool
        True where nothing had to be computed.
    """

    name: str
    computed: int
    rows: int
    because: tuple[str, ...] = ()
    stands: bool = False

    @property
    def hit(self) -> bool:
        """True where nothing had to be computed: it was in the cache, or stands in the snapshot."""
        return not self.because

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        said = "source" if self.stands else "hit" if self.hit else "miss"
        return {
            "name": self.name,
            "cache": said,
            "computed": self.computed,
            "rows": self.rows,
            "because": list(self.because),
        }


@dataclass(frozen=True)
class Computing:
    """What is at hand while columns are computed that the cache lacks.

    Attributes
    ----------
    engine : Engine
    cache : FeatureCache
    rows : Chosen
        All rows.
    unit, stored : Stored, mapping of str to Stored
        The sources that are read.
    progress : Progress
    find : callable
        Finds an earlier snapshot by its id.
    memory : int or None
        Bytes that may be taken.
    """

    engine: Engine
    cache: FeatureCache
    rows: Chosen
    unit: Stored
    stored: Mapping[str, Stored]
    progress: Progress
    find: Find
    memory: int | None = None

    def computed(self, missing: Sequence[Planned], rows: Asked) -> Iterator[tuple[Planned, Values, Told]]:
        """Compute columns, keep them, and say of each why."""
        told, reused = dict[str, tuple[str, ...]](), dict[str, Reuse | None]()
        self._earlier.shared_rows = partial(self.cache.shared_rows, rows.fingerprint)
        says = {column.name: follows(column, rows, self.unit, self.stored) for column in missing}
        for column in missing:
            now = says[column.name]
            earlier = self.cache.told(now.unit, column.name)
            told[column.name] = because(now, nearest_to(now, earlier), self._differing)
            reused[column.name] = self._reuse(column, now, earlier)
        for reuse, columns in _alike(missing, reused):
            chosen = self.rows if reuse is None else _chosen(self.rows, reuse.staying.others)
            always = () if reuse is None else reuse.parts
            for fresh in self._fresh(columns, chosen, always):
                for one, values in self._kept(fresh, reused):
                    name = one.column.name
                    self.cache.tell(name, says[name])
                    yield one.column, values, Told(name, len(chosen.t), len(self.rows.t), told[name])
            self.cache.remember()

    def _fresh(
        self, columns: Sequence[Planned], chosen: Chosen, always: Collection[tuple[str, str]]
    ) -> Iterator[list[_Fresh]]:
        """Compute columns for rows, as many columns and rows at a time as memory allows."""
        for batch in batches(columns, len(chosen.t), self.memory):
            cut = pieces(chosen.t, batch, list(self.stored.values()), self.memory)
            found: dict[str, list[pa.Array]] = {column.key: [] for column in batch}
            seconds = dict.fromkeys(found, 0.0)
            for piece in cut:
                rows = chosen if len(cut) == 1 else Chosen(chosen.t[piece], chosen.index[piece])
                building = Building(self.engine, rows, self.unit, self.stored, self.progress, always)
                for key, values in building.computed(batch).items():
                    found[key].append(values)
                    seconds[key] += building.seconds.get(key, 0.0)
            whole = {
                key: some[0] if len(some) == 1 else pa.concat_arrays(some) for key, some in found.items()
            }
            # Two columns may be one expression.
            yield [_Fresh(column, whole[column.key], seconds[column.key]) for column in batch]

    def _kept(
        self, some: Sequence[_Fresh], reused: Mapping[str, Reuse | None]
    ) -> Iterator[tuple[_Fresh, Values]]:
        """Keep columns; return them as they are kept. Those that are put behind others are kept together."""
        behind: list[tuple[_Fresh, Reuse, pa.ChunkedArray]] = []
        for one in some:
            reuse = reused[one.column.name]
            if reuse is None:
                yield one, self._written(one)
                continue
            staying, old = reuse.staying, self.cache.read(reuse.base)
            if old is None or len(old) <= staying.last or old.type != one.values.type:
                yield self._whole(one)
            elif staying.first and len(one.values):
                behind.append((one, reuse, old))
            else:
                values = put_together(old, one.values, staying)
                self.cache.write(one.column.key, values, one.seconds)
                yield one, values
        longer = [
            Longer(one.column.key, reuse.base, reuse.staying.count, one.values, one.seconds)
            for one, reuse, _ in behind
        ]
        for (one, reuse, old), kept in zip(behind, self.cache.extend_all(longer), strict=True):
            before = old.slice(0, reuse.staying.count).chunks
            yield (one, pa.chunked_array([*before, one.values])) if kept else self._whole(one)

    def _written(self, one: _Fresh) -> Values:
        self.cache.write(one.column.key, one.values, one.seconds)
        mapped = self.cache.read(one.column.key)
        return one.values if mapped is None else mapped

    def _whole(self, one: _Fresh) -> tuple[_Fresh, Values]:
        """Compute all rows of a column: what it was to be put behind is gone."""
        ((made,),) = self._fresh([one.column], self.rows, ())
        return made, self._written(made)

    def _reuse(self, column: Planned, now: Follows, earlier: Sequence[Follows]) -> Reuse | None:
        for was in earlier:
            if was.key == now.key or not self.cache.path(was.key).is_file():
                continue
            reuse = self._earlier.reuse(column, now, was)
            if reuse is not None:
                return reuse
        return None

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(
            self.engine, self.rows.t, self.rows.index, self.unit,
            stored=self._read_now, find=self.find, index_of=self.cache.index_of,
        )  # fmt: skip

    def _read_now(self, name: str) -> Stored:
        return self.unit.by_name(self.stored)[name]

    def _differing(self, source: str, older: str, newer: str) -> str:
        try:
            was = self._earlier.find(older)
            known = was is not None and was.parts
            return (
                str(self._earlier.difference(source, older)) if known else f"{older[:12]} became {newer[:12]}"
            )
        except KeyError:
            return f"{older[:12]} became {newer[:12]}"


@dataclass(frozen=True)
class _Fresh:
    """What was computed of a column, and the seconds that this took."""

    column: Planned
    values: pa.Array
    seconds: float


def _chosen(rows: Chosen, some: slice | Integers) -> Chosen:
    return Chosen(rows.t[some], rows.index[some])


def _alike(
    missing: Sequence[Planned], reused: Mapping[str, Reuse | None]
) -> list[tuple[Reuse | None, list[Planned]]]:
    """Bring together columns of which the same rows stay: what they read is read once."""
    found: dict[int, tuple[Reuse | None, list[Planned]]] = {}
    for column in missing:
        reuse = reused[column.name]
        found.setdefault(0 if reuse is None else id(reuse.staying), (reuse, []))[1].append(column)
    return list(found.values())
