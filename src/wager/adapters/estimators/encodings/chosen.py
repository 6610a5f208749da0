"""From what a model file says of a column to its encoding, and from what was stored back to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NoReturn

import pyarrow as pa

from wager.adapters.estimators.encodings.encoding import Encoding
from wager.adapters.estimators.encodings.hashing import MOST_COLUMNS, Hashing
from wager.adapters.estimators.encodings.onehot import OneHot
from wager.adapters.estimators.encodings.target import Target
from wager.adapters.estimators.encodings.tfidf import MOST_WORDS, Tfidf
from wager.foundation.errors import BadInputError, nearest
from wager.training.columns import is_category
from wager.training.estimator import Encode, Sample, Task
from wager.training.stored import Document

NATIVE, ONEHOT = "native", "onehot"
TOP = 20_000
MOST_TERMS = 1_000_000

Learn = Callable[[str, Any, Sample, Task], Encoding]


def learned(name: str, said: Any, train: Sample, task: Task | None) -> Encoding:
    """Learn the encoding of one column from the training rows.

    Parameters
    ----------
    name : str
        The column.
    said : str or mapping
        `onehot`, or one of `tfidf`, `hashing` and `target` with what it is told.
    train : Sample
        The rows.
    task : Task or None
        What is learned; `target` asks.

    Raises
    ------
    BadInputError
        If there is no such encoding, a number of it is out of range, or the column holds something else.
    """
    kind, given = next(iter(said.items())) if isinstance(said, Mapping) and len(said) == 1 else (said, None)
    if kind not in _LEARN:
        _refuse(name, f"{kind!r} is no encoding{nearest(str(kind), _LEARN)}")
    found = train.column(name)
    if kind == "tfidf" and not (is_category(found) or pa.types.is_null(found.type)):
        _refuse(name, "`tfidf` reads words, and the column holds no text; leave it out of `encode`")
    demand_levels(name, kind, found)
    return _LEARN[kind](name, given, train, task or Task("number", (), ()))


def demand_levels(name: str, kind: str, found: Any) -> None:
    """Refuse an encoding of levels where a column holds moments, or numbers that are not whole."""
    whole = pa.types.is_integer(found.type) or pa.types.is_boolean(found.type)
    if not (is_category(found) or whole or pa.types.is_null(found.type)):
        _refuse(name, f"`{kind}` reads levels, and the column holds {found.type}; leave it out of `encode`")


def refuse_strange(encode: Encode, names: Iterable[str]) -> None:
    """Refuse an encoding of a column that the model does not read."""
    for name in sorted(set(encode) - set(names)):
        raise BadInputError(
            f"`encode` names {name!r}, which is no feature of the model{nearest(name, names)}"
        )


def read(written: Document) -> Encoding:
    """Read what `to_json` of an encoding wrote.

    Raises
    ------
    BadInputError
        If it is anything else.
    """
    kind = next((kind for kind in _READ if kind in written.values), "tfidf")
    return _READ[kind](written)


def _tfidf(name: str, given: Any, train: Sample, task: Task) -> Tfidf:
    del task
    told = dict(given or {})
    least, most = told.get("ngrams", (1, 1))
    if not 1 <= least <= most <= MOST_WORDS:
        _refuse(name, f"`ngrams` goes from [1, 1] to [1, {MOST_WORDS}], and is [{least}, {most}]")
    top = _number(name, "tfidf.top", told.get("top", TOP), 1, MOST_TERMS)
    return Tfidf.learn(name, train.column(name).cast(pa.string()), (least, most), int(top))


def _hashing(name: str, given: Any, train: Sample, task: Task) -> Hashing:
    del train, task
    return Hashing(name, int(_number(name, "hashing", given, 1, MOST_COLUMNS)))


def _target(name: str, given: Any, train: Sample, task: Task) -> Target:
    return Target.learn(name, train, task, _number(name, "target", given, 0, 1e9))


def _onehot(name: str, given: Any, train: Sample, task: Task) -> OneHot:
    del given, task
    return OneHot.learn(name, train.column(name))


_LEARN: dict[Any, Learn] = {"tfidf": _tfidf, "hashing": _hashing, "target": _target, ONEHOT: _onehot}
_READ: dict[str, Callable[[Document], Encoding]] = {
    "tfidf": Tfidf.read,
    "hashing": Hashing.read,
    "target": Target.read,
    "category": OneHot.read,
}


def _number(name: str, what: str, value: Any, least: float, most: float) -> float:
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = float("nan")
    if isinstance(value, bool) or not least <= found <= most:
        _refuse(name, f"`{what}` is {value!r}; expected a number from {least:g} to {most:,.0f}")
    return found


def _refuse(name: str, said: str) -> NoReturn:
    raise BadInputError(f"`encode.{name}`: {said}")
