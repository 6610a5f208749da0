"""What each action was expected to earn on each row, and what it would have earned: of all actions, not of the one taken."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wager.money.pays import money_of


@dataclass(frozen=True, eq=False)
class Offers:
    """The actions of n rows, by what they promise and by what they would have brought.

    Attributes
    ----------
    expected : ndarray of float, shape (n, n_actions)
        Minor units; the first action is what happens without us.
    earned : ndarray of int64, shape (n, n_actions)
        Given the truth.

    Examples
    --------
    >>> offers = Offers(np.array([[0.0, 3.0, 5.0], [0.0, -2.0, -9.0]]), np.array([[0, 7, -1], [0, 4, 4]]))
    >>> offers.gain.tolist(), offers.first.tolist(), offers.more.tolist(), offers.by_money.tolist()
    ([5.0, -2.0], [0, 0], [-1, 4], [-1, 0])
    """

    expected: NDArray[np.float64]
    earned: NDArray[np.int64]

    @cached_property
    def _other(self) -> NDArray[np.int8]:
        """The best action but the first."""
        return np.asarray(1 + self.expected[:, 1:].argmax(axis=1), dtype=np.int8)

    @property
    def gain(self) -> NDArray[np.float64]:
        """What the best other action is expected to earn over the first one."""
        return np.asarray(self.expected[:, 1:].max(axis=1) - self.expected[:, 0])

    @property
    def first(self) -> NDArray[np.int64]:
        """What happens without us."""
        return self.earned[:, 0]

    @property
    def more(self) -> NDArray[np.int64]:
        """What the best other action would have earned over the first one."""
        return np.asarray(money_of(self._other, self.earned) - self.first)

    @property
    def by_money(self) -> NDArray[np.int64]:
        """What the highest expected pay would have earned."""
        return money_of(np.asarray(self.expected.argmax(axis=1), dtype=np.int8), self.earned)
