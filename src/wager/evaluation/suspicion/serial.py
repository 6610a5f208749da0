"""Find numbers that merely count the rows and tell what came of them.

A counter says in which order rows were written. Where that order has to do with the outcome (a file put together from two lists, a number
given when the case was closed), a model learns the filing and not the case, and rows to come all have higher numbers.
"""

from __future__ import annotations

import math
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from wager.evaluation.suspicion.alone import ranks
from wager.evaluation.suspicion.sign import ALPHA, Seen, Sign
from wager.training.columns import Floats, Integers, is_category

_NUMBERED = re.compile(r"^(.*?)(\d{1,15})$", re.DOTALL)


def serials(seen: Seen, decided_at: Integers | None) -> list[Sign]:
    """Find the counters that tell the outcome, beyond what the moment of decision says.

    Parameters
    ----------
    seen : Seen
    decided_at : ndarray of int64, shape (n,), or None
        T of each row: a counter that runs with it is what it should be, so that only where it leaves T is looked at.

    Examples
    --------
    >>> truth = np.arange(400) < 150
    >>> columns = {"id": pa.array(np.arange(400)), "shuffled": pa.array(np.random.default_rng(1).permutation(400))}
    >>> [one.columns for one in serials(Seen(columns, truth, "binary", "late", np.arange(400)), None)]
    [('id',)]
    """
    counters = {
        name: place for name, column in seen.columns.items() if (place := counted(column)) is not None
    }
    found = []
    for name, numbers in counters.items():
        there = ~np.isnan(numbers)
        order = numbers[there] if decided_at is None else strayed(numbers[there], decided_at[there])
        p = associated(order, seen.truth[there], seen.kind)
        if p < ALPHA / len(seen.columns):
            beside = "" if decided_at is None else ", where it is not the order of the decisions"
            said = f"every row has a number of its own, and their order tells {seen.said}{beside} (by chance once in {_once(p)})"
            found.append(Sign((name,), said))
    return found


def _once(p: float) -> str:
    return "10^15 and more" if p < 1e-15 else f"{1 / p:,.0f}" if p > 1e-6 else f"10^{-math.log10(p):.0f}"


def counted(column: object) -> Floats | None:
    """Return the numbers of a counter; None where a column is none.

    Whole numbers that a row draws at random from R meet after about √R rows (the birthday problem: n of them are all different with
    a chance of e to the -n(n-1)/2R at most). Where they should have met and did not, they were dealt out one by one.
    Texts count by the digits at their end.

    Examples
    --------
    >>> counted(pa.array([3, 1, 2])) is None, counted(pa.array([f"A-{n:04}" for n in range(100)]))[:2]
    (True, array([0., 1.]))
    """
    numbers = _whole(column)
    if numbers is None or len(numbers) == 0:
        return None
    filled = numbers[~np.isnan(numbers)]
    spread = float(filled.max() - filled.min()) + 1 if len(filled) else math.inf
    pairs = len(filled) * (len(filled) - 1) / 2
    if len(np.unique(filled)) < len(filled) or pairs / spread < -math.log(ALPHA):
        return None
    return numbers


def _whole(column: object) -> Floats | None:
    if pa.types.is_integer(column.type):  # type: ignore[attr-defined]
        return np.asarray(
            pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False), dtype=np.float64
        )
    if not is_category(column):
        return None
    matched = [_NUMBERED.match(text) if text is not None else None for text in column.to_pylist()]  # type: ignore[attr-defined]
    if not all(matched) or len({one.group(1) for one in matched if one}) > 1:
        return None
    return np.array([float(one.group(2)) for one in matched if one])


def strayed(numbers: Floats, decided_at: Integers) -> Floats:
    """Say how far each counter strays from the order of the decisions; 0 where it lies among those of its own moment.

    Examples
    --------
    >>> strayed(np.array([1.0, 2.0, 9.0, 3.0]), np.array([5, 5, 6, 7]))
    array([ 0.,  0.,  1., -1.])
    """
    placed = ranks(numbers)
    _, where, counts = np.unique(decided_at, return_inverse=True, return_counts=True)
    last = np.cumsum(counts).astype(np.float64)
    first = last - counts + 1
    return np.asarray(placed - np.clip(placed, first[where], last[where]))


def associated(order: Floats, truth: Floats, kind: str) -> float:
    """Return how often an order would go with the outcome so well by chance: by ranks, in either direction."""
    from scipy.stats import kruskal, spearmanr

    if len(order) < 3 or order.min() == order.max() or truth.min() == truth.max():
        return 1.0
    if kind == "number":
        return float(spearmanr(order, truth).pvalue)
    groups = [order[truth == one] for one in np.unique(truth)]
    return float(kruskal(*groups).pvalue)
