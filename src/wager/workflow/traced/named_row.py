"""Find the row of a design that a person names: by its key, or by whatever columns tell it from all others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.audit.values import shown
from wager.data.engine import Engine
from wager.data.rows import UnitRows
from wager.data.schema import COLUMN_TYPES, ColumnSpec
from wager.data.values import reader
from wager.expressions.table.signatures import SPOKEN
from wager.expressions.tree import Column
from wager.features.events import evaluated
from wager.features.exact import Integers
from wager.features.stored import Stored
from wager.foundation.errors import NotFoundError, UsageError, nearest
from wager.foundation.moments import EPOCH

Named = str | Sequence[str] | Mapping[str, Any]
"""A row as a person names it: `carrier=UA`, the values of its key in order, or columns and values."""

_PAIR = re.compile(r"\s*([a-z][a-z0-9_]*)\s*=(.*)", re.DOTALL)
_NEXT_PAIR = re.compile(r",(?=\s*[a-z][a-z0-9_]*\s*=)")
_EXAMPLES = 3


@dataclass(frozen=True)
class Found:
    """One row of a design.

    Attributes
    ----------
    number : int
        Among the rows of the design.
    place : int
        In the snapshot of its source.
    at : int
        When it is decided.
    key : dict of str to value
        In physical form.
    """

    number: int
    place: int
    at: int
    key: dict[str, Any]


@dataclass(frozen=True)
class Finder:
    """The rows of a design, and the source that they come from.

    Attributes
    ----------
    engine : Engine
    unit : Stored
    rows : UnitRows
    design, zone : str
        Whose rows, and the time zone of moments that name none.
    command : str
        What messages let people type before the row.
    """

    engine: Engine
    unit: Stored
    rows: UnitRows
    design: str
    zone: str
    command: str

    def find(self, named: Named) -> Found:
        """Find the one row that is meant.

        Raises
        ------
        NotFoundError
            If there is none, or no such column.
        UsageError
            If it is named in no way, a value is none of its column's type, or several rows are meant.
        """
        asked = self._asked(named)
        source = self.unit.source
        values = {name: self._value(name, text) for name, text in asked.items()}
        wanted = {name: source.inline(Column(name)) for name in (*values, *self.key)}
        arrays = evaluated(self.engine, self.unit, [*wanted.values(), Column(next(iter(source.columns)))])
        columns = {name: arrays[tree] for name, tree in wanted.items()}
        places = np.arange(len(next(iter(arrays.values()))))
        for name, value in values.items():
            before = places
            places = places[_equal(columns[name].take(pa.array(places)), value)]
            if not len(places):
                raise self._none(asked, name, before, columns)
        numbers = np.flatnonzero(np.isin(self.rows.index, places))
        if len(numbers) != 1:
            raise self._not_one(asked, places, numbers, columns)
        place = int(self.rows.index[numbers[0]])
        return Found(int(numbers[0]), place, int(self.rows.t[numbers[0]]), self._key_of(place, columns))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that name a row."""
        source = self.unit.source
        return source.key or tuple(source.columns)

    def _asked(self, named: Named) -> dict[str, str]:
        """Bring all ways of naming a row into columns and texts."""
        if isinstance(named, Mapping):
            asked = {str(name): _text(value) for name, value in named.items()}
        else:
            texts = [named] if isinstance(named, str) else [str(text) for text in named]
            asked = self._of_texts([text for text in texts if text.strip()])
        if not asked:
            raise UsageError(f"name a row: {self._how()}")
        types = self.unit.source.types()
        for name in asked:
            if name not in types:
                raise NotFoundError(
                    f"{self.unit.source.name} has no column {name!r}{nearest(name, types)}; {self._how()}"
                )
        return asked

    def _of_texts(self, texts: Sequence[str]) -> dict[str, str]:
        parts = [part for text in texts for part in (_NEXT_PAIR.split(text) if _PAIR.match(text) else [text])]
        pairs = [_PAIR.match(part) for part in parts]
        if all(pairs):
            return {match[1]: match[2].strip() for match in pairs if match}
        if any(pairs):
            raise UsageError(f"name a row by columns or by the values of its key, not both: {self._how()}")
        if len(parts) == 1 and len(self.key) > 1:
            parts = [part.strip() for part in parts[0].split(",")]
        if len(parts) != len(self.key):
            count = f"{len(parts)} value" + ("s" if len(parts) > 1 else "")
            raise UsageError(f"{count} for a key of {', '.join(self.key)}; {self._how()}")
        return dict(zip(self.key, parts, strict=True))

    def _value(self, name: str, text: str) -> Any:
        """Read a text as a value of a column."""
        source = self.unit.source
        kind = source.types()[name]
        if kind not in COLUMN_TYPES:
            raise UsageError(f"{name} is {SPOKEN[kind]}, by which no row is named; {self._how()}")
        spec = ColumnSpec(name, kind, zone=self.zone)
        value = reader(spec, source.currency)(text)
        if value is None:
            raise UsageError(f"{name} {text!r} is not {SPOKEN[kind]}; {self._how()}")
        return (value - EPOCH.date()).days if kind == "date" else value

    def _none(
        self, asked: Mapping[str, str], name: str, before: Integers, columns: Mapping[str, pa.Array]
    ) -> NotFoundError:
        """Say which of the values no row has, and what comes near."""
        others = [f"{other} {asked[other]}" for other in list(asked)[: list(asked).index(name)]]
        among = f" of those with {', '.join(others)}" if others else ""
        counts = pc.value_counts(columns[name].take(pa.array(before)))
        texts = [str(self._shown(name, one["values"].as_py())) for one in counts[:10_000]]
        near = nearest(asked[name], texts) if pa.types.is_string(columns[name].type) else ""
        said = f"no row of {self.unit.source.name} has {name} {asked[name]}"
        return NotFoundError(f"{said}{among}{near or self._such_as(texts)}; {self._how()}")

    @staticmethod
    def _such_as(texts: Sequence[str]) -> str:
        return f"; there are {', '.join(texts[:_EXAMPLES])}" + (", …" if len(texts) > _EXAMPLES else "")

    def _not_one(
        self, asked: Mapping[str, str], places: Integers, numbers: Integers, columns: Mapping[str, pa.Array]
    ) -> NotFoundError | UsageError:
        said = ", ".join(f"{name} {text}" for name, text in asked.items())
        if not len(numbers):
            left_out = ", ".join(f"{rows:,} {why}" for why, rows in self.rows.left_out.items()) or "none"
            return NotFoundError(
                f"{self.unit.source.name} has {len(places):,} with {said}, and none of them is a row of {self.design}; "
                f"left out: {left_out}; {self._how()}"
            )
        examples = [self._written(self._key_of(int(place), columns)) for place in places[:_EXAMPLES]]
        return UsageError(
            f"{len(numbers):,} rows of {self.design} have {said}; say more of it, such as "
            + "; or ".join(f"`{one}`" for one in examples)
        )

    def _key_of(self, place: int, columns: Mapping[str, pa.Array]) -> dict[str, Any]:
        return {name: columns[name][place].as_py() for name in self.key}

    def _how(self) -> str:
        """Show how the last row of the design is named."""
        source = self.unit.source
        place = int(self.rows.index[-1])
        trees = {name: source.inline(Column(name)) for name in self.key}
        arrays = evaluated(self.engine, self.unit, list(trees.values()))
        key = {name: arrays[tree][place].as_py() for name, tree in trees.items()}
        return f"a row is named by its key, such as `{self.command} {self._written(key)}`"

    def _written(self, key: Mapping[str, Any]) -> str:
        """Write a key as people type it."""
        pairs = [f"{name}={self._shown(name, value)}" for name, value in key.items()]
        return " ".join(f"'{pair}'" if re.search(r"[^\w=.:+-]", pair) else pair for pair in pairs)

    def _shown(self, name: str, value: Any) -> Any:
        return shown(value, self.unit.source.types()[name], self.unit.source.currency)


def _equal(array: pa.Array, value: Any) -> Any:
    return pc.fill_null(pc.equal(array, pa.scalar(value, array.type)), fill_value=False).to_numpy(
        zero_copy_only=False
    )


def _text(value: Any) -> str:
    """Write a value of Python as a person would type it."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return str(value).lower() if isinstance(value, bool) else str(value)
