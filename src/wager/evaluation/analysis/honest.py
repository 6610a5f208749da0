"""Whether probabilities say what happens: by bins, and what better ones would earn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.analysis.record import Record
from wager.evaluation.calibration import BINS, bins
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate
from wager.evaluation.p_value import p_value
from wager.evaluation.worth.profit import per_1000
from wager.training.calibrate import LEAST_ROWS, calibrate

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Bin(Record):
    """A tenth of the rows, by probability.

    Attributes
    ----------
    low, high, said : float
        The least, the greatest and the mean probability in it.
    happened : Estimate
        The share of its rows in which it happened.
    rows : int
    """

    low: float
    high: float
    said: float
    happened: Estimate
    rows: int


@dataclass(frozen=True)
class Reliability(Record):
    """What was said of one class, beside what happened.

    Attributes
    ----------
    of : str
        The class.
    bins : tuple of Bin
        From the least probable rows on.
    """

    of: str
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Recalibrated(Record):
    """What isotonic calibration would add, on rows that it was not learned from.

    Attributes
    ----------
    gain : Estimate
        Money per 1,000 rows over the model as it is.
    p : float or None
        One-sided, against no gain.
    """

    gain: Estimate
    p: float | None


def reliability(contender: Contender, outcomes: Outcomes) -> tuple[Reliability, ...]:
    """Set what was said beside what happened, for the class of a binary objective or each of several.

    Examples
    --------
    >>> given = np.repeat([0.2, 0.7], 50)
    >>> one = Contender("m", probabilities=np.column_stack([1 - given, given]))
    >>> outcomes = Outcomes(np.tile([1, 0], 50), ("otherwise", "late"), ("none", "act"), np.arange(100))
    >>> [(round(b.said, 1), b.happened.value, b.rows) for b in reliability(one, outcomes)[0].bins]
    [(0.2, 0.5, 50), (0.7, 0.5, 50)]
    """
    if contender.probabilities is None:
        return ()
    places = [1] if len(outcomes.classes) == 2 else range(len(outcomes.classes))
    return tuple(
        Reliability(outcomes.classes[place], _bins(contender.probabilities[:, place], outcomes, place))
        for place in places
    )


def _bins(given: Floats, outcomes: Outcomes, place: int) -> tuple[Bin, ...]:
    codes, happened = bins(given), (outcomes.truth == place).astype(np.float64)
    found = []
    for code in range(BINS):
        among = codes == code
        if among.any():
            there, here = given[among], estimate(mean(happened, among), outcomes.ways, "share")
            found.append(
                Bin(float(there.min()), float(there.max()), float(there.mean()), here, int(among.sum()))
            )
    return tuple(found)


def recalibrated(
    contender: Contender,
    earn: Callable[[Floats], Integers],
    outcomes: Outcomes,
    currency: str,
) -> Recalibrated | None:
    """Say what isotonic calibration would add: learned on one half of the clusters, tried on the other, and the other way round.

    Parameters
    ----------
    contender : Contender
    earn : callable
        Turns probabilities of all rows, shape (n, n_classes), into the money that deciding by them earns.
    outcomes : Outcomes
    currency : str

    Returns
    -------
    Recalibrated or None
        None without probabilities, or with too few rows to learn from.
    """
    if contender.probabilities is None or contender.money is None:
        return None
    half = np.unique(outcomes.clusters, return_inverse=True)[1] % 2
    if min(int((half == side).sum()) for side in (0, 1)) < LEAST_ROWS:
        return None
    corrected = np.array(contender.probabilities)
    for side in (0, 1):
        here = half == side
        curves = calibrate("isotonic", contender.probabilities[~here], outcomes.truth[~here])
        corrected[here] = curves(contender.probabilities[here])
    gain = per_1000(earn(corrected) - contender.money, outcomes, currency)
    return Recalibrated(gain, p_value(gain, 1))
