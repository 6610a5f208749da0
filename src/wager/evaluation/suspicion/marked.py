"""Find columns that mark the outcome by being empty, or filled, or not at their usual value.

What is written once the outcome is there (a refund, a date of return, a reason) marks the rows of one outcome and stays empty,
or at its usual value, in all others. Such a column may tell few rows, and these for certain: by its order over all rows it looks harmless. The mark
changes the odds of the outcome; by how much at least, an exact test says.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from wager.evaluation.suspicion.alone import coded
from wager.evaluation.suspicion.sign import ALPHA, ODDS, Seen, Sign
from wager.training.columns import Booleans, Integers


def marked(seen: Seen) -> list[Sign]:
    """Find the columns by whose marks the odds of an outcome change more than anything known beforehand should.

    Examples
    --------
    >>> import pyarrow as pa
    >>> truth = np.arange(2000) % 2
    >>> refund = pa.array([7 if one and row % 5 == 1 else None for row, one in enumerate(truth)])
    >>> marked(Seen({"refund": refund}, truth, "binary", "late", np.arange(2000)))[0].said
    'in 200 rows it is filled, and late is true in all of them, where it is true in 50 % of all rows'
    """
    events = seen.events()
    alpha = ALPHA / max(8 * len(seen.columns) * len(events), 1)
    clusters = seen.first_clusters()
    found = []
    for name, column in seen.columns.items():
        best, said = alpha, ""
        for word, rows in marks(column):
            for outcome, true in events.items():
                for side in (true, ~true):
                    p = chance(rows, side, clusters)
                    if p < best:
                        best, said = p, _words(word, outcome, rows, side, is_true=side is true)
        if said:
            found.append(Sign((name,), said))
    return found


def _words(word: str, outcome: str, rows: Booleans, side: Booleans, *, is_true: bool) -> str:
    count, agreeing = int(rows.sum()), int((rows & side).sum())
    often = "all of them" if agreeing == count else f"{agreeing:,} of them"
    value = "true" if is_true else "false"
    return f"in {count:,} rows it {word}, and {outcome} is {value} in {often}, where it is {value} in {side.mean():.0%} of all rows".replace(
        "%", " %"
    )


def marks(column: object) -> Iterator[tuple[str, Booleans]]:
    """Name the two-fold questions to ask of a column: is it empty, is it at its most frequent value."""
    codes, values, distinct = coded(column)
    missing = codes < 0
    if missing.any() and not missing.all():
        yield "is empty", missing
        yield "is filled", ~missing
    if distinct < 2:
        return
    usual = np.flatnonzero(codes == np.bincount(codes[~missing]).argmax())
    at = np.zeros(len(codes), dtype=np.bool_)
    at[usual] = True
    value = f"{values[usual[0]]:.6g}" if values is not None else "its most frequent text"
    yield f"is {value}", at
    yield f"is not {value}", ~at & ~missing


def chance(rows: Booleans, true: Booleans, clusters: Integers) -> float:
    """Say how often so many marked rows would agree about the outcome, did the mark change its odds by `ODDS` at most.

    Rows of one cluster count only as far as rows of another outcome stand beside them, since what the cluster shares cannot
    have made that difference; and once in any case. Both counts shrink to as many.
    """
    from scipy.special import bdtrc

    share, count = float(true.mean()), int(rows.sum())
    agreeing = int((rows & true).sum())
    if count == 0 or not 0 < share < 1 or agreeing <= share * count:
        return 1.0
    of_cluster, others = np.bincount(clusters, rows), np.bincount(clusters, ~true)
    independent = float(np.minimum(of_cluster, np.maximum(others, 1)).sum()) / count
    odds = ODDS * share / (1 - share)
    # Agreeing rows round down and the others up: never more sure than the counts are.
    against = int(np.ceil((count - agreeing) * independent))
    agreed = int(agreeing * independent)
    return float(bdtrc(agreed - 1, agreed + against, odds / (1 + odds)) if agreed else 1.0)
