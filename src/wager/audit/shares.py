"""What each column moved, in probability and in money: parts that add up to the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.amounts import places


@dataclass(frozen=True)
class Share:
    """How much of an answer is due to one column, or to none of them.

    Attributes
    ----------
    probabilities : dict of str to float
        Of each class; empty where a number was predicted, or an action chosen by a rule.
    value : float or None
        Of the number predicted.
    money : dict of str to int
        Of what each action is expected to earn, in whole minor units; empty for rules.
    """

    probabilities: Mapping[str, float] = field(default_factory=dict, hash=False)
    value: float | None = None
    money: Mapping[str, int] = field(default_factory=dict, hash=False)

    def ahead(self, action: str, other: str) -> int:
        """Say how much it speaks for one action over another, in minor units."""
        return self.money.get(action, 0) - self.money.get(other, 0)

    def none_of(self) -> Share:
        """Return the share of a column that moved nothing of such an answer.

        Examples
        --------
        >>> Share({"late": 0.2}, None, {"warn": -7}).none_of()
        Share(probabilities={'late': 0.0}, value=None, money={'warn': 0})
        """
        return Share(
            dict.fromkeys(self.probabilities, 0.0),
            None if self.value is None else 0.0,
            dict.fromkeys(self.money, 0),
        )

    def to_json(self, currency: str) -> dict[str, Any]:
        """Write as JSON values; money as decimal texts of whole units."""
        return {
            "probabilities": dict(self.probabilities),
            "value": self.value,
            "money": {action: amount(minor, currency) for action, minor in self.money.items()},
        }


def amount(minor: int, currency: str) -> str:
    """Write money as a decimal number of whole units.

    Examples
    --------
    >>> amount(-51_234, "USD"), amount(7, "JPY")
    ('-512.34', '7')
    """
    digits = places(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}" + (f".{rest:0{digits}}" if digits else "")


def shares(
    moved: Mapping[str, Sequence[float]],
    base: Sequence[float],
    classes: Sequence[str],
    pays: NDArray[np.int64],
    expected: Mapping[str, int],
) -> tuple[Share, dict[str, Share]]:
    """Turn changes of probabilities into shares of what was answered.

    Parameters
    ----------
    moved : mapping of str to sequence of float, one for each class
        By column, how much it moved the probability of each class.
    base : sequence of float
        The probabilities where nothing is known of the row.
    classes : sequence of str
    pays : ndarray of int64, shape (n_actions, n_classes)
        What each action earns in each class; minor units.
    expected : mapping of str to int
        What each action is expected to earn, in the order of `pays`: what the parts add up to.

    Returns
    -------
    Share
        Of the base.
    dict of str to Share
        Of each column.

    Examples
    --------
    >>> base, of = shares({"hour": [-0.2, 0.2], "rain": [-0.1, 0.1]}, [0.8, 0.2], ["otherwise", "late"],
    ...                   np.array([[0, 0], [-100, 333]]), {"none": 0, "act": 117})
    >>> base.money["act"], of["hour"].money["act"], of["rain"].money["act"]
    (-13, 87, 43)
    """
    names = list(moved)
    parts = np.array([list(base), *(list(moved[name]) for name in names)], dtype=np.float64)
    worth = parts @ pays.T.astype(np.float64)
    columns = [whole_parts(worth[:, at].tolist(), total) for at, total in enumerate(expected.values())]
    made = [
        Share(
            dict(zip(classes, map(float, row), strict=True)),
            None,
            {action: column[place] for action, column in zip(expected, columns, strict=True)},
        )
        for place, row in enumerate(parts)
    ]
    return made[0], dict(zip(names, made[1:], strict=True))


def number_shares(
    moved: Mapping[str, float], base: float, worth: Mapping[str, int], expected: Mapping[str, int]
) -> tuple[Share, dict[str, Share]]:
    """Turn changes of a predicted number into shares; money follows the number in proportion.

    Parameters
    ----------
    moved : mapping of str to float
        By column, how much it moved the number.
    base : float
        The number where nothing is known of the row.
    worth, expected : mapping of str to int
        What each action is expected to earn at `base`, and at the number that was answered; minor units.

    Examples
    --------
    >>> base, of = number_shares({"size": 3.0, "age": -1.0}, 10.0, {"keep": 0, "order": 100}, {"keep": 0, "order": 120})
    >>> base.money["order"], of["size"].money["order"], of["age"].money["order"]
    (100, 30, -10)
    """
    change = sum(moved.values())
    money: dict[str, list[int]] = {}
    for action, total in expected.items():
        slope = (total - worth[action]) / change if change else 0.0
        money[action] = whole_parts([worth[action], *(part * slope for part in moved.values())], total)
    values = [base, *moved.values()]
    made = [
        Share({}, float(value), {action: parts[place] for action, parts in money.items()})
        for place, value in enumerate(values)
    ]
    return made[0], dict(zip(moved, made[1:], strict=True))


def whole_parts(parts: Sequence[float], total: int) -> list[int]:
    """Round parts to whole numbers that add up to a whole number: the largest remainders go up.

    Parameters
    ----------
    parts : sequence of float
        They add up to `total`, up to its own rounding.
    total : int

    Examples
    --------
    >>> whole_parts([0.5, 0.5, 1.0], 2), whole_parts([1.4, -0.7, 0.8], 1)
    ([1, 0, 1], [1, -1, 1])
    """
    low = [int(np.floor(part)) for part in parts]
    order = sorted(range(len(parts)), key=lambda place: (low[place] - parts[place], place))
    left = total - sum(low)
    even, rest = divmod(left, max(len(parts), 1))
    for place in range(len(parts)):
        low[place] += even
    for place in order[:rest]:
        low[place] += 1
    return low
