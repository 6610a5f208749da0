"""The prediction log: an answer is on the disk before it is given, and its id says where it lies.

A record repeats its id and points to its session: what served then. A lookup is one seek, however long the log is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wager.foundation.errors import NotFoundError
from wager.foundation.frames import Damage, Frame, Head
from wager.foundation.segment_writer import LIMIT, SegmentWriter
from wager.foundation.segments import (
    LogCheck,
    check_log,
    read_frame,
    read_head_of,
    read_segment,
    segment_path,
    segments,
)
from wager.serving.prediction import Prediction
from wager.serving.prediction_id import place_of, prediction_id
from wager.serving.record_text import read_record, write_record


@dataclass(frozen=True)
class Logged:
    """A prediction as the log has it.

    Attributes
    ----------
    id : str
        Its id.
    prediction : dict
        What `Prediction.to_json` wrote.
    session : dict
        What served then: the body given to `PredictionWriter.session`; empty where none was.
    events : dict of str to str
        Up to which position of each source's live events the features were read.
    place : str
        File and byte, for people.
    """

    id: str
    prediction: Mapping[str, Any] = field(hash=False)
    session: Mapping[str, Any] = field(hash=False)
    events: Mapping[str, str] = field(hash=False)
    place: str


class PredictionWriter:
    """Adds predictions; safe to use from several threads. Made by `open_log`."""

    def __init__(self, log: SegmentWriter) -> None:
        self._log = log
        self._sessions: list[bytes] = []
        self._newest: dict[str, int] = {}
        self._places: dict[tuple[int, int], int] = {}

    @property
    def broken(self) -> str:
        """Why nothing can be added any more; empty while it can."""
        return self._log.broken

    def session(self, body: Mapping[str, Any], *, serves: str = "") -> int:
        """Say what serves from now on: version, snapshots, environment, as JSON values.

        Parameters
        ----------
        body : mapping
            Every later prediction points to it.
        serves : str
            The name whose predictions follow from it; the empty one stands for all that have none of their own.

        Returns
        -------
        int
            Its number, for `add`: an answer may be on its way while the next session begins.
        """
        with self._log.lock:
            self._sessions.append(write_record({"session": dict(body), "serves": serves}))
            self._newest[serves] = len(self._sessions)
            return self._newest[serves]

    def add(
        self, prediction: Prediction, *, events: Mapping[str, str] | None = None, session: int = 0
    ) -> tuple[str, int]:
        """Give a prediction its id; it is on the disk, and may be told, when `sync` has reached the ticket.

        Parameters
        ----------
        prediction : Prediction
            What was answered.
        events : mapping of str to str
            Up to which position of each source's live events its features were read.
        session : int
            By which session it was made; 0 for the newest of its title.

        Returns
        -------
        tuple of str and int
            The id and the ticket.

        Raises
        ------
        BadInputError
            If it holds what no JSON can say.
        UnavailableError
            If the log is broken or closed.
        """
        said = write_record({"events": dict(events or {}), "prediction": prediction.to_json()})
        with self._log.lock:
            place = self._place(session or self._newest.get(prediction.serves, self._newest.get("", 0)))
            name = prediction_id(self._log.head, self._log.offset)
            payload = b'{"id":"%b","session":%d,%b' % (name.encode(), place, said[1:])
            return name, self._log.append(payload)

    def sync(self) -> int:
        """Bring to the disk all that was added; returns the last ticket that is there."""
        return self._log.sync()

    def close(self) -> None:
        """Bring all to the disk and let the log go."""
        self._log.close()

    def _place(self, session: int) -> int:
        """Find where a session lies in this segment; written there first, so that a segment is whole."""
        if not session:
            return 0
        key = (self._log.head.number, session)
        if key not in self._places:
            self._places[key] = self._log.offset
            self._log.append(self._sessions[session - 1])
        return self._places[key]


def open_log(
    folder: Path, *, random: Callable[[int], bytes] = secrets.token_bytes, limit: int = LIMIT
) -> PredictionWriter:
    """Begin a segment of the log in a folder; several processes may do so at once, each has its own.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    random : callable
        Yields that many random bytes.
    limit : int
        Bytes after which the next segment begins.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    return PredictionWriter(SegmentWriter(folder, random, limit))


def find_prediction(folder: Path, prediction: str) -> Logged:
    """Find a prediction by its id: one seek, however long the log is.

    Raises
    ------
    NotFoundError
        If there never was one of that id, or its segment was removed.
    BadInputError
        If it was there and is damaged; names file and byte.
    """
    place = place_of(prediction)
    if place is None:
        raise NotFoundError(
            f"{prediction[:80]!r} is no id of a prediction; expected three parts as in `1-2c-0123456789abcdef`, as the "
            "answer gave it"
        )
    path, offset = segment_path(folder, place[0]), place[1]
    frame, head = read_frame(path, offset), read_head_of(path)
    if frame is not None and (logged := _logged(path, frame)) and logged.id == prediction:
        return logged
    if isinstance(head, Damage) and not head.torn:
        raise head.error()
    if isinstance(head, Head) and prediction_id(head, offset) == prediction:
        raise Damage(path, offset, f"prediction {prediction} is not what was written").error()
    raise NotFoundError(f"there is no prediction {prediction} in the log; check the id against the answer")


def scan(folder: Path) -> Iterator[Logged]:
    """Read all predictions in the order of the log; a write that never finished is left out.

    Raises
    ------
    BadInputError
        At the first damaged place; names file and byte.
    """
    for path in segments(folder):
        sessions: dict[int, Mapping[str, Any]] = {0: {}}
        for one in read_segment(path):
            if isinstance(one, Damage):
                if one.torn:
                    continue
                raise one.error()
            record = read_record(one.payload)
            if "session" in record and "id" not in record:
                sessions[one.offset] = record["session"]
                continue
            yield _from(record, sessions[record["session"]], path, one.offset)


def faults(folder: Path) -> LogCheck:
    """Read the whole log and name all that is damaged."""
    return check_log(folder, _judge)


def _judge(head: Head | Damage, frame: Frame) -> tuple[int, str]:
    if not frame.payload.startswith(b'{"id":"'):
        return 0, ""
    said = frame.payload[7:64].partition(b'"')[0].decode("ascii", "replace")
    right = isinstance(head, Damage) or said == prediction_id(head, frame.offset)
    return 1, "" if right else f"prediction {said} does not belong to this place"


def _logged(path: Path, frame: Frame) -> Logged | None:
    record = read_record(frame.payload)
    if "id" not in record:
        return None
    session: Mapping[str, Any] = {}
    if record["session"]:
        found = read_frame(path, record["session"])
        if found is None:
            raise Damage(
                path, record["session"], f"what served {record['id']} is not what was written"
            ).error()
        session = read_record(found.payload)["session"]
    return _from(record, session, path, frame.offset)


def _from(record: Mapping[str, Any], session: Mapping[str, Any], path: Path, offset: int) -> Logged:
    return Logged(
        record["id"], record["prediction"], session, record["events"], f"{path.name}, byte {offset}"
    )
