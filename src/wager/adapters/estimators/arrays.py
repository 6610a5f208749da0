"""Arrays as bytes and back: `.npy`, never pickled."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray


def to_bytes(array: NDArray[Any]) -> bytes:
    """Write an array of numbers.

    Examples
    --------
    >>> from_bytes(to_bytes(np.array([1.5, 2.0])))
    array([1.5, 2. ])
    """
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def from_bytes(data: bytes) -> NDArray[Any]:
    """Read an array of numbers; refuses objects."""
    return np.asarray(np.load(io.BytesIO(data), allow_pickle=False))
