"""Columns that the cache lacks: which of their rows must be computed, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa

from wager.data.engine import Engine
from wager.features.budget import batches, pieces
from wager.features.building import Building, Chosen
from wager.features.cache import FeatureCache
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
    hit : bool
        True where it was in the cache.
    """

    name: str
    computed: int
    rows: int
    because: tuple[str, ...] = ()

    @property
    def hit(self) -> bool:
        """True where it was in the cache."""
        return not self.because

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        said = "hit" if self.hit else "miss"
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
        says = {column.name: follows(column, rows, self.unit, self.stored) for column in missing}
        for column in missing:
            now = says[column.name]
            earlier = self.cache.told(now.unit, column.name)
            told[column.name] = because(now, nearest_to(now, earlier), self._differing)
            reused[column.name] = self._reuse(column, now, earlier)
        for reuse, columns in _alike(missing, reused):
            chosen = self.rows if reuse is None else _chosen(self.rows, ~reuse.staying.rows)
            always = () if reuse is None else reuse.parts
            for column, fresh, seconds in self._fresh(columns, chosen, always):
                values = self._kept(column, fresh, reused[column.name], seconds)
                if values is None:  # what it was to be put behind is gone
                    ((_, whole, took),) = self._fresh([column], self.rows, ())
                    values = self._kept(column, whole, None, took)
                    assert values is not None
                self.cache.tell(column.name, says[column.name])
                yield column, values, Told(column.name, len(chosen.t), len(self.rows.t), told[column.name])

    def _fresh(
        self, columns: Sequence[Planned], chosen: Chosen, always: Collection[tuple[str, str]]
    ) -> Iterator[tuple[Planned, pa.Array, float]]:
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
            for column in batch:
                values = found[column.key]  # two columns may be one expression
                yield column, values[0] if len(values) == 1 else pa.concat_arrays(values), seconds[column.key]

    def _kept(self, column: Planned, fresh: pa.Array, reuse: Reuse | None, seconds: float) -> Values | None:
        """Keep a column; return it as it is kept, None where the rows that stay are gone."""
        if reuse is None:
            self.cache.write(column.key, fresh, seconds)
            mapped = self.cache.read(column.key)
            return fresh if mapped is None else mapped
        staying, old = reuse.staying, self.cache.read(reuse.base)
        if old is None or len(old) <= staying.last or old.type != fresh.type:
            return None
        if staying.first and len(fresh):
            if not self.cache.extend(column.key, reuse.base, staying.count, fresh, seconds):
                return None
            return pa.chunked_array([*old.slice(0, staying.count).chunks, fresh])
        values = put_together(old, fresh, staying)
        self.cache.write(column.key, values, seconds)
        return values

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


def _chosen(rows: Chosen, flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Chosen:
    return Chosen(rows.t[flags], rows.index[flags])


def _alike(
    missing: Sequence[Planned], reused: Mapping[str, Reuse | None]
) -> list[tuple[Reuse | None, list[Planned]]]:
    """Bring together columns of which the same rows stay: what they read is read once."""
    found: dict[int, tuple[Reuse | None, list[Planned]]] = {}
    for column in missing:
        reuse = reused[column.name]
        found.setdefault(0 if reuse is None else id(reuse.staying), (reuse, []))[1].append(column)
    return list(found.values())
