"""What is left of a number that was told: by tenths of the prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from wager.evaluation.analysis.record import Record
from wager.evaluation.calibration import BINS, bins
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.evaluation.influence import mean
from wager.evaluation.interval import estimate

SPREAD = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Residual(Record):
    """A tenth of the rows, by prediction.

    Attributes
    ----------
    low, high, said : float
        The least, the greatest and the mean prediction in it.
    left : Estimate
        The mean of the truth less the prediction.
    spread : tuple of float
        A tenth, half and nine tenths of the rows lie below.
    rows : int
    """

    low: float
    high: float
    said: float
    left: Estimate
    spread: tuple[float, ...]
    rows: int


def residuals(contender: Contender, outcomes: Outcomes) -> tuple[Residual, ...]:
    """Say how far the truth lies from what was told, from the lowest predictions on; nothing where no number is told.

    Examples
    --------
    >>> outcomes = Outcomes(np.arange(40.0), (), ("none",), np.arange(40))
    >>> found = residuals(Contender("m", values=np.repeat([10.0, 20.0], 20)), outcomes)
    >>> [(one.said, one.left.value, one.spread[1]) for one in found]
    [(10.0, -0.5, -0.5), (20.0, 9.5, 9.5)]
    """
    if contender.values is None:
        return ()
    codes, left = bins(contender.values), outcomes.truth - contender.values
    found = []
    for code in range(BINS):
        among = codes == code
        if among.any():
            said, here = contender.values[among], estimate(mean(left, among), outcomes.ways)
            spread = tuple(float(one) for one in np.quantile(left[among], SPREAD))
            found.append(
                Residual(
                    float(said.min()), float(said.max()), float(said.mean()), here, spread, int(among.sum())
                )
            )
    return tuple(found)
