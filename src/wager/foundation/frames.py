"""Frames: how a log lies in a file, so that a bit that changed is found and a write that was cut off is told from it.

A segment is one file. It begins with a head (who it is), then come frames, each with its length, its number and two
checks: one over its own first bytes, one over its payload. All that goes to the disk at once is a *write*; the next
begins only after the disk has confirmed the last one, and each frame says where its write began. Hence the two rules
that tell a crash from damage:

- bytes that are *missing* (the file ends early, or a sector was never filled) and were never confirmed are a torn
  write: nobody was told that they are there, so they are cut off and counted;
- bytes that are there and *different*, or missing after they were confirmed, are damage: named, never skipped.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from wager.foundation.errors import BadInputError

FORMAT = 1
_MAGIC = b"wagerlog"
_HEAD = struct.Struct("<8sIIQ16s")  # magic, format, number, bytes of the segment before, key
_FRAME = struct.Struct("<4sIIII")  # mark, length, number, where the write began, check of the payload
_CHECK = struct.Struct("<I")
_MARK = b"\xf5WGR"  # no text in UTF-8 holds it
_SECTOR = 512  # the least that a disk writes whole

HEAD_LENGTH = _HEAD.size + _CHECK.size
FRAME_LENGTH = _FRAME.size + _CHECK.size
"""Bytes of a frame before its payload."""


@dataclass(frozen=True)
class Head:
    """Who a segment is.

    Attributes
    ----------
    number : int
        From 1.
    before : int
        How long the segment with the number before was, for good; 0 where somebody was still writing it.
    key : bytes
        16 random bytes, which tell this segment from every other.
    """

    number: int
    before: int
    key: bytes

    def encode(self) -> bytes:
        """Write as the bytes that a segment begins with."""
        said = _HEAD.pack(_MAGIC, FORMAT, self.number, self.before, self.key)
        return said + _CHECK.pack(crc32(said))


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame that is as it was written.

    Attributes
    ----------
    offset : int
        Where in the file it begins.
    number : int
        From 0 in its segment.
    write : int
        Where in the file its write began: all before that was on the disk by then.
    payload : bytes
        What it holds.
    """

    offset: int
    number: int
    write: int
    payload: bytes

    @property
    def end(self) -> int:
        """Where in the file the next frame begins."""
        return self.offset + FRAME_LENGTH + len(self.payload)


@dataclass(frozen=True)
class Damage:
    """A place of a segment that cannot be read.

    Attributes
    ----------
    path : Path
        The file.
    offset : int
        Where in it.
    why : str
        What is wrong there.
    torn : bool
        Whether it is the end of a write that never finished, of which nobody was told.
    """

    path: Path
    offset: int
    why: str
    torn: bool = False

    def __str__(self) -> str:
        return f"{self.path}, byte {self.offset}: {self.why}"

    def error(self) -> BadInputError:
        """Make the error that stops a reader here."""
        return BadInputError(
            f"{self}; expected what was written; run `wager verify`, and restore the file from a copy"
        )


def encode_frame(number: int, payload: bytes, write: int) -> bytes:
    """Write a frame.

    Examples
    --------
    >>> decode_frame(encode_frame(0, b"{}", 44), 0)
    Frame(offset=0, number=0, write=44, payload=b'{}')
    """
    said = _FRAME.pack(_MARK, len(payload), number, write, crc32(payload))
    return b"".join((said, _CHECK.pack(crc32(said)), payload))


def frame_size(content: bytes) -> int | None:
    """Say how long the frame is that begins with these bytes; None where none begins."""
    if len(content) < FRAME_LENGTH:
        return None
    mark, length, *_ = _FRAME.unpack_from(content)
    (check,) = _CHECK.unpack_from(content, _FRAME.size)
    if mark != _MARK or check != crc32(content[: _FRAME.size]):
        return None
    return FRAME_LENGTH + int(length)


def decode_frame(content: bytes, at: int, *, shift: int = 0) -> Frame | None:
    """Read the frame that begins at a place of some bytes; None where it is not as it was written.

    Parameters
    ----------
    content : bytes
        Of a segment, or a part of one.
    at : int
        Where in `content`.
    shift : int
        Where in the file `content` begins.
    """
    size = frame_size(content[at : at + FRAME_LENGTH])
    if size is None or at + size > len(content):
        return None
    _, _, number, write, check = _FRAME.unpack_from(content, at)
    payload = content[at + FRAME_LENGTH : at + size]
    return Frame(shift + at, number, write, payload) if crc32(payload) == check else None


def read_head(content: bytes, path: Path) -> Head | Damage:
    """Read who a segment is from its first bytes."""
    if len(content) < HEAD_LENGTH:
        return Damage(path, 0, "the segment was never begun", torn=not any(content) or _begins(content))
    magic, known, number, before, key = _HEAD.unpack_from(content)
    (check,) = _CHECK.unpack_from(content, _HEAD.size)
    if not any(content):
        return Damage(path, 0, "the segment was never begun", torn=True)
    if check != crc32(content[: _HEAD.size]) or magic != _MAGIC:
        return Damage(path, 0, "the head of the segment is not what was written")
    if known > FORMAT:
        return Damage(path, 0, f"the log has format {known} and this wager knows {FORMAT}; use a newer wager")
    return Head(number, before, key)


def walk(content: bytes, path: Path) -> Iterator[Frame | Damage]:
    """Read all frames of a segment in order; a damaged place comes as `Damage`, and what follows it is read on.

    Parameters
    ----------
    content : bytes
        The whole file.
    path : Path
        What to name it.

    Yields
    ------
    Frame or Damage
        At most one torn place, and it is the last.
    """
    at, number = HEAD_LENGTH, 0
    while at < len(content):
        frame = decode_frame(content, at)
        if frame is None:
            follows = _next_frame(content, at)
            damage = _judge(content, at, follows, path)
            yield damage
            if damage.torn or follows is None:
                return
            at, number = follows.offset, follows.number
            continue
        if frame.number != number:
            yield Damage(path, at, f"frame {frame.number} of the segment stands where {number} was expected")
        yield frame
        at, number = frame.end, frame.number + 1


def _begins(content: bytes) -> bool:
    return content[: len(_MAGIC)] == _MAGIC[: len(content)]


def _next_frame(content: bytes, at: int) -> Frame | None:
    """Find the first whole frame behind a damaged place: where the damaged one ends, else by its mark."""
    size = frame_size(content[at : at + FRAME_LENGTH])
    if size is not None and (frame := decode_frame(content, at + size)):
        return frame
    found = content.find(_MARK, at + 1)
    while found >= 0:
        if frame := decode_frame(content, found):
            return frame
        found = content.find(_MARK, found + 1)
    return None


def _judge(content: bytes, at: int, follows: Frame | None, path: Path) -> Damage:
    """Tell a write that never finished from bytes that changed."""
    size = frame_size(content[at : at + FRAME_LENGTH])
    ends = len(content) if size is None else at + size
    short = ends > len(content) or len(content) - at < FRAME_LENGTH
    if (short or _unfilled(content, at, min(ends, len(content)))) and not _confirmed(content, at, follows):
        return Damage(path, at, "the last write was cut off", torn=True)
    what = "the frame" if size is None else "the payload of the frame"
    return Damage(path, at, f"{what} that begins here is not what was written")


def _unfilled(content: bytes, start: int, end: int) -> bool:
    """Whether some sector that the bytes touch holds nothing but zeros from there to its end."""
    while start < end:
        until = min((start // _SECTOR + 1) * _SECTOR, len(content))
        if not any(content[start:until]):
            return True
        start = until
    return False


def _confirmed(content: bytes, at: int, frame: Frame | None) -> bool:
    """Whether a write began behind a place: it does so only when all before it is on the disk."""
    while frame is not None:
        if frame.write > at:
            return True
        frame = decode_frame(content, frame.end) or _next_frame(content, frame.end)
    return False
