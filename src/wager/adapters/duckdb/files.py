"""Read data files into Arrow: text files with every value as text, Parquet with the types it has.

Arrow's own readers are as fast as DuckDB's, and skip broken rows where they count them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from wager.data.delimited import RAGGED, Layout, is_parquet, layout_of, read_bytes
from wager.foundation.errors import BadInputError, nearest

_BLOCK = 1 << 22
_LOOK = 1 << 16
_EXAMPLES = 3


def read_text(
    path: Path,
    *,
    member: str | None = None,
    columns: Sequence[str] | None = None,
    nulls: Sequence[str] = ("",),
) -> pa.Table:
    """Read a data file.

    Parameters
    ----------
    path : Path
        Text (also in a .zip or .gz) or Parquet.
    member : str or None
        The file inside a .zip, where it holds several.
    columns : sequence of str or None
        Which to read, in this order; None reads all.
    nulls : sequence of str
        Texts that mean null in a text file.

    Returns
    -------
    pyarrow.Table
        Text columns out of text files. Rows with too few or too many fields are left out; the schema's metadata
        `ragged` says how many, and which the first were.

    Raises
    ------
    BadInputError
        If it is no table, is damaged, or lacks a column.
    """
    if is_parquet(path):
        return _read_parquet(path, columns)
    content = read_bytes(path, member)
    layout = layout_of(content, path.name)
    _demand(columns, layout.names, path)
    body = _body(content, layout, path)
    if _is_blank(body):
        wanted = layout.names if columns is None else columns
        return pa.table({name: pa.array([], pa.string()) for name in wanted})
    return _read_csv(body, layout, columns, nulls, path)


def _demand(columns: Sequence[str] | None, present: Sequence[str], path: Path) -> None:
    for name in columns or ():
        if name not in present:
            raise BadInputError(
                f"{path.name} has no column {name!r}{nearest(name, present)}; it has {', '.join(present[:20])}"
            )


def _read_parquet(path: Path, columns: Sequence[str] | None) -> pa.Table:
    try:
        _demand(columns, pq.read_schema(path).names, path)
        # Not as a data set: folders named `a=1` on the way to the file are no columns.
        with pq.ParquetFile(path) as file:
            table = file.read(columns=None if columns is None else list(columns))
        return table if columns is None else table.select(list(columns))
    except (pa.ArrowException, OSError) as error:
        raise BadInputError(f"{path.name} is no readable Parquet file: {error}") from error


def _body(content: bytes, layout: Layout, path: Path) -> pa.Buffer:
    """Return what follows the record of names, in UTF-8; nothing is copied of a file that is written so."""
    if layout.encoding not in {"utf-8", "utf-8-sig"}:
        try:
            content = content.decode(layout.encoding).encode()
        except UnicodeError as error:
            raise BadInputError(
                f"{path.name} cannot be read as {layout.encoding}: {error}; save it as UTF-8"
            ) from error
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    quoted = False
    for place, byte in enumerate(content):
        if byte == ord('"'):
            quoted = not quoted
        elif byte in b"\r\n" and not quoted:
            behind = content[place : place + 2]
            return pa.py_buffer(content).slice(place + (2 if behind == b"\r\n" else 1))
    return pa.py_buffer(b"")


def _is_blank(body: pa.Buffer) -> bool:
    """Tell whether there is nothing but white space."""
    return not any(piece.strip() for piece in _pieces(body))


def _pieces(body: pa.Buffer) -> Iterator[bytes]:
    for begin in range(0, body.size, _LOOK):
        yield body[begin : begin + _LOOK].to_pybytes()


def _read_csv(
    body: pa.Buffer, layout: Layout, columns: Sequence[str] | None, nulls: Sequence[str], path: Path
) -> pa.Table:
    ragged: list[Any] = []
    quotes = any(b'"' in piece for piece in _pieces(body))

    def note(row: Any) -> str:
        ragged.append(row)
        return "skip"

    def read(*, threads: bool, block: int) -> pa.Table:
        ragged.clear()
        return pa_csv.read_csv(
            pa.BufferReader(body),
            read_options=pa_csv.ReadOptions(
                use_threads=threads, block_size=block, column_names=list(layout.names)
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=layout.delimiter, newlines_in_values=quotes, invalid_row_handler=note
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=dict.fromkeys(layout.names, pa.string()),
                include_columns=None if columns is None else list(columns),
                null_values=list(nulls),
                strings_can_be_null=True,
            ),
        )

    try:
        table = read(threads=True, block=_BLOCK)
        if ragged:  # with threads, rows have no numbers
            table = read(threads=False, block=max(body.size, 1))
    except pa.ArrowInvalid as error:
        if "straddling" not in str(error) and "boundar" not in str(error):
            raise BadInputError(f"{path.name} cannot be read as rows: {error}") from error
        table = read(threads=False, block=max(body.size, 1))
    return _with_ragged(table, ragged)


def _with_ragged(table: pa.Table, ragged: list[Any]) -> pa.Table:
    if not ragged:
        return table
    examples = [
        [row.number, row.expected_columns, row.actual_columns, row.text[:80]] for row in ragged[:_EXAMPLES]
    ]
    said = json.dumps({"count": len(ragged), "examples": examples})
    return table.replace_schema_metadata({RAGGED: said.encode()})
