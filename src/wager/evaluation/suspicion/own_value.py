"""Find columns that have a value of their own in each row: names and numbers of the rows themselves.

No later row has a value that was learned from, so that nothing can be learned from it, and trees remember rows by it. No outcome is
looked at; whether the order of a counter tells the outcome is asked by `serial.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow.compute as pc

from wager.evaluation.suspicion.serial import counted
from wager.evaluation.suspicion.sign import Seen, Sign
from wager.training.columns import is_category

LEAST_ROWS = 100
"""In fewer rows even a dozen of levels may not have met yet."""

OWN = 0.95
"""From this share of rows on whose value no other row has, a column names the rows."""

_HALF = 0.5


def own_values(seen: Seen) -> list[Sign]:
    """Find the columns that name or number the rows.

    Whole numbers count if they were dealt out one by one (`serial.counted`): measurements, such as a price, may all differ and say
    something. Texts of several words are no names of rows.

    Examples
    --------
    >>> import pyarrow as pa
    >>> rows = np.arange(200)
    >>> columns = {"ticket": pa.array([f"T{one * one}" for one in rows]), "no": pa.array(rows), "price": pa.array(rows**2 * 7.5)}
    >>> for sign in own_values(Seen(columns, rows % 2, "binary", "late", rows)):
    ...     print(sign.columns, sign.said)
    ('ticket',) 200 of 200 rows have a value that no other row has
    ('no',) it counts the rows: no two of 200 have the same number
    """
    found = []
    for name, column in seen.columns.items():
        filled = column.drop_null()
        if len(filled) < LEAST_ROWS:
            continue
        if is_category(column):
            alone = _alone(filled)
            if alone >= OWN * len(filled):
                said = f"{alone:,} of {len(filled):,} rows have a value that no other row has"
                found.append(Sign((name,), said))
        elif counted(column) is not None:
            said = f"it counts the rows: no two of {len(filled):,} have the same number"
            found.append(Sign((name,), said))
    return found


def _alone(texts: Any) -> int:
    """Count the rows whose text no other row has; none where these are texts of several words."""
    words = pc.sum(pc.match_substring(texts, " ")).as_py() or 0
    if words > _HALF * len(texts):
        return 0
    counts = pc.value_counts(texts).field("counts").to_numpy()
    return int(np.count_nonzero(counts == 1))
