"""Arrays of floats as bytes and back: `.npy`, in the one spelling that is written here; never pickled."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.training.columns import Floats
from wager.training.stored import damaged, demand_finite

# numpy's own reader parses the header as Python and reserves what it asks for; this one reads nothing else.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<length>..)"
    rb"(?P<text>\{'descr': '<f8', 'fortran_order': False, 'shape': \((?P<shape>[0-9, ]{1,40})\), \} *\n)",
    re.DOTALL,
)


def to_bytes(array: NDArray[Any]) -> bytes:
    """Write an array of floats.

    Examples
    --------
    >>> from_bytes("rates.npy", to_bytes(np.array([1.5, 2.0])))
    array([1.5, 2. ])
    """
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array, dtype="<f8"), allow_pickle=False)
    return buffer.getvalue()


def from_bytes(file: str, data: bytes) -> Floats:
    """Read an array of floats.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    data : bytes
        What `to_bytes` wrote.

    Raises
    ------
    BadInputError
        If it is anything else, or a number is not finite.
    """
    found = _HEADER.match(data)
    if found is None or int.from_bytes(found["length"], "little") != len(found["text"]):
        raise damaged(file, "it does not begin as an array of floats does")
    try:
        shape = tuple(int(size) for size in found["shape"].decode().split(",") if size.strip())
    except ValueError as error:
        raise damaged(file, "its shape is none") from error
    if max(shape, default=0) > len(data) or math.prod(shape) * 8 != len(data) - found.end():
        raise damaged(file, "it has more or fewer numbers than its shape says")
    values = np.frombuffer(data, dtype="<f8", offset=found.end()).reshape(shape)
    return demand_finite(file, np.array(values, dtype=np.float64))
