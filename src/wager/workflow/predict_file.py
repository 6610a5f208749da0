"""`wager predict`: answer every row of a file, by the same way as a request, each in the log before it is told."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wager.data.delimited import is_parquet
from wager.data.schema import ColumnSpec
from wager.foundation.errors import BadInputError, BadRequestError, NotFoundError, UnavailableError
from wager.serving.answer import answer_of
from wager.serving.contract import Contract
from wager.workflow.serve_titles import TitleService, open_service
from wager.workflow.wiring import Wiring

GROUP = 1000
"""How many answers are brought to the disk at once."""

MISSING = ("", "NA", "null", "NULL")
"""Texts of a CSV file that mean that there is no value."""

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Predicted:
    """What was answered to the rows of a file.

    Attributes
    ----------
    serves : str
        The name that was asked.
    file : str
        The rows.
    left_out : tuple of str
        Columns of the file that are no part of a request, such as outcomes; nothing read them.
    count : int
        How many rows were answered.
    out : str
        Where the answers were written; empty where they are in `predictions`.
    predictions : tuple of dict
        Of each row, in order: its `line`, and the answer.
    """

    serves: str
    file: str
    left_out: tuple[str, ...]
    count: int
    out: str
    predictions: tuple[dict[str, Any], ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            **vars(self),
            "left_out": list(self.left_out),
            "predictions": list(self.predictions),
        }


def predict_file(wiring: Wiring, serves: str, file: Path, out: Path | None = None) -> Predicted:
    """Answer every row of a CSV, Parquet or JSON Lines file.

    Parameters
    ----------
    wiring : Wiring
    serves : str
        The name that callers use.
    file : Path
        Columns as in a request; more may stand there, and are not read.
    out : Path, optional
        Where the answers are written as JSON Lines, one a row, as they are made.

    Raises
    ------
    NotFoundError
        If there is no such file, or no such title.
    BadInputError
        At the first row that is no request: names its line and every column at fault. What was answered before stays
        in the log.
    UnavailableError
        If a file cannot be read or written.
    """
    if not file.is_file():
        raise NotFoundError(f"there is no file {file}")
    with open_service(wiring) as service:
        contract = service.contract(serves)
        left_out: dict[str, None] = {}
        rows = _rows(file, contract, left_out)
        answers = _answered(service, serves, file, rows)
        if out is not None:
            count = _write(out, answers)
            return Predicted(serves, str(file), tuple(left_out), count, str(out), ())
        told = tuple(answers)
        return Predicted(serves, str(file), tuple(left_out), len(told), "", told)


def _answered(
    service: TitleService, serves: str, file: Path, rows: Iterator[tuple[int, Document]]
) -> Iterator[dict[str, Any]]:
    """Answer row by row; nothing is handed on before it is on the disk."""
    waiting: list[dict[str, Any]] = []
    for line, row in rows:
        try:
            prediction, identity, _ = service.predict(serves, row)
        except BadRequestError as error:
            said = "; ".join(f"{column}: {expected}" for column, _, expected in error.faults)
            raise BadInputError(f"{file}:{line}: {said}") from error
        waiting.append({"line": line, **answer_of(prediction, identity)})
        if len(waiting) == GROUP:
            service.sync()
            yield from waiting
            waiting = []
    service.sync()
    yield from waiting


def _write(out: Path, answers: Iterator[dict[str, Any]]) -> int:
    count = 0
    try:
        with out.open("w", encoding="utf-8") as file:
            for count, answer in enumerate(answers, 1):  # noqa: B007 - the last count is how many there are
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    except OSError as error:
        raise UnavailableError(f"cannot write {out}: {error.strerror}; check space and rights") from error
    return count


def _rows(file: Path, contract: Contract, left_out: dict[str, None]) -> Iterator[tuple[int, Document]]:
    """Read the rows of a file as documents; columns that no request holds are named, and left out."""
    for line, row in _read(file)(file, contract):
        left_out.update(dict.fromkeys(name for name in row if name not in contract.columns))
        yield line, {name: value for name, value in row.items() if name in contract.columns}


def _read(file: Path) -> Callable[[Path, Contract], Iterator[tuple[int, Document]]]:
    if is_parquet(file):
        return _parquet
    return _json_lines if file.suffix.lower() in {".jsonl", ".ndjson", ".json"} else _csv


def _parquet(file: Path, contract: Contract) -> Iterator[tuple[int, Document]]:
    import pyarrow.parquet as pq

    del contract
    line = 0
    for batch in pq.ParquetFile(file).iter_batches(batch_size=GROUP):
        for row in batch.to_pylist():
            line += 1
            yield line, {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def _json_lines(file: Path, contract: Contract) -> Iterator[tuple[int, Document]]:
    del contract
    with _opened(file) as lines:
        for line, text in enumerate(lines, 1):
            if not text.strip():
                continue
            try:
                row = json.loads(text)
            except ValueError as error:
                raise BadInputError(f"{file}:{line}: no JSON object; expected one a line: {error}") from error
            if not isinstance(row, dict):
                raise BadInputError(f"{file}:{line}: expected a JSON object of columns and values")
            yield line, row


def _csv(file: Path, contract: Contract) -> Iterator[tuple[int, Document]]:
    with _opened(file) as lines:
        reader = csv.DictReader(lines)
        for row in reader:
            if None in row or None in row.values():
                raise BadInputError(
                    f"{file}:{reader.line_num}: not as many fields as names; expected {len(reader.fieldnames or ())}"
                )
            yield (
                reader.line_num,
                {name: _value(contract.columns.get(name), text) for name, text in row.items()},
            )


def _value(spec: ColumnSpec | None, text: str) -> Any:
    """Read a field as the JSON value that a request would hold; what is none is left for the contract to refuse."""
    if text in MISSING:
        return None
    kind = "text" if spec is None else spec.type
    try:
        if kind in {"int", "float"}:
            return int(text) if kind == "int" else float(text)
        if kind == "bool":
            return {"true": True, "false": False}.get(text.lower(), text)
    except ValueError:
        return text
    return text


def _opened(file: Path) -> Any:
    try:
        return file.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise UnavailableError(f"{file} cannot be read: {error.strerror}") from error
