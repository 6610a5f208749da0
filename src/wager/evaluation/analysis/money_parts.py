"""A confusion matrix in money: what each action earned in each class, in parts that add up to the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.analysis.record import Record
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate
from wager.evaluation.slices import Slices
from wager.evaluation.worth.profit import per_1000

Booleans = NDArray[np.bool_]

REST = "all others"
"""The rows of a dimension that belong to none of its values."""

OVER, UNDER = "more than predicted", "less than predicted"
"""What a number turns out to be, in the place of a class."""


@dataclass(frozen=True)
class MoneyPart(Record):
    """The rows on which one action was taken and one thing was true.

    Attributes
    ----------
    action : str
        What was done.
    instead : str
        Of a difference: what the other one did; else empty.
    truth : str
        The class; of a number, whether it was more or less than predicted.
    rows : int
    money : int
        In all, in minor units: the parts of a list add up to the whole.
    per_1000 : Estimate
        Per 1,000 rows of all, so that these add up, too; the interval is of the part.
    """

    action: str
    instead: str
    truth: str
    rows: int
    money: int
    per_1000: Estimate


@dataclass(frozen=True)
class SlicePart(Record):
    """The rows of one declared slice.

    Attributes
    ----------
    dimension, value : str
        `all others` are the rows that belong to no value.
    rows, money : int
        Minor units. Where values of a dimension share no row, they add up to the whole.
    per_1000 : Estimate
        Per 1,000 rows of the slice.
    over : Estimate or None
        The same less what another contender earned there.
    """

    dimension: str
    value: str
    rows: int
    money: int
    per_1000: Estimate
    over: Estimate | None


def money_parts(contender: Contender, outcomes: Outcomes, currency: str) -> tuple[MoneyPart, ...]:
    """Part a contender's money by what it did and what was true.

    Parameters
    ----------
    contender : Contender
        With actions and money.
    outcomes : Outcomes
        Of the same rows.

    Examples
    --------
    >>> one = Contender("m", np.array([0, 1, 1], np.int8), np.array([-9, 5, -2]))
    >>> outcomes = Outcomes(np.array([1, 1, 0]), ("otherwise", "late"), ("none", "act"), np.arange(3))
    >>> [(part.action, part.truth, part.rows, part.money) for part in money_parts(one, outcomes, "JPY")]
    [('none', 'late', 1, -9), ('act', 'otherwise', 1, -2), ('act', 'late', 1, 5)]
    """
    assert contender.actions is not None
    assert contender.money is not None
    return tuple(
        _parts(
            contender.actions,
            None,
            contender.money,
            _truths(contender, outcomes),
            outcomes,
            currency=currency,
        )
    )


def changed_parts(
    contender: Contender, other: Contender, outcomes: Outcomes, currency: str
) -> tuple[MoneyPart, ...]:
    """Part the difference of two contenders' money by what each did and what was true; rows treated alike are left out.

    Examples
    --------
    >>> one = Contender("m", np.array([0, 1, 1], np.int8), np.array([-9, 5, -2]))
    >>> other = Contender("n", np.array([0, 0, 0], np.int8), np.array([-9, -9, 0]))
    >>> outcomes = Outcomes(np.array([1, 1, 0]), ("otherwise", "late"), ("none", "act"), np.arange(3))
    >>> [(part.instead, part.action, part.truth, part.money) for part in changed_parts(one, other, outcomes, "JPY")]
    [('none', 'act', 'otherwise', -2), ('none', 'act', 'late', 14)]
    """
    assert contender.actions is not None
    assert other.actions is not None
    assert contender.money is not None
    assert other.money is not None
    more = contender.money - other.money
    found = _parts(
        contender.actions, other.actions, more, _truths(contender, outcomes), outcomes, currency=currency
    )
    return tuple(part for part in found if part.action != part.instead or part.money)


def _truths(contender: Contender, outcomes: Outcomes) -> dict[str, Booleans]:
    if outcomes.classes:
        return {name: outcomes.is_class(name) for name in outcomes.classes}
    assert contender.values is not None
    over = outcomes.truth > contender.values
    return {UNDER: ~over, OVER: over}


def _parts(
    actions: NDArray[np.int8],
    instead: NDArray[np.int8] | None,
    money: NDArray[np.int64],
    truths: Mapping[str, Booleans],
    outcomes: Outcomes,
    *,
    currency: str,
) -> Iterator[MoneyPart]:
    others = [(-1, "")] if instead is None else list(enumerate(outcomes.actions))
    for before, was in others:
        for code, action in enumerate(outcomes.actions):
            for truth, there in truths.items():
                among = (actions == code) & there & (True if instead is None else instead == before)
                if among.any():
                    here = np.where(among, money, 0)
                    estimate = per_1000(here, outcomes, currency)
                    yield MoneyPart(action, was, truth, int(among.sum()), int(here.sum()), estimate)


def slice_parts(
    contender: Contender, other: Contender | None, outcomes: Outcomes, slices: Slices, currency: str
) -> tuple[SlicePart, ...]:
    """Part a contender's money by the declared slices, and say what it is over another's there."""
    found = []
    for dimension, values in slices.items():
        covered = np.logical_or.reduce([*values.values(), np.zeros(len(outcomes), dtype=np.bool_)])
        for value, among in {**values, REST: ~covered}.items():
            if among.any():
                found.append(_slice(contender, other, outcomes, currency, (dimension, value, among)))
    return tuple(found)


def _slice(
    contender: Contender,
    other: Contender | None,
    outcomes: Outcomes,
    currency: str,
    cut: tuple[str, str, Booleans],
) -> SlicePart:
    dimension, value, among = cut
    rows = np.flatnonzero(among)
    assert contender.money is not None
    mine, here = contender.money[rows], outcomes.take(rows)
    theirs = None if other is None or other.money is None else other.money[rows]
    over = None if theirs is None else per_1000(mine - theirs, here, currency)
    return SlicePart(dimension, value, len(rows), int(mine.sum()), per_1000(mine, here, currency), over)
