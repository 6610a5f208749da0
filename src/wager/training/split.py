"""Which row belongs to which part: by its prediction time T, or by a stable hash of its key.

The embargo is derived (formats.md, Two clocks): a row is dropped from its part when its objective matures
after the first T of the next part, since it could not have been known by then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.training.columns import Booleans, Integers

PARTS = ("train", "tune", "holdout")
TRAIN, TUNE, HOLDOUT, DROPPED = 0, 1, 2, -1

FEW_KEYS = 100
"""With fewer different keys, whole groups of equal rows would make parts of any size."""

_HASHES = 1 << 52  # whole numbers that a float holds, so that shares divide them exactly enough


@dataclass(frozen=True)
class Parts:
    """The part of each row.

    Attributes
    ----------
    codes : ndarray of int8, shape (n,)
        0 train, 1 tune, 2 holdout, -1 dropped.
    order : ndarray of int64, shape (n,)
        T, or the hash of the key: what tells the earlier half of `tune` from the later.
    dropped : dict of str to int
        How many rows were left out, by reason.
    begin : dict of str to int
        First instant of each part; empty where the parts go by hash.
    """

    codes: NDArray[np.int8]
    order: Integers
    dropped: dict[str, int]
    begin: dict[str, int]

    def rows(self, part: str) -> Integers:
        """Return the places of a part's rows, ascending."""
        return np.flatnonzero(self.codes == PARTS.index(part))

    def counts(self) -> dict[str, int]:
        """Count the rows of each part."""
        return {part: int((self.codes == code).sum()) for code, part in enumerate(PARTS)}

    def sampled(self, rows: int) -> Parts:
        """Keep so many rows of train, evenly spread in their order; the other parts stay whole.

        Examples
        --------
        >>> parts = by_time(np.arange(10), {"train": 0, "tune": 8}, matures=0)
        >>> parts.sampled(3).rows("train")
        array([0, 3, 7])
        """
        train = self.rows("train")
        if rows >= len(train):
            return self
        kept = train[np.linspace(0, len(train) - 1, rows).astype(np.int64)]
        codes = self.codes.copy()
        codes[train] = DROPPED
        codes[kept] = TRAIN
        return replace(self, codes=codes, dropped={**self.dropped, "not sampled": len(train) - rows})

    def merged(self) -> Parts:
        """Count the rows of `tune` as rows of `train`.

        Examples
        --------
        >>> by_time(np.arange(6), {"train": 0, "tune": 3, "holdout": 5}, matures=0).merged().counts()
        {'train': 5, 'tune': 0, 'holdout': 1}
        """
        codes = np.where(self.codes == TUNE, np.int8(TRAIN), self.codes)
        return replace(self, codes=codes, begin={key: at for key, at in self.begin.items() if key != "tune"})

    def known_by(self, until: int, matures: int) -> Parts:
        """Drop the rows whose outcome was not known by an instant.

        Examples
        --------
        >>> by_time(np.arange(10), {"train": 0, "tune": 4}, matures=1).known_by(8, 2).codes
        array([ 0,  0,  0,  0,  1,  1,  1, -1, -1, -1], dtype=int8)
        """
        codes, dropped = self.codes.copy(), dict(self.dropped)
        _drop(codes, (codes != DROPPED) & (self.order + matures > until), "outcome after the freeze", dropped)
        return replace(self, codes=codes, dropped=dropped)

    def halves_of_tune(self) -> tuple[Integers, Integers]:
        """Return the rows of the earlier half of `tune` and of the later; rows of one T stay together.

        Returns
        -------
        earlier, later : ndarray of int64
            For early stopping, and for calibration.
        """
        tune = self.rows("tune")
        if len(tune) == 0:
            return tune, tune
        order = np.sort(self.order[tune])
        middle = order[len(tune) // 2]
        if (
            middle == order[0]
        ):  # most rows have the first moment: the others are the later half, unless there are none
            middle = order[min(np.searchsorted(order, middle, side="right"), len(order) - 1)]
        early = self.order[tune] < middle
        return tune[early], tune[~early]


def by_time(decided_at: Integers, begin: Mapping[str, int], matures: int) -> Parts:
    """Part rows by T, with the derived embargo.

    Parameters
    ----------
    decided_at : ndarray of int64, shape (n,)
        T of each row, microseconds.
    begin : mapping of str to int
        First instant of `train`, `tune`, `holdout`, and of `end`, which belongs to no part. Those that are
        absent are empty.
    matures : int
        Microseconds until an objective is known.

    Examples
    --------
    >>> parts = by_time(np.arange(10), {"train": 0, "tune": 4, "holdout": 7, "end": 9}, matures=1)
    >>> parts.codes
    array([ 0,  0,  0,  0,  1,  1,  1,  2,  2, -1], dtype=int8)
    >>> by_time(np.arange(10), {"train": 0, "tune": 4, "holdout": 7, "end": 9}, matures=3).dropped
    {'after the end': 1, 'embargo before tune': 2, 'embargo before holdout': 2}
    """
    named = [part for part in PARTS if part in begin]
    edges = [begin[part] for part in named]
    if not edges or edges != sorted(set(edges)):
        raise BadInputError(f"the parts {named} do not begin one after the other; order their moments")
    place = np.searchsorted(np.asarray(edges, dtype=np.int64), decided_at, side="right") - 1
    codes = np.asarray([PARTS.index(part) for part in named] + [DROPPED], dtype=np.int8)[place]
    dropped: dict[str, int] = {}
    _drop(codes, decided_at < edges[0], f"before {named[0]}", dropped)
    if "end" in begin:
        _drop(codes, decided_at >= begin["end"], "after the end", dropped)
    _embargo(codes, decided_at, matures, dropped)
    return Parts(codes, decided_at, dropped, {name: at for name, at in begin.items() if name in PARTS})


def _embargo(codes: NDArray[np.int8], decided_at: Integers, matures: int, dropped: dict[str, int]) -> None:
    firsts = {code: int(decided_at[codes == code].min()) for code in range(3) if (codes == code).any()}
    for code in sorted(firsts):
        later = [other for other in firsts if other > code]
        if later:
            following = min(later)
            late = (codes == code) & (decided_at + matures > firsts[following])
            _drop(codes, late, f"embargo before {PARTS[following]}", dropped)


def _drop(codes: NDArray[np.int8], rows: Booleans, reason: str, dropped: dict[str, int]) -> None:
    count = int(rows.sum())
    if count:
        codes[rows] = DROPPED
        dropped[reason] = count


def fifths(decided_at: Integers) -> dict[str, int]:
    """Say where the parts of a one-file project begin: the last fifth of time is the holdout.

    Examples
    --------
    >>> fifths(np.array([0, 100]))
    {'train': 0, 'tune': 60, 'holdout': 80}
    """
    if len(decided_at) == 0 or decided_at.min() == decided_at.max():
        raise BadInputError("all rows have the same moment of decision; without time the parts go by hash")
    first, last = int(decided_at.min()), int(decided_at.max())
    return {
        "train": first,
        "tune": first + (last - first) * 3 // 5,
        "holdout": first + (last - first) * 4 // 5,
    }


def by_hash(keys: Sequence[Any], shares: Mapping[str, float]) -> Parts:
    """Part rows by a stable hash of their key: for data without any time.

    Parameters
    ----------
    keys : sequence of pyarrow.Array
        The columns of the key (or of the group whose rows stay together).
    shares : mapping of str to float
        Of `train`, `tune`, `holdout`; they sum to at most 1, and the rest is dropped.

    Examples
    --------
    >>> by_hash([pa.array(range(1000))], {"train": 0.6, "tune": 0.2, "holdout": 0.2}).counts()
    {'train': 601, 'tune': 196, 'holdout': 203}
    """
    hashes = key_hashes(keys)
    edges = np.cumsum([float(shares.get(part, 0)) for part in PARTS])
    if edges[-1] > 1 + 1e-9:
        raise BadInputError(f"the shares of the parts sum to {edges[-1]:.4g}; expected at most 1")
    bounds = np.floor(edges * _HASHES + 0.5).astype(np.int64)
    place = np.searchsorted(bounds, hashes, side="right")
    codes = np.asarray([TRAIN, TUNE, HOLDOUT, DROPPED], dtype=np.int8)[place]
    rest = int((codes == DROPPED).sum())
    return Parts(codes, hashes, {"in no share": rest} if rest else {}, {})


def together(groups: Any, keys: Sequence[Any]) -> Sequence[Any]:
    """Hash rows of one group alike; a row without a group is one of its own, by its key.

    Parameters
    ----------
    groups : pyarrow.Array, shape (n,)
    keys : sequence of pyarrow.Array

    Examples
    --------
    >>> told = together(pa.array(["a", "a", None, None]), [pa.array([1, 2, 3, 4])])
    >>> len(set(key_hashes(told).tolist()))
    3
    """
    alone = pc.is_null(groups)
    return [groups, *(pc.if_else(alone, key, pa.scalar(None, key.type)) for key in keys)]


def told_apart(keys: Sequence[Any]) -> Sequence[Any]:
    """Tell equal rows apart by number, where nothing names a row and there are few different ones.

    Copies of one row stay together as a rule, or a model would have learned what it is judged on. But of a few
    categories alone, equal rows are different cases.

    Parameters
    ----------
    keys : sequence of pyarrow.Array
        All columns of the rows.

    Examples
    --------
    >>> [key.to_pylist() for key in told_apart([pa.array(["a", "b", "a"])])]
    [['a', 'b', 'a'], [0, 0, 1]]
    """
    codes = np.unique(key_hashes(keys), return_inverse=True)[1]
    if len(codes) == 0 or int(codes.max()) + 1 >= min(FEW_KEYS, len(codes)):
        return keys
    order = np.argsort(codes, kind="stable")
    first = np.searchsorted(codes[order], codes[order])
    number = np.empty(len(codes), dtype=np.int64)
    number[order] = np.arange(len(codes)) - first
    return [*keys, pa.array(number)]


def key_hashes(keys: Sequence[Any]) -> Integers:
    """Hash each row's key to a whole number below 2**52, the same on every machine."""
    texts = [_texts(key) for key in keys]
    joined = pc.binary_join_element_wise(*texts, "\x1f") if len(texts) > 1 else texts[0]
    hashed = (_hash(text) for text in joined.to_pylist())
    return np.fromiter(hashed, dtype=np.int64, count=len(joined))


def _texts(key: Any) -> Any:
    found = key.combine_chunks() if isinstance(key, pa.ChunkedArray) else key
    return found.cast(pa.string()).fill_null("\x00")


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 12
