"""`wager predict`: answer every row of a file, by the same way as a request, each in the log before it is told."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wager.foundation.amounts import Duration
from wager.foundation.errors import BadInputError, BadRequestError, UnavailableError, UsageError
from wager.serving.answer import answer_of
from wager.workflow.request_file import Numbered, requests_in
from wager.workflow.serve_titles import TitleService, open_title
from wager.workflow.wiring import Wiring

GROUP = 1000
"""How many answers are brought to the disk at once."""


@dataclass
class Room:
    """What became of an action that has a capacity. Rows are answered one by one, as they stand, and not ranked.

    Attributes
    ----------
    limit : int
        How often it can be done in each period.
    period : str
    done, refused : int
        On how many rows it was done, and on how many another one was done instead.
    """

    limit: int
    period: str
    done: int = 0
    refused: int = 0


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
    capacity : dict of str to Room
        By action that cannot be done as often as it is wanted.
    """

    serves: str
    file: str
    left_out: tuple[str, ...]
    count: int
    out: str
    predictions: tuple[dict[str, Any], ...]
    capacity: Mapping[str, Room] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "format": 1,
            **vars(self),
            "left_out": list(self.left_out),
            "predictions": list(self.predictions),
            "capacity": {action: vars(one) for action, one in self.capacity.items()},
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
        Where the answers are written as JSON Lines, one a row: all of them, or the file stays as it was.

    Raises
    ------
    NotFoundError
        If there is no such file, or no such title.
    UsageError
        If the answers were to be written over the rows.
    BadInputError
        At the first row that is no request: names its line and every column at fault. What was answered before stays
        in the log.
    UnavailableError
        If a file cannot be read or written.
    """
    if out is not None and out.exists() and out.samefile(file):
        raise UsageError(f"--out {out} is the file that is read; name another")
    with open_title(wiring, serves) as service:
        left_out: dict[str, None] = {}
        rows = requests_in(file, service.contract(serves), left_out)
        limits = service.loaded(serves).limits
        rooms = {action: Room(one.count, str(Duration(one.period))) for action, one in limits.items()}
        answers = _answered(service, serves, file, rows, rooms)
        if out is not None:
            count = _write(out, answers)
            return Predicted(serves, str(file), tuple(left_out), count, str(out), (), rooms)
        told = tuple(answers)
        return Predicted(serves, str(file), tuple(left_out), len(told), "", told, rooms)


def _answered(
    service: TitleService, serves: str, file: Path, rows: Numbered, rooms: Mapping[str, Room]
) -> Iterator[dict[str, Any]]:
    """Answer row by row; nothing is handed on before it is on the disk."""
    waiting: list[dict[str, Any]] = []
    for line, row in rows:
        try:
            prediction, identity, _ = service.predict(serves, row)
        except BadRequestError as error:
            raise BadInputError(f"{file}:{line}: {error}") from error
        if prediction.action in rooms:
            rooms[prediction.action].done += 1
        if prediction.wanted in rooms:
            rooms[prediction.wanted].refused += 1
        waiting.append({"line": line, **answer_of(prediction, identity)})
        if len(waiting) == GROUP:
            service.sync()
            yield from waiting
            waiting = []
    service.sync()
    yield from waiting


def _write(out: Path, answers: Iterator[dict[str, Any]]) -> int:
    """Write all answers, or leave the file as it was."""
    beside = out.with_name(f".{out.name}-{secrets.token_hex(4)}")
    count = 0
    try:
        with beside.open("x", encoding="utf-8") as file:
            for count, answer in enumerate(answers, 1):  # noqa: B007 - the last count is how many there are
                file.write(json.dumps(answer, ensure_ascii=False) + "\n")
        beside.replace(out)
    except OSError as error:
        if isinstance(error, UnavailableError):
            raise
        raise UnavailableError(f"cannot write {out}: {error.strerror}; check space and rights") from error
    finally:
        beside.unlink(missing_ok=True)
    return count
