"""Writing a log: many frames to a write, one sync for all of them, the next segment when one is full."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from wager.foundation.errors import UnavailableError
from wager.foundation.folders import flush_folder, make_folder
from wager.foundation.frames import HEAD_LENGTH, Head, encode_frame
from wager.foundation.segments import being_written, segment_number, segment_path, segments, settle

LIMIT = 64 << 20
"""Bytes after which the next segment begins."""

_flush = getattr(os, "fdatasync", os.fsync)


class SegmentWriter:
    """Appends frames, many to a write; safe to use from several threads.

    `append` gives a frame its place and keeps it in memory, `sync` brings all of them to the disk. After a write or
    a sync that failed nobody knows what the disk holds, so the writer is broken for good: begin a new one.

    Parameters
    ----------
    folder : Path
        Made where it is missing.
    random : callable
        Yields that many random bytes.
    limit : int
        Bytes after which the next segment begins.

    Attributes
    ----------
    lock : RLock
        Held by who needs `head` and `offset` to stay until the frame is appended.
    head : Head
        The segment that the next frame goes to.
    offset : int
        Where in it the next frame will begin.
    ends : dict of int to int
        How far each segment that this writer began is on the disk.
    broken : str
        Why nothing can be added any more; empty while it can.
    """

    def __init__(self, folder: Path, random: Callable[[int], bytes], limit: int = LIMIT) -> None:
        self.folder, self._random, self._limit = folder, random, limit
        self.lock, self._syncing = threading.RLock(), threading.Lock()
        self._waiting: list[bytes] = []
        self._appended = self._frames = 0
        self.broken = ""
        self._file, self.head = make_segment(folder, random)
        self.offset = self._write_begins = HEAD_LENGTH
        self.ends = {self.head.number: HEAD_LENGTH}

    def append(self, payload: bytes) -> int:
        """Give a payload its place; returns the ticket that `sync` reaches when it is on the disk.

        Raises
        ------
        UnavailableError
            If the writer is broken or closed.
        """
        with self.lock:
            if self.broken:
                raise UnavailableError(self.broken)
            frame = encode_frame(self._frames, payload, self._write_begins)
            self._waiting.append(frame)
            self.offset += len(frame)
            self._frames += 1
            self._appended += 1
            return self._appended

    def sync(self) -> int:
        """Bring to the disk all that was appended; returns the last ticket that is there.

        Raises
        ------
        UnavailableError
            If that failed, now or earlier. What was not confirmed before is not to be acknowledged.
        """
        with self._syncing:
            try:
                return self._write()
            except UnavailableError as error:
                self.broken = self.broken or str(error)
                raise
            except OSError as error:
                self.broken = (
                    f"cannot write the log in {self.folder}: {error.strerror or error}; what was confirmed until now "
                    "is safe; make space or repair the disk, then start again"
                )
                raise UnavailableError(self.broken) from error

    def close(self) -> None:
        """Bring all to the disk and let the segment go; a broken writer only lets go."""
        try:
            if not self.broken:
                self.sync()
        finally:
            with self._syncing, self.lock:
                self.broken = self.broken or f"the log in {self.folder} is closed; open it again"
                if self._file >= 0:
                    os.close(self._file)
                self._file = -1

    def _write(self) -> int:
        full = self.offset >= self._limit and not self.broken
        fresh = make_segment(self.folder, self._random) if full else None
        with self.lock:
            if self.broken:
                raise UnavailableError(self.broken)
            waiting, self._waiting = self._waiting, []
            file, number, end, upto = self._file, self.head.number, self.offset, self._appended
            if fresh is not None:
                (self._file, self.head), self.offset, self._frames = fresh, HEAD_LENGTH, 0
            self._write_begins = self.offset
        try:
            if waiting:
                _write_all(file, b"".join(waiting))
                _flush(file)
        finally:
            if fresh is not None:
                os.close(file)
        self.ends = {**self.ends, number: end}
        return upto


def make_segment(folder: Path, random: Callable[[int], bytes]) -> tuple[int, Head]:
    """Begin the next segment of a folder, on the disk for good and locked for as long as it is open.

    Returns
    -------
    tuple of int and Head
        The file's descriptor, and who it is.

    Raises
    ------
    UnavailableError
        If it cannot be written.
    """
    try:
        make_folder(folder)
        last = segments(folder)[-1:]
        number, before = 1, 0
        if last:
            number, before = segment_number(last[0]) + 1, 0 if being_written(last[0]) else settle(last[0])
        while True:
            with suppress(FileExistsError):
                return _begin(folder, Head(number, before, random(16)))
            number, before = number + 1, 0  # somebody else was faster, and still writes it
    except UnavailableError:
        raise
    except OSError as error:
        raise UnavailableError(
            f"cannot begin a log in {folder}: {error.strerror or error}; check space and rights"
        ) from error


def _begin(folder: Path, head: Head) -> tuple[int, Head]:
    path = segment_path(folder, head.number)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        if os.name != "nt":
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        _write_all(file, head.encode())
        os.fsync(file)
        flush_folder(folder)
    except BaseException:
        os.close(file)
        raise
    return file, head


def _write_all(file: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(file, rest) :]
