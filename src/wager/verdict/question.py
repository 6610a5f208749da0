"""A difference between two contenders on some rows, and what is asked of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.goals import Amount
from wager.design.sentences.metrics import Metric, usual_money
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.differing import differing
from wager.evaluation.enough import LEAST_EVENTS
from wager.evaluation.estimate import Estimate, per_unit
from wager.evaluation.influence import Measured
from wager.evaluation.interval import SHOWN, estimate
from wager.evaluation.metrics import measure, unit
from wager.foundation.errors import BadInputError
from wager.verdict.amounts import amount_asked, with_share
from wager.verdict.differing_rows import together, worst_of
from wager.verdict.interim import Looked, Looks, Seen, looked_at

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
    looks : Looks or None
        Those that share α, where the holdout is looked at more than once.
    """

    model: Contender
    contenders: Mapping[str, Contender]
    champion: str
    outcomes: Outcomes
    currency: str
    alpha: float
    original: str = ""
    looks: Looks | None = None

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
        metric = usual_money(self.outcomes.each)
        every = np.ones(len(self.outcomes), dtype=np.bool_)
        measured = measure(metric, self.model, self.outcomes, every)
        if other is not None:
            measured = measured.minus(measure(metric, other, self.outcomes, every))
        return self.estimate(measured, self.currency)

    def estimate(self, measured: Measured, unit: str) -> Estimate:
        """Give a figure its interval by the clusters that judge and, beside it, by weeks where rows have a moment."""
        found, weekly = estimate(measured, self.outcomes.ways, unit), self.outcomes.weekly
        if weekly is None or measured.draws is not None:  # which were drawn by the clusters that judge
            return found
        weeks = estimate(measured, weekly, unit)
        return found if weeks.se is None else replace(found, by_weeks=weeks)


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
    differ : int
        How many rows the two contenders answered differently; without them there is no difference.
    together : tuple of (float, float)
        For each way of clusters, in how many of them such rows lie and how many in each, as if all were alike.
    worst : float
        How much of the figure a single row can be, in the metric's unit.
    alpha : float
        One-sided, of this test now: where there are several looks, what it has at this one.
    looked : Looked or None
        What several looks make of it.
    """

    better: Estimate
    spare: Estimate
    plain: Estimate
    asked: float
    sign: int
    differ: int
    together: tuple[tuple[float, float], ...]
    worst: float
    alpha: float
    looked: Looked | None = None

    @property
    def by_weeks(self) -> Question | None:
        """The same question with rows in weeks; None where they have none, or too few."""
        better, spare, plain = self.better.by_weeks, self.spare.by_weeks, self.plain.by_weeks
        if better is None or spare is None or plain is None:
            return None
        return replace(self, better=better, spare=spare, plain=plain)

    @property
    def as_shown(self) -> Question:
        """The same question put to the 95 % interval, whose ends leave out 2.5 % each."""
        return replace(self, alpha=SHOWN)

    def bounds(self, alpha: float) -> tuple[float | None, float | None]:
        """Return the one-sided bounds of the difference as it is; None where there is no α for them."""
        return (self.plain.lower(alpha), self.plain.upper(alpha)) if alpha else (None, None)

    def unmeasured(self) -> str:
        """Say why nothing can be concluded; empty where something can."""
        if self.plain.value is None:
            return f"it cannot be measured: {self.plain.reason}"
        missing = self.plain.reason
        if self.plain.events < LEAST_EVENTS:
            missing = f"{self.plain.events} rows of the kind that it counts, expected at least {LEAST_EVENTS}"
        if self.looked is not None and not self.alpha:
            missing = missing or "too little until this look"
        return f"not enough rows to say ({missing})" if missing else ""

    @property
    def few_differ(self) -> str:
        """Say that too few rows differ for their sum to be normal; empty where enough do."""
        if self.differ >= LEAST_EVENTS:
            return ""
        return f"not enough rows to say ({self.differ} of {self.plain.rows:,} rows differ, expected at least {LEAST_EVENTS})"

    def too_few(self, alpha: float) -> str:
        """Say that a margin may be lost although few rows differ; empty where enough do, or where even so it cannot.

        Of few rows no interval tells how much worse it can be. Of clusters that are harmed at random, more than d show
        themselves with probability 1 - α where χ²(1 - α; 2d + 2) / 2 are expected (Garwood 1936), each with as many rows as
        those that were seen; and each row is taken to be as bad as one can be.
        """
        from scipy.special import chdtri

        hidden = max(float(chdtri(2 * where + 2, alpha)) / 2 * each for where, each in self.together)
        return self.few_differ if hidden * self.worst >= self.asked else ""

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
    at_least: bool = False,
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
    at_least : bool
        True where the bound must reach the amount that must be won.
    """
    mine = measure(metric, court.model, court.outcomes, among)
    theirs = measure(metric, against, court.outcomes, among)
    plain = mine.minus(theirs)
    better = plain.times(sign)
    fixed, share = amount_asked(amount, metric, court.currency)
    side = 1 if bearable else -1
    spare = better.plus(side * fixed)
    if share:
        spare = with_share(spare, theirs, side * share)
    asked = fixed + (0.0 if math.isnan(theirs.value) else share * abs(theirs.value))
    shown = unit(metric, court.currency)

    differs = differing(metric, court.model, against, court.outcomes, plain.counted & among)
    worst = worst_of(metric, court.outcomes, mine, theirs) / per_unit(shown)

    def estimated(measured: Measured) -> Estimate:
        return court.estimate(measured, shown)

    of_better = estimated(better)  # once, where the other two are the same
    found = Question(
        of_better,
        estimated(spare) if fixed or share else of_better,
        estimated(plain) if sign < 0 else of_better,
        asked / per_unit(shown),
        sign,
        int(differs.sum()),
        together(court.outcomes.ways, differs),
        worst,
        court.alpha,
    )
    if court.looks is None:
        return found
    decides = spare if bearable or at_least else better
    seen = Seen(decides, court.outcomes.ways, differs, 0 if bearable else LEAST_EVENTS)
    return _looked(court, found, seen, by_bound=bearable or at_least)


def _looked(court: Court, question: Question, seen: Seen, *, by_bound: bool) -> Question:
    """Give a test the α that it has at the present of several looks."""
    assert court.looks is not None
    found = question.spare if by_bound else question.better
    worth = None if by_bound else question.asked
    looked = looked_at(court.looks, court.alpha, seen, found, worth)
    off = (found.value or 0.0) - (question.better.value or 0.0)
    return replace(question, alpha=looked.alpha, looked=looked.turned(off, question.sign))


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
    bound = found.lower(alpha) if distance > 0 else found.upper(alpha)
    if found.value is None or bound is None or distance == 0:
        return None
    return max(1.0, ((bound - found.value) / distance) ** 2)
