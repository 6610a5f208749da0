"""The id of a prediction: `SEGMENT-OFFSET-TOKEN` in hexadecimal.

The first two say where it lies. The token follows from the place and from the segment's own random key: nobody can
guess one, and one that is right for its place was given out by us. So where a lookup finds nothing, we know whether
there never was such a prediction or whether it is damaged.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from wager.foundation.frames import Head

_ID = re.compile(r"([1-9a-f][0-9a-f]{0,7})-([1-9a-f][0-9a-f]{0,9})-[0-9a-f]{16}")


def prediction_id(head: Head, offset: int) -> str:
    """Name the prediction that lies at a place.

    Examples
    --------
    >>> prediction_id(Head(1, 0, bytes(16)), 44)
    '1-2c-ebb4de53fee08b3c'
    """
    token = blake2b(offset.to_bytes(8, "little"), key=head.key, digest_size=8).hexdigest()
    return f"{head.number:x}-{offset:x}-{token}"


def is_prediction_id(text: str) -> bool:
    """Whether a text has the form of an id.

    Examples
    --------
    >>> is_prediction_id("1-2c-0123456789abcdef"), is_prediction_id("flight-protect")
    (True, False)
    """
    return _ID.fullmatch(text) is not None


def place_of(prediction: str) -> tuple[int, int] | None:
    """Read segment and offset from an id; None where the text is none.

    Examples
    --------
    >>> place_of("1-2c-0123456789abcdef")
    (1, 44)
    """
    parts = _ID.fullmatch(prediction)
    return None if parts is None else (int(parts[1], 16), int(parts[2], 16))
