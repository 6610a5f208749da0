"""What is won over the champion, in two parts: what the model file brings, and what the data bring that it learned from.

Between the champion c and the challenger m stands h, the challenger's file fitted to what the champion learned from:
earned(m) - earned(c) = (earned(h) - earned(c)) + (earned(m) - earned(h)), row by row and in whole minor units, so nothing is left
over. The file is exchanged first, as in Oaxaca (1973, section 2) and Blinder (1973, section 2), who take a difference of two means apart
in the same way; what file and data bring only together is in the second part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.evaluation.estimate import Estimate
from wager.verdict.question import Court

_BITS = 20  # of each row that are summed by themselves, so that no sum of whole numbers overflows


@dataclass(frozen=True)
class Improvement:
    """What is won over the champion, in two parts; it decides nothing.

    Attributes
    ----------
    model, data : Estimate or None
        The parts, per 1,000 rows; None where they are not told.
    model_minor, data_minor : int or None
        The same over all rows that judge, in minor units: they add up to the whole exactly.
    differs : tuple of str
        What the champion learned from that is not what the challenger learned from; empty where they learned from the same.
    untold : str
        Why the parts are not told; empty where they are.
    """

    model: Estimate | None = None
    data: Estimate | None = None
    model_minor: int | None = None
    data_minor: int | None = None
    differs: tuple[str, ...] = ()
    untold: str = ""

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            **vars(self),
            "model": self.model and self.model.to_json(),
            "data": self.data and self.data.to_json(),
            "differs": list(self.differs),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Improvement:
        """Read what `to_json` wrote."""
        parts = {name: Estimate.from_json(found[name]) if found[name] else None for name in ("model", "data")}
        return cls(**{**found, **parts, "differs": tuple(found["differs"])})


def in_two_parts(court: Court, halfway: Contender, differs: tuple[str, ...]) -> Improvement:
    """Set the challenger's file, fitted to the champion's data, between the champion and the challenger.

    Parameters
    ----------
    court : Court
        The challenger and the champion.
    halfway : Contender
        What that file decided on the same rows.
    differs : tuple of str
        See `Improvement`.
    """
    champion = court.other("champion")
    return Improvement(
        replace(court, model=halfway).money(champion),
        court.money(halfway),
        _over(halfway, champion),
        _over(court.model, halfway),
        differs,
    )


def all_by_model(court: Court) -> Improvement:
    """Say that the model file brings all of it, since both learned from the same data."""
    champion = court.other("champion")
    whole = court.money(champion)
    rows, clusters, events = whole.rows, whole.clusters, whole.events
    nothing = Estimate(0.0, 0.0, 0.0, 0.0, clusters, rows, events, whole.unit)
    return Improvement(whole, nothing, _over(court.model, champion), 0)


def _over(mine: Contender, theirs: Contender) -> int | None:
    """Sum the differences of money, which are whole numbers, exactly."""
    if mine.money is None or theirs.money is None:
        return None
    return exact_sum(mine.money - theirs.money)


def exact_sum(minor: NDArray[np.int64]) -> int:
    """Sum whole numbers of any size without overflow.

    Examples
    --------
    >>> exact_sum(np.full(4, 2**62)) == 4 * 2**62, exact_sum(np.array([-5, 3]))
    (True, -2)
    """
    high, low = minor >> _BITS, minor & ((1 << _BITS) - 1)
    return (int(high.sum()) << _BITS) + int(low.sum())
