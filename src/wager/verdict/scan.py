"""The scan: slices that nobody declared, in which the model is worse than the champion. Found, never tested.

One-sided p-values of all slices that are large enough, by Benjamini and Hochberg (1995): of what is called found, no more than 5 % is so by
chance, on average; slices that overlap are positively dependent, for which that holds too (Benjamini & Yekutieli 2001, theorem 1.2). Only
harm is looked for: were gains in the same list, the many true ones would let false harm in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import Metric
from wager.evaluation.column_slices import ColumnSlice
from wager.evaluation.contender import Contender
from wager.evaluation.differing import differing
from wager.evaluation.enough import LEAST_CLUSTERS, LEAST_EVENTS
from wager.evaluation.estimate import Estimate
from wager.evaluation.interval import estimate
from wager.evaluation.many import benjamini_hochberg
from wager.evaluation.metrics import measure, unit
from wager.evaluation.p_value import p_value
from wager.verdict.question import Court

RATE = 0.05
"""Of what is found, the share that chance puts there, at most; on average."""

LEAST_ROWS = 100
"""A smaller slice is no group for which anybody would do something."""

MOST_SLICES = 1_000
"""Looked at, in the order of their columns: what bounds the time."""

KEPT = 20
"""Of what is found, the worst."""


@dataclass(frozen=True)
class Found:
    """A slice in which the model is worse than the champion.

    Attributes
    ----------
    column, condition : str
        By which column, and the rows as an expression.
    estimate : Estimate
        The difference, with its own 95 % interval.
    differ : int
        In how many rows the two answered differently.
    p, adjusted : float
        One-sided, by itself and by Benjamini and Hochberg over all slices looked at.
    """

    column: str
    condition: str
    estimate: Estimate
    differ: int
    p: float
    adjusted: float

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "estimate": self.estimate.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Found:
        """Read what `to_json` wrote."""
        return cls(**{**found, "estimate": Estimate.from_json(found["estimate"])})


@dataclass(frozen=True)
class Scan:
    """What a scan looked at, and what it found; exploratory.

    Attributes
    ----------
    metric, against : str
        What was compared, and with whom.
    columns : int
        How many columns were cut.
    looked : int
        How many slices have a p-value.
    too_small : int
        How many had too few clusters, or too few rows that differ.
    left_out : int
        How many were not looked at, `MOST_SLICES` being the bound.
    count : int
        How many were found.
    found : tuple of Found
        The worst of them first, at most `KEPT`.
    """

    metric: str
    against: str
    columns: int
    looked: int
    too_small: int
    left_out: int
    count: int
    found: tuple[Found, ...]

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "found": [one.to_json() for one in self.found]}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Scan:
        """Read what `to_json` wrote."""
        return cls(**{**found, "found": tuple(Found.from_json(one) for one in found["found"])})


def scan(court: Court, metric: Metric, sign: int, slices: Iterable[ColumnSlice]) -> Scan:
    """Look for slices in which the model is worse than the champion.

    Parameters
    ----------
    metric : Metric
        Resolved; see `verdict.slices.compared`.
    sign : int
        -1 where less is better.
    slices : iterable of ColumnSlice
        Of at least `LEAST_ROWS` rows each.
    """
    model, against = _light(metric, court.model), _light(metric, court.other("champion"))
    every = np.ones(len(court.outcomes), dtype=np.bool_)
    apart = differing(metric, court.model, court.other("champion"), court.outcomes, every)
    looked: list[Found] = []
    cut: set[str] = set()
    too_small = left_out = 0
    for one in slices:
        cut.add(one.column)
        differ = int((apart & one.among).sum())
        if len(looked) + too_small >= MOST_SLICES:
            left_out += 1
            continue
        found = _of_slice(court, metric, (model, against), one.among) if differ >= LEAST_EVENTS else None
        p = None if found is None else p_value(found, -1 if sign > 0 else 1)
        if found is None or p is None or found.events < LEAST_EVENTS:
            too_small += 1
        else:
            looked.append(Found(one.column, one.condition, found, differ, p, 1.0))
    worse = _worse(looked, sign)
    return Scan(
        str(metric), against.name, len(cut), len(looked), too_small, left_out, len(worse), worse[:KEPT]
    )


def _light(metric: Metric, one: Contender) -> Contender:
    """Keep of a contender what money needs, so that a slice of it costs little."""
    return Contender(one.name, money=one.money) if metric.kind == "money" else one


def _of_slice(
    court: Court, metric: Metric, pair: tuple[Contender, Contender], among: NDArray[np.bool_]
) -> Estimate | None:
    rows = np.flatnonzero(among)
    outcomes = court.outcomes.take(rows)
    if outcomes.cluster_count < LEAST_CLUSTERS:
        return None
    every = np.ones(len(rows), dtype=np.bool_)
    mine, theirs = (measure(metric, one.take(rows), outcomes, every) for one in pair)
    return estimate(mine.minus(theirs), outcomes.ways, unit(metric, court.currency))


def _worse(looked: list[Found], sign: int) -> tuple[Found, ...]:
    adjusted = benjamini_hochberg([one.p for one in looked])
    found = [replace(one, adjusted=rate) for one, rate in zip(looked, adjusted, strict=True) if rate <= RATE]
    return tuple(sorted(found, key=lambda one: (sign * (one.estimate.value or 0.0), one.condition)))
