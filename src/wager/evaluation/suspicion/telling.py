"""Find columns that tell the outcome by themselves, more surely than anything known beforehand should.

The figure is the chance that of two rows with different outcomes the column puts the right one first: the area under the ROC
curve, of a class against the others, or the concordance with a number. It is compared with `TOO_GOOD` by the lower bound of its interval,
clusters and all: a strong column is not accused because a small sample flatters it.
"""

from __future__ import annotations

import numpy as np

from wager.evaluation.influence import Measured, auc
from wager.evaluation.interval import estimate
from wager.evaluation.suspicion.alone import binned, coded, out_of_fold_means
from wager.evaluation.suspicion.sign import ALPHA, TOO_GOOD, Seen, Sign
from wager.training.columns import Booleans, Floats

COMPARED = 300
"""With so many others, evenly spread, each row is compared where the outcome is a number."""

FIRST_COMPARED, FAR_BELOW = 20, 0.9
"""A first figure from so few others; where it lies so low, no better one would reach `TOO_GOOD`."""


def telling(seen: Seen) -> list[Sign]:
    """Find the columns that tell the outcome by themselves.

    Examples
    --------
    >>> import pyarrow as pa
    >>> truth = np.arange(800) % 2
    >>> columns = {"copy": pa.array([str(one) for one in truth]), "noise": pa.array(np.arange(800) % 7)}
    >>> [one.columns for one in telling(Seen(columns, truth, "binary", "late", np.arange(800)))]
    [('copy',)]
    """
    targets: dict[str, Floats] = (
        {seen.said: seen.truth.astype(np.float64)}
        if seen.kind == "number"
        else {name: true.astype(np.float64) for name, true in seen.events().items()}
    )
    # Each column is tried by its guesses and by its order, which may run either way.
    alpha = ALPHA / max(3 * len(seen.columns) * len(targets), 1)
    found = []
    for name, column in seen.columns.items():
        bound, said = 0.0, ""
        for outcome, target in targets.items():
            for score in _scores(column, target):
                value, lower = _told(seen, score, target, alpha)
                if lower > max(bound, TOO_GOOD):
                    bound, said = lower, _words(seen, outcome, value, lower)
        if said:
            found.append(Sign((name,), said))
    return found


def _words(seen: Seen, outcome: str, value: float, lower: float) -> str:
    tail = f"in {value:.2%} of pairs (more than {min(lower, value):.2%}, allowing for chance)"
    if seen.kind == "number":
        return f"by itself it orders two rows by {outcome} {tail}"
    return f"by itself it tells a row with {outcome} from one without {tail}"


def _scores(column: object, target: Floats) -> list[Floats]:
    codes, values, distinct = coded(column)
    if distinct == 0:
        return []
    guessed = out_of_fold_means(codes if values is None else binned(values), target)
    if values is None or np.isnan(values).any():
        return [guessed]
    return [guessed, values, -values]


def _told(seen: Seen, score: Floats, target: Floats, alpha: float) -> tuple[float, float]:
    """Return the figure and its lower bound; 0 for the bound where the rows are too few to say."""
    if seen.kind == "number" and concordance(score, target, compared=FIRST_COMPARED).value < FAR_BELOW:
        return 0.0, 0.0
    measured = concordance(score, target) if seen.kind == "number" else _area(score, target > 0.5)
    if not measured.value > TOO_GOOD or not _enough(seen, target, alpha):
        return measured.value, 0.0
    lower = estimate(measured, seen.clusters).lower(alpha)
    return measured.value, 0.0 if lower is None else lower


def _area(score: Floats, true: Booleans) -> Measured:
    return auc(score, true, np.ones(len(true), dtype=np.bool_))


def _enough(seen: Seen, target: Floats, alpha: float) -> bool:
    """Tell whether rows as few as these would all be in order by chance, were the truth no more than `TOO_GOOD`.

    An interval of rows that are all in order has no length. So many independent pairs are in order with a chance of 0.95 to their number.
    Two rows of one cluster are an independent pair: what the cluster shares is on both sides of it.
    """
    high = target > (np.median(target) if seen.kind == "number" else 0.5)
    clusters = seen.first_clusters()
    within = np.minimum(np.bincount(clusters, high), np.bincount(clusters, ~high)).sum()
    between = min(len(np.unique(clusters[high])), len(np.unique(clusters[~high])))
    return bool(TOO_GOOD ** max(within, between) < alpha)


def concordance(score: Floats, target: Floats, compared: int = COMPARED) -> Measured:
    """Measure how often a score orders two rows as their outcomes are; ties of the score count a half.

    Parameters
    ----------
    score, target : ndarray of float, shape (n,)
    compared : int
        With how many others each row is compared.

    References
    ----------
    .. [1] W. Hoeffding, "A class of statistics with asymptotically normal distribution", Annals of Mathematical
       Statistics 1948: the mean over pairs has the influence 2·(a row's own mean - the mean) / n.

    Examples
    --------
    >>> round(concordance(np.array([1.0, 2.0, 3.0, 3.0]), np.array([5.0, 6.0, 7.0, 8.0])).value, 4)
    0.9167
    """
    rows = len(target)
    others = np.unique(np.linspace(0, rows - 1, min(rows, compared)).astype(np.int64))
    order = np.sign(target[:, None] - target[None, others])
    agrees = (1 + order * np.sign(score[:, None] - score[None, others])) / 2
    counts = np.where(order == 0, 0.0, 1.0)
    own = np.where(order == 0, 0.0, agrees).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    value = float(own.mean())
    return Measured(value, 2 * (own - value) / rows, np.ones(rows, dtype=np.bool_), rows)
