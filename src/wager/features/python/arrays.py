"""How values are handed to a function and taken from it: one form for each type, whatever the rows.

A form that hung on whether a null is among the rows would give one row other bits than many. So whole numbers and truths come as floats,
where NaN is null; what a float cannot hold is refused.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.expressions.tree import Type

WHOLE = 2**53
"""Up to here a float holds every whole number."""

_MOMENTS = {"time": "datetime64[us]", "duration": "timedelta64[us]", "date": "datetime64[D]"}
PHYSICAL: dict[Type, Any] = {
    "bool": pa.bool_(),
    "float": pa.float64(),
    "money": pa.float64(),
    "text": pa.string(),
    "null": pa.float64(),
}
"""Physical forms of types; all others are whole numbers."""

Arrays = NDArray[Any]


class MisfitError(ValueError):
    """Values that are not what they should be; the message goes on after the name of a column or function."""


def handed(values: pa.Array, kind: Type) -> Arrays:
    """Give physical values the form in which functions see them; nobody may write into it.

    Raises
    ------
    MisfitError
        If a whole number is too large for a float.

    Examples
    --------
    >>> handed(pa.array([1, None]), "int"), handed(pa.array(["a", None]), "text")
    (array([ 1., nan]), array(['a', None], dtype=object))
    >>> handed(pa.array([0]), "time")
    array(['1970-01-01T00:00:00.000000'], dtype='datetime64[us]')
    """
    if kind in _MOMENTS:
        numbers = pc.fill_null(values.cast(pa.int64()), np.iinfo(np.int64).min).to_numpy(zero_copy_only=False)
        found = numbers.astype(_MOMENTS[kind])  # the least integer is what numpy calls no moment
    elif kind == "text":
        found = np.array(values.to_pylist(), object)
    else:
        if kind == "int":
            _demand_whole(values)
        found = pc.fill_null(values.cast(pa.float64()), np.nan).to_numpy(zero_copy_only=False)
    seen: Arrays = found.view()
    seen.flags.writeable = False
    return seen


def _demand_whole(values: pa.Array) -> None:
    ends = pc.min_max(values).as_py()
    far = [one for one in ends.values() if one is not None and abs(one) > WHOLE]
    if far:
        raise MisfitError(
            f"holds {far[0]}, and a function is given whole numbers as floats, which hold them up to 2**53; read it as text"
        )


def taken(found: Any, kind: Type, rows: int) -> pa.Array:
    """Bring what a function returned into physical form.

    Parameters
    ----------
    found : array
        Of numpy, Arrow, or what numpy takes for one.
    kind : Type
        As declared.
    rows : int
        How many values there should be.

    Raises
    ------
    MisfitError
        If it is no array of so many values, or one of another type.

    Examples
    --------
    >>> taken(np.array([1.5, np.nan]), "float", 2).to_pylist()
    [1.5, None]
    >>> taken(np.array([1.5, 2.0]), "int", 2)
    Traceback (most recent call last):
    wager.features.python.arrays.MisfitError: gives 1.5, which is not whole, where `type: int` is declared; round it, or declare `type: float`
    """
    values, missing = _plain(found)
    if values.ndim != 1 or len(values) != rows:
        said = (
            "one value"
            if values.ndim == 0
            else f"an array of {' x '.join(f'{one:,}' for one in values.shape)}"
        )
        raise MisfitError(f"gives {said}; expected an array with one value for each of {rows:,} rows")
    if kind in _MOMENTS:
        return _moments(values, missing, kind)
    if kind == "text":
        return _texts(values, missing)
    return _numbers(values, missing, kind)


def _plain(found: Any) -> tuple[Arrays, NDArray[np.bool_] | None]:
    """Return values as numpy holds them, and where there are none."""
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if isinstance(found, pa.Array):
        missing = pc.is_null(found).to_numpy(zero_copy_only=False)
        if found.null_count and (pa.types.is_integer(found.type) or pa.types.is_boolean(found.type)):
            found = pc.fill_null(found, pa.scalar(0, pa.int64()).cast(found.type))
        return found.to_numpy(zero_copy_only=False), missing
    if isinstance(found, np.ma.MaskedArray):
        return np.asarray(found.data), np.ma.getmaskarray(found)
    try:
        return np.asarray(found), None
    except ValueError:
        raise MisfitError("gives rows of several lengths; expected an array of one dimension") from None


def _objects(
    values: Arrays, missing: NDArray[np.bool_] | None, kind: Type
) -> tuple[Arrays, NDArray[np.bool_]]:
    """Name the nulls among Python objects: None and NaN."""
    none = np.array([one is None or one != one for one in values], bool)  # noqa: PLR0124 - NaN is unequal to itself
    if missing is not None:
        none |= missing
    kinds = {type(one) for one in values[~none]}
    wanted = (str, np.str_) if kind == "text" else (bool, int, float, np.number, np.bool_)
    for one in sorted(kinds, key=lambda each: each.__name__):
        if not issubclass(one, wanted):
            raise _other(one.__name__, kind)
    return values, none


def _numbers(values: Arrays, missing: NDArray[np.bool_] | None, kind: Type) -> pa.Array:
    if values.dtype.kind == "O":
        values, missing = _objects(values, missing, kind)
        kinds = {type(one) for one in values[~missing]}
        values = np.where(missing, 0, values).astype(bool if kinds and kinds <= {bool, np.bool_} else float)
    # As truths come in, so they may go out: as floats.
    if values.dtype.kind not in ("bf" if kind == "bool" else "iuf"):
        raise _other(_named(values.dtype), kind)
    none = ~np.isfinite(values) if values.dtype.kind == "f" else np.zeros(len(values), bool)
    if missing is not None:
        none |= missing
    if kind in {"float", "money"}:
        if values.dtype.kind in "iu" and (np.abs(values.astype(float)) > WHOLE).any():
            raise MisfitError(
                "gives whole numbers beyond 2**53, which a float does not hold; declare `type: int`"
            )
        if values.dtype.itemsize > 8:
            raise _other(_named(values.dtype), kind)
        floats = values.astype(np.float64)
        if kind == "money":
            _demand_integers(floats[~none], "`type: money`, in whole minor units such as cents,", "round it")
        return pa.array(floats, mask=none)
    if kind == "bool":
        truths = values if values.dtype.kind == "b" else _truths(values, none)
        return pa.array(truths, mask=none)
    return _integers(values, none)


def _integers(values: Arrays, none: NDArray[np.bool_]) -> pa.Array:
    if values.dtype.kind == "f":
        _demand_integers(values[~none].astype(float), "`type: int`", "round it, or declare `type: float`")
        values = np.where(none, 0, values)
    if values.dtype.kind == "u" and len(values) and int(values.max()) >= 2**63:
        raise MisfitError("gives whole numbers from 2**63 on; `type: int` ends below")
    return pa.array(values.astype(np.int64), mask=none)


def _demand_integers(values: NDArray[np.float64], what: str, how: str) -> None:
    wrong = ~((np.abs(values) <= WHOLE) & (np.floor(values) == values))
    if wrong.any():
        raise MisfitError(
            f"gives {values[wrong][0]:.17g}, which is not whole, where {what} is declared; {how}"
        )


def _truths(values: Arrays, none: NDArray[np.bool_]) -> NDArray[np.bool_]:
    wrong = ~none & (values != 0) & (values != 1)
    if wrong.any():
        raise MisfitError(
            f"gives {values[wrong][0]:g} where `type: bool` is declared; expected true or false, or 1, 0 and NaN"
        )
    return np.asarray(np.where(none, 0, values) == 1)


def _texts(values: Arrays, missing: NDArray[np.bool_] | None) -> pa.Array:
    if values.dtype.kind == "U":
        return pa.array([str(one) for one in values], pa.string(), mask=missing)
    if values.dtype.kind != "O" and not (values.dtype.kind == "f" and np.isnan(values).all()):
        raise _other(_named(values.dtype), "text")
    values, none = _objects(values.astype(object), missing, "text")
    return pa.array(
        [None if empty else str(one) for one, empty in zip(values, none, strict=True)], pa.string()
    )


def _moments(values: Arrays, missing: NDArray[np.bool_] | None, kind: Type) -> pa.Array:
    wanted = np.dtype(_MOMENTS[kind])
    if values.dtype.kind != wanted.kind or np.datetime_data(values.dtype)[0] == "generic":
        raise _other(_named(values.dtype), kind)
    exact = values.astype(wanted)
    none = np.isnat(values)
    if (exact.astype(values.dtype)[~none] != values[~none]).any():
        what = "days" if kind == "date" else "microseconds"
        raise MisfitError(f"gives moments between whole {what} where `type: {kind}` is declared; round them")
    if missing is not None:
        none |= missing
    return pa.array(exact.astype(np.int64), mask=none)


def _named(dtype: np.dtype[Any]) -> str:
    kinds = {
        "b": "truths",
        "i": "whole numbers",
        "u": "whole numbers",
        "f": "floats",
        "U": "texts",
        "M": "moments",
        "m": "durations",
    }
    return f"{kinds.get(dtype.kind, 'values')} ({dtype})"


_BY_KIND = {"truths": "bool", "whole": "int", "floats": "float", "texts": "text", "moments": "time", "durations": "duration", "str": "text",
            "bool": "bool", "int": "int", "float": "float"}  # fmt: skip


def _other(found: str, kind: Type) -> MisfitError:
    better = _BY_KIND.get(found.partition(" ")[0])
    hint = f"; declare `type: {better}`, or convert them" if better and better != kind else ""
    return MisfitError(f"gives {found} where `type: {kind}` is declared{hint}")
