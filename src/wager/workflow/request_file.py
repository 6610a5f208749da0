"""Read the rows of a file as requests: each the JSON object that a caller would have sent."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wager.data.delimited import HEAD, is_parquet, layout_of, open_text, read_bytes
from wager.data.schema import ColumnSpec
from wager.data.values import reader
from wager.foundation.errors import BadInputError, NotFoundError
from wager.serving.contract import Contract

MISSING = ("", "NA", "null", "NULL")
"""Texts of a CSV file that mean that there is no value."""

BATCH = 1000
"""Rows of a Parquet file that are in memory at once."""

AS_JSON = ("int", "float", "bool")
"""Types whose values stand in JSON as they are stored."""

Document = Mapping[str, Any]
Numbered = Iterator[tuple[int, Document]]


def requests_in(file: Path, contract: Contract, left_out: dict[str, None]) -> Numbered:
    """Read a file row by row, each with its line.

    Parameters
    ----------
    file : Path
        CSV (also in a .zip or .gz), Parquet or JSON Lines.
    contract : Contract
        What a request holds.
    left_out : dict
        Takes the columns that no request holds; nothing reads them.

    Raises
    ------
    NotFoundError, BadInputError, UnavailableError
        If the file is not there, is no table, has no rows, or cannot be read.
    """
    if not file.is_file():
        raise NotFoundError(f"there is no file {file}")
    line = 0
    for line, row in _way(file)(file, contract):
        left_out.update(dict.fromkeys(name for name in row if name not in contract.columns))
        yield line, {name: value for name, value in row.items() if name in contract.columns}
    if not line:
        raise BadInputError(
            f"{file} has no rows; expected names in the first line, and one request a line below"
        )


def _way(file: Path) -> Callable[[Path, Contract], Numbered]:
    if is_parquet(file):
        return _parquet
    return _json_lines if file.suffix.lower() in {".jsonl", ".ndjson", ".json"} else _csv


def _parquet(file: Path, contract: Contract) -> Numbered:
    import pyarrow as pa
    import pyarrow.parquet as pq

    del contract
    line = 0
    try:
        for batch in pq.ParquetFile(file).iter_batches(batch_size=BATCH):
            for row in batch.to_pylist():
                line += 1
                yield line, {name: _plain(value) for name, value in row.items()}
    except (pa.ArrowException, OSError) as error:
        said = str(error).partition("\n")[0]
        raise BadInputError(f"{file} is no whole Parquet file: {said}; write it again") from error


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _json_lines(file: Path, contract: Contract) -> Numbered:
    del contract
    with _texts(file, "utf-8-sig") as lines:
        for line, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise BadInputError(
                    f"{file}:{line}: no JSON; expected an object of columns and values"
                ) from error
            if not isinstance(row, dict):
                raise BadInputError(f"{file}:{line}: expected a JSON object of columns and values")
            yield line, row


def _csv(file: Path, contract: Contract) -> Numbered:
    head = read_bytes(file, limit=HEAD)
    if not head.strip():
        return
    layout = layout_of(head, file.name, whole=len(head) < HEAD)
    reads = {name: _field(contract.columns.get(name), contract.currency) for name in layout.names}
    with _texts(file, layout.encoding) as lines:
        records = csv.reader(lines, delimiter=layout.delimiter)
        try:
            next(records)
            for record in records:
                if not record:
                    continue
                if len(record) != len(layout.names):
                    expected = f"{len(record)} fields; expected {len(layout.names)}, as many as names"
                    raise BadInputError(f"{file}:{records.line_num}: {expected}")
                pairs = zip(layout.names, record, strict=True)
                yield records.line_num, {name: reads[name](text) for name, text in pairs}
        except csv.Error as error:
            raise BadInputError(f"{file}:{records.line_num}: {error}; is a quote left open?") from error


def _field(spec: ColumnSpec | None, currency: str) -> Callable[[str], Any]:
    """Make the function from a field to its JSON value; what is none is left for the contract to refuse."""
    read = reader(spec, currency) if spec is not None and spec.type in AS_JSON else None

    def value(text: str) -> Any:
        if text in MISSING:
            return None
        found = None if read is None else read(text)
        return text if found is None else found

    return value


@contextmanager
def _texts(file: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a text file, out of its archive; what is no text is said with its place."""
    with open_text(file) as binary, io.TextIOWrapper(binary, encoding=encoding, newline="") as lines:
        try:
            yield lines
        except UnicodeDecodeError as error:
            raise BadInputError(
                f"{file} is no text in {encoding} (byte {error.start}); save it as UTF-8"
            ) from error
