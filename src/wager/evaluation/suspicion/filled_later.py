"""Find columns that are filled in only once the outcome is there.

Rows that were decided so lately that their outcome is not known yet have in every column what was known at the decision. A column that changes
just there (empty where older rows are filled, at its first value where older ones have moved on) is written with the outcome,
whatever its clock says. Held-out outcomes are not looked at: only which rows have one.
"""

from __future__ import annotations

import numpy as np

from wager.evaluation.suspicion.marked import marks
from wager.evaluation.suspicion.sign import ALPHA, Sign
from wager.training.columns import Booleans, Columns, Integers

LEAST_ROWS = 10
ZONE = 3
"""Rows without an outcome are held against so many times as many before them, of which some have none either."""


def filled_later(columns: Columns, decided_at: Integers, judged: Booleans) -> list[Sign]:
    """Find the columns that change where outcomes end.

    It has to be every row without an outcome: what is merely rarer there may come of slow cases being other cases. Both kinds of
    rows are of the same days, so that a column that begins, ends or drifts is not taken for one that waits.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        Columns of the row; n rows.
    decided_at : ndarray of int64, shape (n,)
        T of each row.
    judged : ndarray of bool, shape (n,)
        Whether its outcome is known.

    Examples
    --------
    >>> import pyarrow as pa
    >>> moments = np.arange(500)
    >>> columns = {"report": pa.array([1 if moment < 450 else None for moment in moments]), "age": pa.array(moments % 30)}
    >>> filled_later(columns, moments, moments < 450)[0].said
    'it is empty in all 50 rows whose outcome is not there yet, and in 0 of the 150 others of about that time'
    """
    order = np.argsort(decided_at, kind="stable")
    border = _border(judged[order])
    zone = order[max(0, border - ZONE * int((~judged[order[border:]]).sum())) :]
    young, others = zone[~judged[zone]], zone[judged[zone]]
    if len(young) < LEAST_ROWS or len(others) < LEAST_ROWS:
        return []
    found = []
    for name, column in columns.items():
        best, said = ALPHA / (4 * len(columns)), ""
        for word, flag in marks(column):
            # The last of the others must differ as well: a column that ended among them did not wait for outcomes.
            p = max(_only_there(flag[young], flag[rows]) for rows in (others, others[-LEAST_ROWS:]))
            if p < best:
                best = p
                said = f"it {word} in all {len(young):,} rows whose outcome is not there yet, and in {int(flag[others].sum()):,} of the {len(others):,} others of about that time"
        if said:
            found.append(Sign((name,), said))
    return found


def _border(judged: Booleans) -> int:
    """Return the place from which on rows have no outcome: the one that parts them best."""
    steps = np.append(0, np.cumsum(np.where(judged, 1, -1)))
    return int(len(steps) - 1 - steps[::-1].argmax())


def _only_there(young: Booleans, others: Booleans) -> float:
    """Say how often chance would put a mark on all rows of one kind and on so few of the other."""
    from scipy.stats import fisher_exact

    if not young.all():
        return 1.0
    counts = [[int(one.sum()), int((~one).sum())] for one in (young, others)]
    return float(fisher_exact(counts, alternative="greater").pvalue)
