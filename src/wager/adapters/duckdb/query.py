"""One query of DuckDB: a table read as physical values, of which expressions are selected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow as pa

from wager.adapters.duckdb.database import SPILLED
from wager.adapters.duckdb.emit import PHYSICAL, quoted, sql, text_literal
from wager.expressions.tree import Tree, Type, columns
from wager.expressions.types import expect, typed
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, UnavailableError, WagerError

_ARROW: dict[str, pa.DataType] = {
    "BOOLEAN": pa.bool_(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "VARCHAR": pa.string(),
}
_FLOATS = frozenset({"DOUBLE", "FLOAT"})
_INTERRUPTED = "Query interrupted"
"""What DuckDB makes of Ctrl-C while it waits for a query: a bare RuntimeError."""


def evaluated(
    cursor: duckdb.DuckDBPyConnection,
    table: pa.Table | Sequence[Path],
    types: Mapping[str, Type],
    outputs: Mapping[str, Tree],
    *,
    where: Tree | None,
    order: Sequence[str],
    zone: str,
) -> pa.Table:
    """Evaluate expressions for each row; see `data.engine.Engine`."""
    settled = [typed(tree, types) for tree in outputs.values()]
    keeps = None if where is None else expect(where, types, "bool")
    trees = [tree for tree, _ in settled] + ([] if keeps is None else [keeps])
    read = tuple(dict.fromkeys(name for tree in trees for name in columns(tree)))
    query = None
    try:
        query = _Query(cursor, table, {name: types[name] for name in read}, zone)
        found = query.run(settled, keeps, [list(outputs).index(name) for name in order])
        return found.rename_columns(list(outputs))
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    except duckdb.Error as error:
        raise _translated(
            error, _culprit(query, trees) if query and _is_of_values(error) else None
        ) from error


class _Query:
    """One table, read as physical values, of which expressions are selected."""

    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        table: pa.Table | Sequence[Path],
        types: Mapping[str, Type],
        zone: str,
    ) -> None:
        self.cursor, self.types, self.zone = cursor, types, zone
        self.names = {name: f"c{position}" for position, name in enumerate(types)}
        self.relation = self._relation(table)

    def _relation(self, table: pa.Table | Sequence[Path]) -> str:
        if isinstance(table, pa.Table):
            chosen = table.select(list(self.types)).rename_columns(
                [f"c{place}" for place in range(len(self.types))]
            )
            if not self.types:  # the number of rows is all that is read
                chosen = pa.table({"c": pa.nulls(table.num_rows, pa.int8())})
            self.cursor.register("input", chosen)
            return self._physical("input", {name: self.names[name] for name in self.types})
        paths = ", ".join(text_literal(_literal_path(path)) for path in table)
        source = f"read_parquet([{paths}], hive_partitioning = false)"
        return self._physical(source, {name: quoted(name) for name in self.types})

    def _physical(self, source: str, written: Mapping[str, str]) -> str:
        if not written:
            return f"({_select(['1'], source)})"
        selected = [f"{text} AS {self.names[name]}" for name, text in written.items()]
        described = self.cursor.execute(f"DESCRIBE {_select(selected, source)}").fetchall()
        parts = [
            f"{_reading(written[name], type_, stored)} AS {self.names[name]}"
            for (name, type_), (_, stored, *_) in zip(self.types.items(), described, strict=True)
        ]
        return f"({_select(parts, source)})"

    def run(
        self, outputs: Sequence[tuple[Tree, Type]], where: Tree | None, order: Sequence[int] = ()
    ) -> pa.Table:
        """Select typed trees; their columns are called o0, o1 and so on."""
        parts = [
            f"{sql(tree, self.types, self.zone, self.names)} AS o{place}"
            for place, (tree, _) in enumerate(outputs)
        ]
        rest = "" if where is None else f"WHERE {sql(where, self.types, self.zone, self.names)}"
        wanted = [f"o{place}" for place in range(len(outputs))]
        text = _select([*parts, "row_number() OVER () AS place"] if order else parts, self.relation, rest)
        if order:  # rows that are equal in these keep the order of the table
            keys = ", ".join([*(f"o{place} NULLS FIRST" for place in order), "place"])
            text = _select(wanted, f"({text})", f"ORDER BY {keys}")
        schema = pa.schema(
            [(name, _ARROW[PHYSICAL[type_]]) for name, (_, type_) in zip(wanted, outputs, strict=True)]
        )
        return self.cursor.sql(text).to_arrow_table().cast(schema)


def _select(parts: Sequence[str], source: str, rest: str = "") -> str:
    return f"SELECT {', '.join(parts)} FROM {source} {rest}"  # noqa: S608  # names and texts are quoted by `emit`


def _reading(written: str, type_: Type, stored: str) -> str:
    """Write SQL that turns a column as it is stored into its physical form."""
    if type_ == "null" or stored == '"NULL"':
        return f"CAST(NULL AS {PHYSICAL[type_]})"
    if stored in _FLOATS and PHYSICAL[type_] == "DOUBLE":
        return f"CASE WHEN isfinite({written}) THEN CAST({written} AS DOUBLE) END"
    if type_ == "time" and stored.startswith(("TIMESTAMP", "DATE")):
        aware = "TZ" in stored or "TIME ZONE" in stored
        return f"epoch_us(CAST({written} AS {'TIMESTAMPTZ' if aware else 'TIMESTAMP'}))"
    if type_ == "date" and stored == "DATE":
        return f"CAST({written} - DATE '1970-01-01' AS BIGINT)"
    if type_ == "duration" and stored == "INTERVAL":
        return f"epoch_us({written})"
    return f"CAST({written} AS {PHYSICAL[type_]})"


def _literal_path(path: Path) -> str:
    # DuckDB reads paths as patterns; a sign in brackets stands for itself.
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in str(path))


def _is_of_values(error: duckdb.Error) -> bool:
    return isinstance(
        error, duckdb.OutOfRangeException | duckdb.ConversionException | duckdb.InvalidInputException
    )


def _culprit(query: _Query, trees: Sequence[Tree]) -> Tree | None:
    """Find the expression that fails, by trying one at a time."""
    for tree in trees:
        try:
            query.run([typed(tree, query.types)], None)
        except duckdb.Error:
            return tree
    return None


def _translated(error: duckdb.Error, culprit: Tree | None) -> WagerError:
    if culprit is not None:
        return BadInputError(
            f"`{to_text(culprit)}` gives a number beyond 64 bits, or a time beyond the years 1 to 9999, for some row"
        )
    said = str(error).splitlines()[0].partition(": ")[2] or str(error)
    if isinstance(error, duckdb.OutOfMemoryException):
        return UnavailableError(
            "the data do not fit into the memory that the engine may take, half of `memory` under [limits] in wager.toml "
            f"(most of the machine's where nothing is said): {said}; raise it, or read fewer columns or rows at once"
        )
    if isinstance(error, duckdb.IOException) and SPILLED in said:
        return UnavailableError(
            f"the data do not fit into the memory that the engine may take, and what is beyond it cannot be written to the disk: {said}; "
            "make room there, name another place in TMPDIR, or raise `memory` under [limits] in wager.toml"
        )
    if isinstance(error, duckdb.IOException):
        return UnavailableError(f"a file of the data could not be read: {said}")
    return BadInputError(f"the expressions could not be evaluated: {said}")
