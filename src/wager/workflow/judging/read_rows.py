"""Which held-out rows a verdict read, and what was true of them: kept in the store, so that later ones know what they share.

Two verdicts share a look where they read the outcome of one row. The same outcome may be said in other words
(`late`, `late and distance > 0`, another column with the same values), and one row left out makes no fresh holdout.
What cannot be told is taken to be shared: a look too many is honest, one too few is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.data.row_rules import outcome_columns
from wager.data.store_parts import to_parquet
from wager.foundation.errors import WagerError
from wager.foundation.objects import ObjectStore, read_object
from wager.registry.version import read_version
from wager.workflow.question import HOLDOUT, Question

SAME = 0.99
"""Two truths are one where, on the shared rows, each value of either goes with one of the other's this often."""

_NULL = "\x00"


@dataclass(frozen=True)
class ReadRows:
    """What one verdict read.

    Attributes
    ----------
    outcome : frozenset of str
        The stored columns that the objective reads; empty where that is not known.
    width : int
        How many columns the key has.
    keys : pyarrow.Array, shape (n,)
        The key of each row, as one text.
    truth : pyarrow.Array, shape (n,), or None
        What was true of each, as text; None where it is sealed or was not kept.
    """

    outcome: frozenset[str]
    width: int
    keys: pa.Array
    truth: pa.Array | None

    @classmethod
    def of(cls, table: pa.Table, outcome: frozenset[str]) -> ReadRows:
        """Read a table with columns `key 0`, … and perhaps `truth`."""
        named = [name for name in table.column_names if name.startswith("key ")]
        texts = [_text(table[name]) for name in named]
        between = pa.scalar("\x1f", pa.large_string())
        keys = pc.binary_join_element_wise(*texts, between) if len(texts) > 1 else texts[0]
        truth = _text(table["truth"]) if "truth" in table.column_names else None
        return cls(outcome, len(named), keys, truth)

    def shares(self, other: ReadRows) -> bool:
        """Tell whether both read the outcome of one row.

        Examples
        --------
        >>> def read(column, keys, truth):
        ...     return ReadRows.of(pa.table({"key 0": keys, "truth": truth}), frozenset([column]))
        >>> one = read("late", [1, 2, 3], [True, False, True])
        >>> one.shares(read("late", [3, 4], [False, True])), one.shares(read("late", [4, 5], [True, True]))
        (True, False)
        >>> one.shares(read("on_time", [1, 2, 3], [False, True, False])), one.shares(
        ...     read("wet", [1, 2, 3], [False, True, True])
        ... )
        (True, False)
        """
        if self.width != other.width:  # keys of another form cannot be compared
            return True
        found = pc.index_in(self.keys, value_set=other.keys)
        shared = found.is_valid()
        if not pc.any(shared).as_py():
            return False
        if not self.differs_in_words(other) or self.truth is None or other.truth is None:
            return True
        return _one_truth(self.truth.filter(shared), other.truth.take(found.filter(shared)))

    def differs_in_words(self, other: ReadRows) -> bool:
        """Tell whether the other's outcome is said by other columns, so that its truth has to be compared.

        Examples
        --------
        >>> rows = pa.table({"key 0": [1], "truth": [True]})
        >>> late, wet = (ReadRows.of(rows, frozenset([column])) for column in ("late", "wet"))
        >>> late.differs_in_words(wet), late.differs_in_words(late)
        (True, False)
        """
        named = self.outcome and other.outcome and not self.outcome & other.outcome
        return bool(named) and self.width == other.width and other.truth is not None


def rows_read(question: Question, *, sealed: bool) -> tuple[pa.Table, str]:
    """Return keys and truth of the held-out rows, and the columns that the objective reads, sorted and as one text.

    The truth of a sealed outcome is left out.
    """
    rows = pa.array(question.parts.rows(HOLDOUT))
    found = {f"key {place}": _text(key.take(rows)) for place, key in enumerate(question.rows.keys)}
    if not sealed:
        found["truth"] = _text(question.rows.objective.take(rows))
    read = outcome_columns(question.inputs.unit, question.design.objective)
    return pa.table(found), " ".join(sorted(read))


def keep_rows(objects: ObjectStore, table: pa.Table) -> str:
    """Keep what `rows_read` found; return the object's name."""
    return objects.put_bytes(to_parquet(table))


def kept_rows(objects: ObjectStore, body: Mapping[str, Any]) -> ReadRows | None:
    """Read back which rows a verdict read; None where that cannot be told.

    Verdicts of older projects kept what their model answered on those rows.

    Parameters
    ----------
    body : mapping
        Of the verdict's log entry, or of what the ledger says of it.
    """
    import pyarrow.parquet as pq

    try:
        name = str(body.get("read", "")) or _answers(objects, body)
        table = pq.read_table(BytesIO(read_object(objects, name))) if name else None
    except WagerError:
        return None
    if table is None or "key 0" not in table.column_names:
        return None
    return ReadRows.of(table, frozenset(str(body.get("outcome", "")).split()))


def _answers(objects: ObjectStore, body: Mapping[str, Any]) -> str:
    later = body.get("judged_on") or {}
    if later:
        return str(later["predictions"]["object"])
    version = str(body.get("version", ""))
    answered = read_version(objects, version).predictions if version else {}
    return str(answered["object"]) if answered.get("part") == HOLDOUT else ""


def _text(column: Any) -> pa.Array:
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return array.cast(pa.large_string()).fill_null(_NULL)


def _one_truth(mine: pa.Array, theirs: pa.Array) -> bool:
    """Tell whether each value of one goes with one value of the other, but for a few rows; names do not matter."""
    one, other = (column.dictionary_encode().indices.to_numpy().astype(np.int64) for column in (mine, theirs))
    width = int(other.max()) + 1
    pairs, counts = np.unique(one * width + other, return_counts=True)
    return _mostly_one(pairs // width, counts) and _mostly_one(pairs % width, counts)


def _mostly_one(codes: Any, counts: Any) -> bool:
    """Tell whether within each code one pair holds nearly all rows."""
    most = np.zeros(int(codes.max()) + 1)
    np.maximum.at(most, codes, counts)
    return bool((most >= SAME * np.bincount(codes, weights=counts)).all())
