"""Records that are written as JSON and read back by their types, so that an analysis is computed once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, Self, Union, get_args, get_origin, get_type_hints


class Record:
    """A frozen dataclass whose fields are plain values, other records, tuples and mappings of these.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Point(Record):
    ...     at: tuple[int, ...]
    >>> Point((1, 2)).to_json(), Point.from_json({"at": [1, 2]})
    ({'at': [1, 2]}, Point(at=(1, 2)))
    """

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {one.name: _written(getattr(self, one.name)) for one in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        kinds = get_type_hints(cls)
        return cls(**{name: _read(kinds[name], value) for name, value in found.items()})


def _written(value: Any) -> Any:
    if hasattr(value, "to_json"):
        return value.to_json()
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, Mapping):
        return {key: _written(one) for key, one in value.items()}
    return value


def _read(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _read(next(one for one in get_args(kind) if one is not type(None)), value)
    if origin is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in value)
    if origin is not None and issubclass(origin, Mapping):
        return {key: _read(get_args(kind)[1], one) for key, one in value.items()}
    return kind.from_json(value) if hasattr(kind, "from_json") else value
