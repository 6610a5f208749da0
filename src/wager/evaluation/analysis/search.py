"""A search for the slices in which most money is lost: by one column and by two, with a least size and a bound on false finds.

One-sided p-values of all slices that are large enough, by Benjamini and Hochberg (1995), as in the scan of a verdict; slices that overlap are
positively dependent, for which that holds too (Benjamini & Yekutieli 2001, theorem 1.2). Of what is found, one slice stands for all that
say the same: the clearest first, then those that still lose on the rows that it leaves. They are chosen for being bad, so they look worse than they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import PER
from wager.evaluation.analysis.cell_sums import Rows
from wager.evaluation.analysis.cuts import Cut
from wager.evaluation.analysis.record import Record
from wager.evaluation.contender import Outcomes
from wager.evaluation.enough import FEW_CLUSTERS, LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.estimate import Estimate
from wager.evaluation.influence import Measured, mean
from wager.evaluation.interval import estimate
from wager.evaluation.many import benjamini_hochberg
from wager.evaluation.p_value import p_value

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

RATE = 0.05
"""Of what is found, the share that chance puts there, at most; on average."""

LEAST_ROWS = 100
"""A smaller slice is no group for which anybody would do something."""

MOST_PAIRS = 1_500
"""Pairs of columns looked at, in the order of their names: what bounds the time."""

KEPT = 5
"""Of what is found, the clearest that do not say the same."""

_CLOSER, _CLOSER_OF_FEW = 200, 40
# So many slices are measured with all that an interval heeds; of few clusters fewer, as each draws the wild bootstrap.


@dataclass(frozen=True)
class Slice(Record):
    """A slice that loses money.

    Attributes
    ----------
    columns : tuple of str
        One or two.
    condition : str
        Its rows as an expression: it can be declared, word for word, in `slices`.
    rows : int
    share : float
        Of all rows.
    money : Estimate
        Per 1,000 rows of the slice, with its own 95 % interval.
    of_all : float
        The same per 1,000 rows of all: what is at stake.
    p, adjusted : float
        One-sided, by itself and by Benjamini and Hochberg over all slices looked at.
    """

    columns: tuple[str, ...]
    condition: str
    rows: int
    share: float
    money: Estimate
    of_all: float
    p: float
    adjusted: float


@dataclass(frozen=True)
class Search(Record):
    """What a search looked at, and what it found; exploratory.

    Attributes
    ----------
    against : str
        Whose money is subtracted: a contender's, `its promise` or `its mean`.
    columns, pairs : int
        How many were cut, by one and by two.
    looked, too_small, left_out : int
        Slices that have a p-value; that had too few rows, clusters, or rows that differ; pairs of columns beyond the bound.
    count : int
        How many are found, those that say the same counted.
    found : tuple of Slice
        The clearest, at most five.
    """

    against: str
    columns: int
    pairs: int
    looked: int
    too_small: int
    left_out: int
    count: int
    found: tuple[Slice, ...]


@dataclass(frozen=True, eq=False)
class Losses:
    """Money of rows, less what it is held against.

    Attributes
    ----------
    against : str
        See `Search`.
    values : ndarray of float, shape (n,)
        Minor units.
    outcomes : Outcomes
        Say the clusters.
    currency : str
    differ : bool
        Whether only rows that are not zero count, as of a difference.
    beside_mean : bool
        Whether what counts is how far a slice lies below the mean of all rows.
    """

    against: str
    values: Floats
    outcomes: Outcomes
    currency: str
    differ: bool = False
    beside_mean: bool = False

    def measured(self, among: Booleans) -> Measured:
        """Measure the money of some rows."""
        found = mean(self.values, among)
        if self.beside_mean:
            found = found.minus(mean(self.values, np.ones(len(among), dtype=np.bool_)))
        return found.times(PER)

    def estimate(self, among: Booleans) -> Estimate:
        """Give the money of some rows its interval."""
        return estimate(self.measured(among), self.outcomes.ways, self.currency)


@dataclass(frozen=True)
class _Seen:
    """A cell that is large enough."""

    cuts: tuple[Cut, ...]
    cells: tuple[int, ...]
    p: float

    @property
    def among(self) -> Booleans:
        """Its rows."""
        both = [cut.place == cell for cut, cell in zip(self.cuts, self.cells, strict=True)]
        return np.asarray(np.logical_and.reduce(both), dtype=np.bool_)

    @property
    def condition(self) -> str:
        """Its rows as an expression."""
        return " and ".join(cut.conditions[cell - 1] for cut, cell in zip(self.cuts, self.cells, strict=True))


def search(losses: Losses, singles: Sequence[Cut], coarse: Sequence[Cut]) -> Search:
    """Look for the slices in which most money is lost.

    Parameters
    ----------
    losses : Losses
    singles : sequence of Cut
        Looked at by themselves.
    coarse : sequence of Cut
        Looked at two by two: with fewer cells, so that those of two are not too small.

    Examples
    --------
    >>> place, rows = np.arange(4000) % 4, np.arange(4000)
    >>> values = np.where(place == 2, -50.0, 1.0) + rows % 7
    >>> outcomes = Outcomes(np.zeros(4000), ("otherwise", "late"), ("none", "act"), rows)
    >>> cut = Cut("a", ("a = 0", "a = 1", "a = 2", "a = 3"), place + 1)
    >>> [(one.condition, one.rows) for one in search(Losses("nobody", values, outcomes, "EUR"), [cut], [cut]).found]
    [('a = 2', 1000)]
    """
    rows = Rows(losses.values, losses.outcomes.clusters, losses.beside_mean)
    pairs = list(combinations(coarse, 2))
    seen: list[_Seen] = []
    too_small = 0
    for cuts in [*((one,) for one in singles), *pairs[:MOST_PAIRS]]:
        large, small = _cells(rows, cuts, differ=losses.differ)
        seen += large
        too_small += small
    found = _found(losses, seen)
    return Search(
        losses.against,
        len({cut.column for cut in singles}),
        min(len(pairs), MOST_PAIRS),
        len(seen),
        too_small,
        max(len(pairs) - MOST_PAIRS, 0),
        len(found),
        tuple(_apart(losses, found)),
    )


def _cells(rows: Rows, cuts: tuple[Cut, ...], *, differ: bool) -> tuple[list[_Seen], int]:
    """Return the cells of one cut, or of two crossed, that are large enough, and how many are not."""
    place = cuts[0].place if len(cuts) == 1 else cuts[0].place * cuts[1].cells + cuts[1].place
    sizes = tuple(cut.cells for cut in cuts)
    total = int(np.prod(sizes))
    sums = rows.sums(place, total)
    cells = np.array(np.unravel_index(np.arange(total), sizes))
    real = (cells > 0).all(axis=0) & (sums.rows > 0) & (sums.rows < len(place))
    enough = real & (sums.rows >= LEAST_ROWS) & (sums.clusters >= LEAST_CLUSTERS)
    if differ:
        enough &= sums.events >= LEAST_EVENTS
    p = sums.p_values()
    large = [_Seen(cuts, tuple(map(int, cells[:, at])), float(p[at])) for at in np.flatnonzero(enough)]
    return large, int(real.sum()) - len(large)


def _found(losses: Losses, seen: list[_Seen]) -> list[tuple[_Seen, Slice]]:
    """Measure the rarest cells with all that an interval heeds, and keep what is rare among all that were looked at."""
    order = sorted(range(len(seen)), key=lambda at: (seen[at].p, seen[at].condition))
    closer: dict[int, Slice] = {}
    values = [one.p for one in seen]
    few = losses.outcomes.cluster_count < FEW_CLUSTERS
    for at in order[: _CLOSER_OF_FEW if few else _CLOSER]:
        if seen[at].p > RATE:
            break
        closer[at] = _slice(losses, seen[at])
        values[at] = closer[at].p
    adjusted = benjamini_hochberg(values)
    kept = [at for at in closer if adjusted[at] <= RATE]
    kept.sort(key=lambda at: (values[at], closer[at].of_all, closer[at].condition))
    return [(seen[at], replace(closer[at], adjusted=adjusted[at])) for at in kept]


def _slice(losses: Losses, one: _Seen) -> Slice:
    among = one.among
    measured = losses.estimate(among)
    p = p_value(measured, -1)
    rows, value = int(among.sum()), measured.value or 0.0
    share = rows / len(among)
    names = tuple(cut.column for cut in one.cuts)
    return Slice(names, one.condition, rows, share, measured, value * share, 1.0 if p is None else p, 1.0)


def _apart(losses: Losses, found: list[tuple[_Seen, Slice]]) -> Iterator[Slice]:
    """Leave out what loses nothing on the rows that those before it leave."""
    taken = np.zeros(len(losses.values), dtype=np.bool_)
    kept = 0
    for seen, one in found:
        rest = seen.among & ~taken
        if kept == KEPT:
            return
        if not taken.any() or (rest.sum() >= LEAST_ROWS and _loses(losses, rest)):
            kept += 1
            taken |= seen.among
            yield one


def _loses(losses: Losses, among: Booleans) -> bool:
    if len(np.unique(losses.outcomes.clusters[among])) < LEAST_CLUSTERS:
        return False
    p = p_value(losses.estimate(among), -1)
    return p is not None and p <= RATE
