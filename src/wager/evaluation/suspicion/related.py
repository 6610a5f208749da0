"""Find rows of one person, machine or place that lie on both sides of a split by chance, and agree more than strangers do.

A model can then recognise whom it saw, and is praised for it on held-out rows; among people it never met it does worse. What
holds rows together is a column whose values come again, while new ones keep coming, or evenly, each a few times: a customer, not a carrier. Whether its rows agree is
asked among neighbours: rows of one value against rows of neighbouring values, so that a number that merely predicts (an
income, an age) holds nothing together. Only outcomes of development rows are looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.evaluation.suspicion.alone import coded, ranks
from wager.evaluation.suspicion.sign import ALPHA, Sign
from wager.training.columns import Booleans, Columns, Floats, Integers

NEW = 0.01
"""A column whose held-out rows have values that were never seen in more than this share is one to which new values keep coming."""

NEIGHBOURS = 10
"""Outcomes are dealt out anew among so many neighbouring values: among these a number that predicts says much the same."""

DEALS = 200
"""Enough for the mean and the spread of a sum over hundreds of values."""


def related_rows(
    columns: Columns,
    truth: NDArray[Any],
    kind: str,
    *,
    learned: Booleans,
    held: Booleans,
    key: tuple[str, ...] = (),
) -> list[Sign]:
    """Find the columns whose rows hang together and were parted by chance.

    Parameters
    ----------
    columns : mapping of str to pyarrow.Array
        That may name a person or thing; n rows.
    truth : ndarray, shape (n,)
        The outcomes; those of held-out rows are not looked at.
    kind : str
        `binary`, `classes` or `number`.
    learned, held : ndarray of bool, shape (n,)
        Training rows; held-out rows.
    key : tuple of str
        The key of the rows: where it has several columns, each of them names something.

    Examples
    --------
    >>> chance = np.random.default_rng(2)
    >>> patient = np.repeat(np.arange(400), 3)
    >>> truth = (chance.random(400) < 0.4)[patient].astype(float)
    >>> side = chance.random(1200) < 0.6
    >>> related_rows({"patient": pa.array(patient)}, truth, "binary", learned=side, held=~side)[0].columns
    ('patient',)
    """
    candidates = {name: codes for name, column in columns.items() if (codes := _names(column)) is not None}
    parts = key if len(key) > 1 else ()
    found = []
    for name, codes in candidates.items():
        seen = np.isin(codes[held], codes[learned])
        several = name in parts or _keeps_coming(seen) or _dealt_out(codes, ALPHA / len(candidates))
        if not several or not seen.any():
            continue
        p, alike, strangers = agreement(codes[~held], truth[~held], kind)
        if p < ALPHA / len(candidates):
            said = (
                f"{int(seen.sum()):,} of {len(seen):,} held-out rows have a {name} that is learned from as well, and {alike}, "
                f"where {strangers} of neighbouring values do"
            )
            found.append(Sign((name,), said))
    return found


def _names(column: Any) -> Integers | None:
    """Return codes of a column that may name things, some of them several times."""
    if not (pa.types.is_integer(column.type) or pa.types.is_string(column.type)):
        return None
    codes, _, distinct = coded(column)
    return codes if 2 < distinct < len(codes) and (codes >= 0).all() else None


def _keeps_coming(seen: Booleans) -> bool:
    """Tell whether more held-out rows have new values than an exhausted list would leave."""
    from scipy.stats import binom

    return bool(binom.sf(int((~seen).sum()) - 1, len(seen), NEW) < ALPHA)


def _dealt_out(codes: Integers, alpha: float) -> bool:
    """Tell whether many values come again, each a few times, and more evenly than if each row drew its own: as visits do, and sales do not.

    Drawn one by one, their counts scatter by their mean (Poisson) or more; the index of dispersion, a sum of squares over the mean,
    then follows χ² with one degree of freedom fewer than values (Fisher 1925, Statistical Methods for Research Workers, section 16).
    """
    from scipy.stats import chi2

    counts = np.bincount(codes)
    counts = counts[counts > 0]
    dispersion = float(((counts - counts.mean()) ** 2).sum() / counts.mean())
    many = len(counts) > counts.mean()  # tenths of a score are dealt out as well, and are no people
    return bool(many and chi2.cdf(dispersion, len(counts) - 1) < alpha)


def agreement(codes: Integers, truth: NDArray[Any], kind: str) -> tuple[float, str, str]:
    """Compare rows of one value with rows of neighbouring ones.

    The sums of squares between values are set against those of the same outcomes dealt out anew among `NEIGHBOURS` neighbouring values
    (a permutation test, by its mean and spread).

    Returns
    -------
    p : float
        How often chance makes rows of one value agree so much more.
    alike, strangers : str
        How far the outcomes of two rows of one value agree, and of two rows of neighbouring ones, for people.
    """
    from scipy.stats import norm

    order = np.argsort(codes, kind="stable")
    value = np.unique(codes[order], return_inverse=True)[1]
    block = value // NEIGHBOURS
    told = _told(truth[order], kind)
    chance = np.random.default_rng(len(codes))
    found = _between(told, value, block)
    dealt = []
    for _ in range(DEALS):
        again = np.lexsort((chance.random(len(block)), block))
        dealt.append(_between(told[again], value, block))
    spread = float(np.std(dealt, ddof=1))
    p = float(norm.sf((found - float(np.mean(dealt))) / spread)) if spread > 0 else 1.0
    return (p, *_for_people(truth[order], value, kind))


def _told(truth: NDArray[Any], kind: str) -> Floats:
    """Return the outcomes as one column of numbers, or one for each class; numbers by rank, so that none outweighs the rest."""
    if kind == "classes":
        return np.stack([truth == one for one in np.unique(truth)], axis=1).astype(np.float64)
    return (ranks(truth.astype(np.float64)) if kind == "number" else truth.astype(np.float64))[:, None]


def _between(told: Floats, value: Integers, block: Integers) -> float:
    """Sum the squares between values, each set against the mean of its block."""
    rows, of_block = np.bincount(value), np.bincount(block)
    total = 0.0
    for column in told.T:
        centred = column - (np.bincount(block, weights=column) / of_block)[block]
        total += float((np.bincount(value, weights=centred) ** 2 / rows).sum())
    return total


def _for_people(outcome: NDArray[Any], value: Integers, kind: str) -> tuple[str, str]:
    own = np.flatnonzero(value[1:] == value[:-1])
    next_to = np.flatnonzero(value[1:] == value[:-1] + 1)
    near, far = ((outcome[at], outcome[at + 1]) for at in (own, next_to))
    if kind == "number":
        lengths = (f"{np.median(np.abs(one[0] - one[1])):.4g}" for one in (near, far))
        alike, strangers = lengths
        return f"the outcomes of two rows of one lie {alike} apart", f"{strangers} lie between those"
    alike, strangers = (f"{100 * (one[0] == one[1]).mean():.0f} %" for one in (near, far))
    return f"the outcomes of two rows of one agree in {alike}", f"{strangers} of those"
