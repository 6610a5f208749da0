"""Fairness: the figures of each group beside each other, and how far the two furthest groups lie apart.

Which rates should be equal is for people to say: where base rates differ, calibration, false-positive rates and recalls cannot all be equal
between groups (Chouldechova, "Fair prediction with disparate impact", Big Data 2017, section 2). So all are shown, with intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.answers import LACKING
from wager.design.sentences.metrics import Metric
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.enough import LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.estimate import Estimate
from wager.evaluation.figures import Gap
from wager.evaluation.influence import Measured, mean, undefined
from wager.evaluation.interval import SHOWN, estimate
from wager.evaluation.metrics import measure, unit

Booleans = NDArray[np.bool_]

EXCESS = "probability less truth"
"""Mean probability less the share that it happened in; of numbers, mean prediction less mean truth."""

FALSE_ALARMS = "false_positive_rate"


@dataclass(frozen=True)
class Figure:
    """What to measure of a contender on some rows, and its unit.

    Attributes
    ----------
    measured : callable
        Takes contender, outcomes and the rows that count.
    unit : str
        See `Estimate`.
    """

    measured: Callable[[Contender, Outcomes, Booleans], Measured]
    unit: str

    @classmethod
    def of(cls, metric: Metric, currency: str) -> Figure:
        """Make the figure that a metric is."""
        return cls(partial(measure, metric), unit(metric, currency))


def group_figures(outcomes: Outcomes) -> dict[str, Figure]:
    """Name what is measured in groups besides what any evidence measures everywhere.

    Examples
    --------
    >>> truth = np.array([0, 1])
    >>> list(group_figures(Outcomes(truth, ("otherwise", "bad"), ("none", "deny"), truth)))
    ['share of bad', 'false_positive_rate', 'probability less truth']
    """
    shares = outcomes.classes[1:] if len(outcomes.classes) == 2 else outcomes.classes
    found = {f"share of {name}": Figure(partial(_share, name), "share") for name in shares}
    if len(outcomes.classes) == 2:
        metric = Metric("false_positive_rate", of=outcomes.classes[1], better="lower")
        found[FALSE_ALARMS] = Figure.of(metric, "")
    found[EXCESS] = Figure(_excess, "share" if outcomes.classes else "number")
    return found


def compared(outcomes: Outcomes) -> tuple[str, ...]:
    """Name the figures of groups that are set beside each other, as they are shown."""
    if not outcomes.classes:
        return ("mae", EXCESS, "money")
    rates = [f"rate of {action}" for action in outcomes.actions[1:]]
    shares = [name for name in group_figures(outcomes) if name.startswith("share of")]
    return (*shares, *rates, "recall", "recall of each class", FALSE_ALARMS, EXCESS, "brier", "money")


def _share(name: str, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    del contender
    return mean(outcomes.is_class(name).astype(np.float64), among)


def _excess(contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    given = contender.probabilities
    if not outcomes.classes:
        if contender.values is None:
            return undefined(len(outcomes), f"{contender.name} {LACKING['values']}")
        return mean(contender.values - outcomes.truth, among)
    if given is None:
        return undefined(len(outcomes), f"{contender.name} {LACKING['probabilities']}")
    if given.shape[1] == 2:
        return mean(given[:, 1] - (outcomes.truth == 1), among)
    # Of several classes: how much surer than right it is.
    return mean(given.max(axis=1) - (given.argmax(axis=1) == outcomes.truth), among)


def gaps_of(
    contender: Contender,
    outcomes: Outcomes,
    values: Mapping[str, Booleans],
    figures: Mapping[str, Figure],
    found: Mapping[str, Mapping[str, Estimate]],
) -> dict[str, Gap]:
    """Find for each figure the two groups that lie furthest apart.

    Parameters
    ----------
    values : mapping of str to ndarray of bool, shape (n,)
        The rows of each group; a row may be in several.
    figures : mapping of str to Figure
        Those of `compared` that there are.
    found : mapping of str to mapping of str to Estimate
        What each group came to, by group and figure.
    """
    gaps = {}
    for name, figure in figures.items():
        told = {value: one[name] for value, one in found.items() if told_of(one[name])}
        if len(told) > 1:
            gaps[name] = _gap(contender, outcomes, values, figure, told)
    return gaps


def told_of(found: Estimate) -> bool:
    """Tell whether a figure rests on enough rows and clusters to be set beside another."""
    return (
        found.value is not None
        and found.se is not None
        and found.events >= LEAST_EVENTS
        and found.clusters >= LEAST_CLUSTERS
    )


def _gap(
    contender: Contender,
    outcomes: Outcomes,
    values: Mapping[str, Booleans],
    figure: Figure,
    told: Mapping[str, Estimate],
) -> Gap:
    order = sorted(told, key=lambda value: (told[value].value or 0.0, value))
    low, high = order[0], order[-1]
    above, below = (figure.measured(contender, outcomes, values[value]) for value in (high, low))
    apart = estimate(above.minus(below), outcomes.ways, figure.unit)
    each = SHOWN / (len(told) * (len(told) - 1) / 2)
    apart = replace(apart, low=apart.lower(each), high=apart.upper(each))
    return Gap(high, low, apart, len(told))
