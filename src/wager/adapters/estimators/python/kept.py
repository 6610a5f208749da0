"""What is kept of a learner of the project's own: attributes whose names end in `_`, as JSON values and arrays of numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.adapters.estimators.arrays import from_bytes, to_bytes
from wager.training.estimator import Files
from wager.training.stored import LARGEST, Document, damaged, stored_file

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]_|[A-Za-z]_")
"""Of an attribute that is kept."""

TYPES = ("bool", *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64)), "float16", "float32", "float64")  # fmt: skip
"""Of arrays; all are written as floats of 64 bits, which hold their values."""

_WHOLE = 2**53
_DEEP = 20
_SHAPE = 40  # characters: see `arrays.from_bytes`


class UnkeptError(ValueError):
    """An attribute that cannot be kept; the message goes on after its name."""


@dataclass(frozen=True)
class Kept:
    """What was learned.

    Attributes
    ----------
    values : dict of str to JSON value
    arrays : dict of str to ndarray
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, thing: object) -> Kept:
        """Take what a learner learned.

        Raises
        ------
        UnkeptError
            If an attribute is neither an array of finite numbers nor a JSON value.
        """
        values: dict[str, Any] = {}
        arrays: dict[str, NDArray[Any]] = {}
        for name in sorted(getattr(thing, "__dict__", {})):
            if not is_kept(name):
                continue
            found = getattr(thing, name)
            try:
                if isinstance(found, np.ndarray) and found.ndim:
                    arrays[name] = _array(found)
                else:
                    values[name] = plain(found)
            except UnkeptError as error:
                raise UnkeptError(f"`{name}` {error}") from None
        return cls(values, arrays)

    def to_files(self) -> dict[str, bytes]:
        """Write the arrays, each to a file of its own."""
        return {f"{name}.npy": to_bytes(values) for name, values in self.arrays.items()}

    def to_json(self) -> dict[str, Any]:
        """Write the values, and the type of each array."""
        types = {name: str(values.dtype) for name, values in self.arrays.items()}
        return {"values": self.values, "arrays": types}

    @classmethod
    def read(cls, written: Document, files: Files) -> Kept:
        """Read what was written.

        Raises
        ------
        BadInputError
            If it is anything else.
        """
        values, types = written.values["values"], written.values["arrays"]
        names = {*values, *types} if isinstance(values, dict) and isinstance(types, dict) else {""}
        if not all(map(is_kept, names)) or len(names) != len(values) + len(types):
            written.wrong("values", "an object of attributes whose names end in `_`, each once")
        try:
            found = {name: plain(value) for name, value in values.items()}
        except UnkeptError as error:
            raise damaged(written.file, f"`values` holds what {error}") from error
        return cls(found, {name: _read_array(written, files, name, types[name]) for name in types})


def is_kept(name: str) -> bool:
    """Tell whether an attribute is what was learned, by its name.

    Examples
    --------
    >>> is_kept("rates_"), is_kept("rates"), is_kept("_rates_"), is_kept("__dict__")
    (True, False, False, False)
    """
    return NAME.fullmatch(name) is not None


def plain(value: Any, deep: int = 0) -> Any:
    """Turn a value into what JSON gives back: tuples become lists, numbers of numpy those of Python.

    Raises
    ------
    UnkeptError
        If it is none; the message begins with what it is.

    Examples
    --------
    >>> plain({"a": (1, np.float64(0.5), None)})
    {'a': [1, 0.5, None]}
    """
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and not value.ndim):
        value = value.item()
    if deep > _DEEP:
        raise UnkeptError(f"is nested more than {_DEEP} times")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        if not abs(value) <= (_WHOLE if isinstance(value, int) else LARGEST):
            raise UnkeptError(
                f"is {value!r}, and only finite numbers up to {LARGEST:g} (whole ones to 2**53) are kept"
            )
        return value
    if isinstance(value, list | tuple):
        return [plain(one, deep + 1) for one in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: plain(one, deep + 1) for key, one in value.items()}
    raise UnkeptError(_unkept(value, deep))


def _unkept(value: Any, deep: int) -> str:
    kind = type(value).__name__
    ways = {
        "ndarray": "give each array an attribute of its own",
        "set": "write `sorted(...)`",
        "dict": "keys are texts in JSON: write `str(key)`",
        "function": "write it as a method",
    }
    way = ways.get(
        kind, "keep the numbers it learned, such as `self.coef_ = model.coef_`, and answer from them"
    )
    inside = "holds" if deep else "is"
    return (
        f"{inside} a {kind}, and only arrays of numbers and JSON values are kept, nothing is pickled; {way}"
    )


def _array(values: NDArray[Any]) -> NDArray[Any]:
    kind = str(values.dtype.newbyteorder("="))
    if kind not in TYPES:
        raise UnkeptError(
            f"is an array of {kind}, and only numbers are kept in arrays; `.tolist()` makes JSON of texts"
        )
    if (
        values.dtype.kind in "iu"
        and len(values.ravel())
        and int(np.abs(values.astype(object)).max()) > _WHOLE
    ):
        raise UnkeptError("holds whole numbers beyond 2**53, which cannot be kept")
    if values.dtype.kind == "f" and not (np.abs(values.astype(np.float64)) <= LARGEST).all():
        raise UnkeptError(f"holds what is not finite, or beyond {LARGEST:g}; only such numbers are kept")
    if len(", ".join(map(str, values.shape))) > _SHAPE:
        raise UnkeptError(f"has {values.ndim} dimensions; give it fewer")
    return np.ascontiguousarray(values, kind)


def _read_array(written: Document, files: Files, name: str, kind: Any) -> NDArray[Any]:
    file = f"{name}.npy"
    stored = from_bytes(file, stored_file(files, file))
    if not isinstance(kind, str) or kind not in TYPES:
        written.wrong("arrays", f"an object of types: {', '.join(TYPES)}")
    with np.errstate(all="ignore"):
        values = stored.astype(kind)
    if not np.array_equal(values.astype(np.float64), stored):
        raise damaged(file, f"a number is none of {kind}")
    return values
