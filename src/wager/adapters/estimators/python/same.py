"""Are the answers of a learner a row's own, and is what it learns the rows' own? Tried at each fit; bits are compared.

Served, a row comes alone, and `reproduce` fits again. So some rows are asked again in another order and alone, and it is
fitted a second time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

from wager.adapters.estimators.python.fitted import FittedPython, method_of
from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, Floats, Integers, take
from wager.training.estimator import Sample

CODE = "E021"
"""Of a learner whose answers, or what it learns, hang on more than rows."""

AMONG, SOME, ALONE = 2000, 64, 8
"""How many training rows are asked together, how many of them once more in another order, and how many alone."""

AGAIN = 10_000
"""On how many training rows, at most, a learner is fitted a second time."""


def demand_own_answers(fitted: FittedPython, columns: Columns, rows: int) -> None:
    """Refuse a learner that answers a row otherwise in other company.

    Raises
    ------
    BadInputError
        With the row's place and both answers (E021).
    """
    chosen = take(columns, evenly(rows, AMONG))
    count = min(rows, AMONG)
    among = fitted.predict(chosen)
    some = evenly(count, SOME)
    for places, how in ((np.arange(count), "when asked a second time"), (some[::-1], "in another order")):
        _demand_same(fitted, fitted.predict(take(chosen, places)), among[places], how)
    ask = fitted.for_one()
    alone = some[:: max(1, len(some) // ALONE)][:ALONE]
    table = pa.table({name: take(chosen, alone)[name] for name in fitted.kinds})
    for place, row in zip(alone, table.to_pylist(), strict=True):
        _demand_same(fitted, ask(row)[None, :], among[place].reshape(1, -1), "alone")


def demand_same_learned(fitted: FittedPython, again: Callable[[Sample], FittedPython], train: Sample) -> None:
    """Refuse a learner that learns something else from the same rows.

    Parameters
    ----------
    again : callable
        Fits on rows.

    Raises
    ------
    BadInputError
        With what differs (E021).
    """
    if len(train) <= AGAIN:
        _demand_equal(fitted, again(train))
        return
    few = picked(train, evenly(len(train), AGAIN))
    try:
        first = again(few)
    except BadInputError:  # too few rows of something for this learner
        _demand_equal(fitted, again(train))
    else:
        _demand_equal(first, again(few))


def evenly(rows: int, most: int) -> Integers:
    """Return the places of so many rows at most, evenly spread.

    Examples
    --------
    >>> evenly(5, 3), evenly(2, 3)
    (array([0, 2, 4]), array([0, 1]))
    """
    return np.linspace(0, rows - 1, min(rows, most)).astype(np.int64)


def picked(given: Sample, rows: Integers) -> Sample:
    """Keep some rows of a sample."""
    weight = None if given.weight is None else given.weight[rows]
    return Sample(take(given.columns, rows), given.truth[rows], weight)


def digests(fitted: FittedPython) -> dict[str, str]:
    """Digest each file of what was learned."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in fitted.to_files().items()}


def _demand_equal(one: FittedPython, two: FittedPython) -> None:
    first, second = digests(one), digests(two)
    if first == second:
        return
    values = one.kept.values, two.kept.values
    odd = [name for name in sorted({*values[0], *values[1]}) if values[0].get(name) != values[1].get(name)]
    odd += [
        name.removesuffix(".npy")
        for name in sorted({*first, *second})
        if name.endswith(".npy") and first.get(name) != second.get(name)
    ]
    raise one.entry.wrong(
        f"learns another {odd[0] if odd else 'model'} from the same rows when it is fitted a second time; draw chance from "
        "`random_state`, and keep no memory between fits",
        CODE,
    )


def _demand_same(fitted: FittedPython, found: Floats, before: Floats, how: str) -> None:
    found, before = found.reshape(len(found), -1), before.reshape(len(before), -1)
    wrong = (found.view(np.int64) != before.view(np.int64)).any(axis=1)
    if not wrong.any():
        return
    place = int(wrong.argmax())
    now, was = (_told(one[place].tolist()) for one in (found, before))
    near = np.allclose(found, before, rtol=1e-12, atol=1e-14)
    hint = (
        " (they differ in the last bits only: sums along an axis and products of matrices round by the number of rows; add "
        "column by column)"
        if near
        else ""
    )
    raise fitted.entry.wrong(
        f"gives a row {was} by `{method_of(fitted.answers)}` among others, and {now} {how}; an answer is a function of its own row: no "
        f"mean, rank or sum over the rows that are asked, no chance and no memory{hint}",
        CODE,
    )


def _told(numbers: list[Any]) -> str:
    return repr(numbers[0]) if len(numbers) == 1 else repr(numbers)
