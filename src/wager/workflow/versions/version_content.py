"""What a version's rows, columns and predictions say, as digests of their values: what a rebuild must find again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.order import content_digest
from wager.data.rows import UnitRows
from wager.data.store_parts import to_parquet
from wager.evaluation.contender import Contender
from wager.foundation.objects import ObjectStore
from wager.workflow.question import Question


def rows_content(rows: UnitRows) -> str:
    """Hash the values of the unit rows: moments, places, what turned out to be true, clusters and keys."""
    columns = {
        "t": pa.array(rows.t),
        "index": pa.array(rows.index),
        "objective": rows.objective,
        "cluster": pa.array(rows.cluster),
    }
    if rows.also is not None:
        columns["cluster 2"] = pa.array(rows.also)
    return content_digest(pa.table(columns | _keys(rows.keys)))


def column_content(values: pa.Array) -> str:
    """Hash the values of one column, independent of its name and of how Arrow lays it out.

    Examples
    --------
    >>> column_content(pa.array([1, None])) == column_content(pa.array([7, 1, None])[1:])
    True
    """
    return content_digest(pa.table({"value": values}))


def predictions_table(question: Question, contender: Contender, rows: NDArray[np.int64]) -> pa.Table:
    """Put what a contender answered on some rows beside their keys and moments.

    Parameters
    ----------
    question : Question
    contender : Contender
        With n answers.
    rows : ndarray of int64, shape (n,)
        The rows of the question that it answered, in this order.

    Returns
    -------
    pyarrow.Table
        `key 0`, …, `t` (null where the design has no moments), and what there is of `probability CLASS`, `value`,
        `action`, `money` (minor units, given the truth).
    """
    taken = pa.array(rows)
    columns = _keys(tuple(key.take(taken) for key in question.rows.keys))
    moments, instant = question.decided_at(rows), pa.timestamp("us", "UTC")
    columns["t"] = pa.nulls(len(rows), instant) if moments is None else pa.array(moments).cast(instant)
    if contender.probabilities is not None:
        for name, one in zip(question.task.classes, contender.probabilities.T, strict=True):
            columns[f"probability {name}"] = pa.array(np.ascontiguousarray(one))
    if contender.values is not None:
        columns["value"] = pa.array(contender.values)
    if contender.actions is not None:
        columns["action"] = pa.array(question.task.actions).take(pa.array(contender.actions))
    if contender.money is not None:
        columns["money"] = pa.array(contender.money)
    return pa.table(columns)


def predictions_object(
    objects: ObjectStore, question: Question, contender: Contender, part: str
) -> dict[str, Any]:
    """Keep what a contender answered on the rows of one part; return `Version.predictions`.

    Parameters
    ----------
    objects : ObjectStore
        Takes the Parquet file.
    question, contender
        As for `predictions_table`.
    part : str
        `holdout` for the model of a hypothesis; a baseline's are of development rows, whose truth may be looked at.

    Returns
    -------
    dict
        `part`, `object`, `content` (digest of the values, however Parquet lays them out) and `count`.
    """
    table = predictions_table(question, contender, question.parts.rows(part))
    return {
        "part": part,
        "object": objects.put_bytes(to_parquet(table)),
        "content": content_digest(table),
        "count": table.num_rows,
    }


def _keys(keys: tuple[pa.Array, ...]) -> dict[str, pa.Array]:
    return {f"key {place}": key for place, key in enumerate(keys)}
