"""The log of live events: what came in after the snapshot, a folder for each source, in the frames of any log of ours.

What one call adds is one frame: it is there whole or not at all. A *position* says how far a source's log was read:
`2:1f4 5:2c` means all segments before the last that it names, but of those that it names only so many bytes
(hexadecimal). A segment whose writer has gone is not named, for it never grows.
"""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from wager.foundation.errors import BadInputError
from wager.foundation.frames import Damage, Frame, Head
from wager.foundation.segment_writer import LIMIT, SegmentWriter
from wager.foundation.segments import (
    LogCheck,
    being_written,
    check_log,
    read_segment,
    segment_number,
    segment_path,
    segments,
    settle,
)
from wager.serving.record_text import read_record, write_record

_SOURCE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


class LiveEvent(NamedTuple):
    """One row that came in.

    Attributes
    ----------
    position : str
        Where it lies: segment, byte of the frame and row in it, in hexadecimal.
    at : int
        When it came in, in microseconds.
    row : dict
        Physical values by stored column.
    """

    position: str
    at: int
    row: dict[str, Any]


class EventLog:
    """Adds live events; safe to use from several threads, and several processes have each its own segments.

    Parameters
    ----------
    folder : Path
        Of all sources; made when the first event comes.
    random : callable
        Yields that many random bytes.
    limit : int
        Bytes after which the next segment begins.
    """

    def __init__(
        self, folder: Path, *, random: Callable[[int], bytes] = secrets.token_bytes, limit: int = LIMIT
    ) -> None:
        self._folder, self._random, self._limit = folder, random, limit
        self._writers: dict[str, SegmentWriter] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._lock, self._added = threading.Lock(), 0

    def add(self, source: str, rows: Sequence[Mapping[str, Any]], at: int) -> int:
        """Add rows, all or none; they are on the disk when `sync` has reached the ticket that this returns.

        Parameters
        ----------
        source : str
            Its name.
        rows : sequence of dict
            Physical values by stored column.
        at : int
            When they came in, in microseconds.

        Raises
        ------
        BadInputError
            If a row holds what no JSON can say.
        UnavailableError
            If the log cannot be written.
        """
        said = write_record({"at": at, "rows": [dict(row) for row in rows]})
        with self._lock:
            self._writer(source).append(said)
            self._added += 1
            return self._added

    def sync(self) -> int:
        """Bring to the disk all that was added; returns the last ticket that is there."""
        with self._lock:
            writers, upto = list(self._writers.values()), self._added
        for writer in writers:
            writer.sync()
        return upto

    @property
    def broken(self) -> str:
        """Why some source can take no more events; empty while all can."""
        return next((writer.broken for writer in list(self._writers.values()) if writer.broken), "")

    def position(self, source: str) -> str:
        """Say how far the log of a source is known here.

        That is all that was there when this or `add` was first called for it, and what was brought to the disk from
        here since. Ask first, then read that far: what others add in the meantime is counted by neither.
        """
        with self._lock:
            start, writer = self._start(source), self._writers.get(source)
            ends = {**start, **(writer.ends if writer else {})}
            others = range(max(start, default=0) + 1, max(ends, default=0))  # begun since, and not read by us
            return _print({**dict.fromkeys(others, 0), **ends})

    def close(self) -> None:
        """Bring all to the disk and let the log go."""
        with self._lock:
            for writer in self._writers.values():
                writer.close()

    def _start(self, source: str) -> dict[int, int]:
        if source not in self._starts:
            self._starts[source] = _ends(source_folder(self._folder, source))
        return self._starts[source]

    def _writer(self, source: str) -> SegmentWriter:
        if source not in self._writers:
            self._start(source)  # read before we begin a segment of our own
            folder = source_folder(self._folder, source)
            self._writers[source] = SegmentWriter(folder, self._random, self._limit)
        return self._writers[source]


def source_folder(folder: Path, source: str) -> Path:
    """Name the folder of a source's events; what is no plain name never becomes a path."""
    if not _SOURCE.fullmatch(source):
        raise BadInputError(
            f"{source[:80]!r} is no name of a source; expected letters, digits, `_`, `-`, `.`"
        )
    return folder / source


def read_events(folder: Path, source: str, until: str | None = None) -> Iterator[LiveEvent]:
    """Read a source's live events in the order of the log.

    Parameters
    ----------
    folder : Path
        Of all sources.
    source : str
        Its name.
    until : str or None
        A position as `EventLog.position` gave it; all that is there where None.

    Raises
    ------
    BadInputError
        At the first damaged place; names file and byte.
    """
    place = source_folder(folder, source)
    ends = {} if until is None else _read(until)
    for number in sorted(
        number for number in ends if ends[number] and not segment_path(place, number).is_file()
    ):
        raise Damage(segment_path(place, number), 0, "the segment is missing").error()
    for path in segments(place):
        number = segment_number(path)
        if until is None or number <= max(ends, default=0):
            yield from _events(path, number, ends.get(number))


def faults(folder: Path) -> LogCheck:
    """Read the events of all sources and name all that is damaged."""
    found = [check_log(one, _judge) for one in sorted(folder.glob("*")) if one.is_dir()]
    return LogCheck(
        sum(one.segments for one in found),
        sum(one.records for one in found),
        sum(one.torn for one in found),
        tuple(damage for one in found for damage in one.damaged),
    )


def _events(path: Path, number: int, end: int | None) -> Iterator[LiveEvent]:
    """Read the events of a segment, as far as some byte or all."""
    if end is not None and path.stat().st_size < end:
        raise Damage(path, path.stat().st_size, f"the segment was {end} bytes long and ends here").error()
    for one in read_segment(path) if end != 0 else ():
        if isinstance(one, Damage):
            if not one.torn and (end is None or one.offset < end):
                raise one.error()
        elif end is not None and one.end > end:
            return
        else:
            record = read_record(one.payload)
            for index, row in enumerate(record["rows"]):
                yield LiveEvent(f"{number:x}-{one.offset:x}-{index:x}", record["at"], row)


def _judge(_head: Head | Damage, frame: Frame) -> tuple[int, str]:
    return len(read_record(frame.payload)["rows"]), ""


def _ends(folder: Path) -> dict[int, int]:
    """Say how far each segment goes that may yet grow, and the last one; all of it on the disk."""
    paths = segments(folder)
    grow = {path: being_written(path) for path in paths}
    sizes = {path: settle(path) for path in paths}
    return {segment_number(path): sizes[path] for path in paths if grow[path] or path == paths[-1]}


def _print(ends: Mapping[int, int]) -> str:
    return " ".join(f"{number:x}:{ends[number]:x}" for number in sorted(ends))


def _read(position: str) -> dict[int, int]:
    try:
        pairs = [part.split(":") for part in position.split()]
        return {int(number, 16): int(end, 16) for number, end in pairs}
    except ValueError as error:
        raise BadInputError(f"{position[:80]!r} is no position of a log; expected such as `1:2c`") from error
