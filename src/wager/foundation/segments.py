"""Segments: the files of a log in a folder, `000001.log` and so on; each is written by one process, once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from wager.foundation.errors import NotFoundError, UnavailableError
from wager.foundation.frames import (
    HEAD_LENGTH,
    Damage,
    Frame,
    Head,
    decode_frame,
    frame_size,
    read_head,
    walk,
)

_NAME = re.compile(r"\d{6,9}\.log")
_GLANCE = 8192  # bytes read at once: most frames are whole in them


@dataclass(frozen=True)
class LogCheck:
    """What reading a whole log found.

    Attributes
    ----------
    segments, records : int
        How many files and how many records were read.
    torn : int
        Writes that never finished and of which nobody was told; no fault.
    damaged : tuple of Damage
        All that is not as it was written.
    """

    segments: int
    records: int
    torn: int
    damaged: tuple[Damage, ...]


def segments(folder: Path) -> tuple[Path, ...]:
    """List the segments of a folder by number."""
    if not folder.is_dir():
        return ()
    return tuple(
        sorted((path for path in folder.iterdir() if _NAME.fullmatch(path.name)), key=segment_number)
    )


def segment_path(folder: Path, number: int) -> Path:
    """Name the file of a segment."""
    return folder / f"{number:06d}.log"


def segment_number(path: Path) -> int:
    """Read a segment's number from its name."""
    return int(path.name.partition(".")[0])


def being_written(path: Path) -> bool:
    """Whether the process that began a segment is still at it."""
    if os.name == "nt":  # no such lock there: who cannot tell says yes
        return True
    import fcntl

    with _opened(path) as file:
        if os.fstat(file.fileno()).st_size < HEAD_LENGTH:
            return True  # made a moment ago and not yet locked, or never begun: nothing is lost by waiting
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def read_frame(path: Path, offset: int) -> Frame | None:
    """Read one frame by its place, without reading anything else; None where no whole frame begins there.

    Raises
    ------
    NotFoundError
        If the segment is not there.
    UnavailableError
        If it cannot be read.
    """
    with _opened(path) as file:
        file.seek(offset)
        content = file.read(_GLANCE)
        size = frame_size(content)
        while size is not None and len(content) < size and (more := file.read(size - len(content))):
            content += more
    return decode_frame(content, 0, shift=offset)


def read_segment(path: Path) -> Iterator[Frame | Damage]:
    """Read a segment from its first frame to its last; damaged places come as `Damage`."""
    with _opened(path) as file:
        content = file.read()
    head = read_head(content[:HEAD_LENGTH], path)
    if isinstance(head, Damage):
        yield head
    elif head.number != segment_number(path):
        yield Damage(path, 0, f"this is segment {head.number}, under the name of another")
    yield from walk(content, path)


def read_head_of(path: Path) -> Head | Damage:
    """Read who a segment is."""
    with _opened(path) as file:
        return read_head(file.read(HEAD_LENGTH), path)


def settle(path: Path) -> int:
    """Bring to the disk what a process that died may have left in memory; returns the segment's length."""
    with _opened(path) as file:
        if os.name != "nt":  # there only who writes can flush
            os.fsync(file.fileno())
        return os.fstat(file.fileno()).st_size


def check_log(folder: Path, judge: Callable[[Head | Damage, Frame], tuple[int, str]]) -> LogCheck:
    """Read a whole log and say what is wrong with it.

    Parameters
    ----------
    folder : Path
        Of the segments.
    judge : callable
        Takes a segment's head (`Damage` where that cannot be read) and a frame; returns how many records it holds and what
        is wrong with them, or nothing.
    """
    records = torn = 0
    damaged = list(_lost(folder))
    paths = segments(folder)
    for path in paths:
        head = read_head_of(path)
        for one in read_segment(path):
            if isinstance(one, Damage):
                torn += one.torn and not being_written(path)
                damaged += [] if one.torn else [one]
                continue
            held, why = judge(head, one)
            records += held
            damaged += [Damage(path, one.offset, why)] if why else []
    return LogCheck(len(paths), records, torn, tuple(damaged))


def _lost(folder: Path) -> Iterator[Damage]:
    """Find segments that are missing between others, or shorter than they were when the next one began."""
    paths = segments(folder)
    for path, after in pairwise(paths):
        number, head = segment_number(path), read_head_of(after)
        if segment_number(after) != number + 1:
            yield Damage(segment_path(folder, number + 1), 0, "the segment is missing")
        elif isinstance(head, Head) and path.stat().st_size < head.before:
            yield Damage(path, path.stat().st_size, f"the segment was {head.before} bytes long and ends here")


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise NotFoundError(f"the log has no {path}; look into the project that wrote it") from error
    except OSError as error:
        raise UnavailableError(f"cannot read {path}: {error.strerror or error}; check its rights") from error
