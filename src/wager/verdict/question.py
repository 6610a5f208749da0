"""A difference between two contenders on some rows, and what is asked of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.goals import Amount
from wager.design.sentences.metrics import Metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.evidence import PER
from wager.evaluation.influence import Measured
from wager.evaluation.interval import Estimate, estimate, per_unit, t_quantile
from wager.evaluation.metrics import measure, unit
from wager.foundation.amounts import Change, Money, Relative, Share
from wager.foundation.errors import BadInputError

LEAST_EVENTS = 20
"""A figure that rests on fewer rows says nothing about the next ones."""

_ROUNDING = 1e-12  # a standard error so much smaller than its figure is zero


@dataclass(frozen=True)
class Court:
    """What all tests of a hypothesis share.

    Attributes
    ----------
    model : Contender
        Whom the hypothesis is about.
    contenders : mapping of str to Contender
        All, by name, on the same n rows.
    champion : str
        The name of the one that `champion` stands for.
    outcomes : Outcomes
        What turned out to be true.
    currency : str
        ISO 4217.
    alpha : float
        One-sided, of every single test.
    original : str
        The name of the design's declared champion, against which nothing may creep; empty where there is none.
    """

    model: Contender
    contenders: Mapping[str, Contender]
    champion: str
    outcomes: Outcomes
    currency: str
    alpha: float
    original: str = ""

    def other(self, baseline: str) -> Contender:
        """Return the contender that a sentence calls so.

        Raises
        ------
        BadInputError
            If there is none.
        """
        name = self.champion if baseline == "champion" else baseline
        if name not in self.contenders:
            raise BadInputError(f"no baseline {name!r}; there are {', '.join(self.contenders)}")
        return self.contenders[name]

    def money(self, other: Contender | None = None) -> Estimate:
        """Return the model's money per 1,000 rows, or how much that is over another's."""
        metric = Metric("money", per=PER, each=f"{self.outcomes.each}s")
        every = np.ones(len(self.outcomes), dtype=np.bool_)
        measured = measure(metric, self.model, self.outcomes, every)
        if other is not None:
            measured = measured.minus(measure(metric, other, self.outcomes, every))
        return estimate(measured, self.outcomes.clusters, self.currency)


@dataclass(frozen=True)
class Question:
    """A difference on some rows, turned so that more is better, and what is asked of it.

    Attributes
    ----------
    better : Estimate
        The difference, higher is better.
    spare : Estimate
        The same less the amount asked (with a margin: plus what is bearable). A relative amount brings
        the baseline's own uncertainty with it.
    plain : Estimate
        The difference as it is.
    asked : float
        The amount or margin in the metric's unit.
    sign : int
        -1 where less is better.
    """

    better: Estimate
    spare: Estimate
    plain: Estimate
    asked: float
    sign: int

    def bounds(self, alpha: float) -> tuple[float | None, float | None]:
        """Return the one-sided bounds of the difference as it is."""
        return self.plain.lower(alpha), self.plain.upper(alpha)

    def unmeasured(self) -> str:
        """Say why nothing can be concluded; empty where something can."""
        if self.plain.value is None:
            return f"it cannot be measured: {self.plain.reason}"
        missing = self.plain.reason
        if self.plain.events < LEAST_EVENTS:
            missing = f"{self.plain.events} rows of the kind that it counts, expected at least {LEAST_EVENTS}"
        return f"not enough rows to say ({missing})" if missing else ""

    def unvarying(self) -> str:
        """Say why rows that all differ alike prove no gain; empty where they do not.

        Their standard error of zero would make certain what the next row may refute.
        """
        value, se = self.plain.value, self.plain.se
        if value is None or se is None or se > _ROUNDING * abs(value):
            return ""
        alike = "no row differs" if value == 0 else "every row differs by the same"
        return f"{alike}, so there is no telling how much the difference varies"


def ask(
    court: Court,
    metric: Metric,
    against: Contender,
    among: NDArray[np.bool_],
    amount: Amount | Literal["any"],
    *,
    sign: int,
    bearable: bool,
) -> Question:
    """Measure a difference and set it against an amount.

    Parameters
    ----------
    metric : Metric
        Resolved.
    among : ndarray of bool, shape (n,)
        The slice.
    amount : Amount or 'any'
        As written.
    sign : int
        -1 where less is better.
    bearable : bool
        True for a margin, which may be lost; False for an amount, which must be won.
    """
    mine = measure(metric, court.model, court.outcomes, among)
    theirs = measure(metric, against, court.outcomes, among)
    plain = mine.minus(theirs)
    better = plain.times(sign)
    fixed, share = _amount(amount, metric, court.currency)
    side = 1 if bearable else -1
    spare = better.plus(side * fixed)
    if share:
        spare = _with_share(spare, theirs, side * share)
    asked = fixed + (0.0 if math.isnan(theirs.value) else share * abs(theirs.value))
    shown = unit(metric, court.currency)

    def estimated(measured: Measured) -> Estimate:
        return estimate(measured, court.outcomes.clusters, shown)

    return Question(estimated(better), estimated(spare), estimated(plain), asked / per_unit(shown), sign)


def _with_share(spare: Measured, theirs: Measured, share: float) -> Measured:
    part = theirs.times(share * (1 if theirs.value >= 0 else -1))
    return spare.minus(part.times(-1))


def _amount(amount: Amount | Literal["any"], metric: Metric, currency: str) -> tuple[float, float]:
    # A fixed number as it is measured (money in minor units), and a share of the baseline's value.
    if isinstance(amount, str):
        return 0.0, 0.0
    if isinstance(amount, Relative):
        return 0.0, float(amount.value)
    if isinstance(amount, Money):
        if metric.kind != "money" or amount.currency != currency:
            raise BadInputError(f"{amount} is no amount of `{metric}`, which is in {unit(metric, currency)}")
        return float(amount.minor), 0.0
    if metric.kind == "money" or not isinstance(amount, Change | Share | Decimal):
        raise BadInputError(f"{amount} is no amount of `{metric}`; write it in {unit(metric, currency)}")
    return float(amount if isinstance(amount, Decimal) else amount.value), 0.0


def factor(found: Estimate, distance: float, alpha: float) -> float | None:
    """Say how many times as many rows would bring the bound to the estimate's own side.

    Parameters
    ----------
    found : Estimate
        Whose standard error shrinks with the root of the number of rows.
    distance : float
        From the estimate to the value that must be excluded.

    Examples
    --------
    >>> round(factor(Estimate(1.0, 1.0, None, None, 1000, 1000, 1000), 1.0, 0.05), 1)
    2.7
    """
    if found.se is None or distance == 0:
        return None
    return max(1.0, (t_quantile(alpha, found.clusters) * found.se / distance) ** 2)
