"""One tree as arrays, whichever library grew it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wager.training.columns import Booleans, Floats

Places = NDArray[np.int64]


@dataclass(frozen=True)
class Grown:
    """A tree; a row whose number is at most the threshold goes left.

    Attributes
    ----------
    feature : ndarray of int, shape (n_nodes,)
        Which column of the matrix is asked.
    threshold : ndarray of float, shape (n_nodes,)
    missing_left : ndarray of bool, shape (n_nodes,)
        Where a row without a value goes.
    left, right : ndarray of int, shape (n_nodes,)
        The children; -1 for both where the node is a leaf. Node 0 is the root.
    value : ndarray of float, shape (n_nodes, n_outputs)
        What a leaf answers.
    sets : dict of int to tuple of int
        Of a node that asks a category: the levels that go left; all others, and a missing one, go right.
    """

    feature: Places
    threshold: Floats
    missing_left: Booleans
    left: Places
    right: Places
    value: Floats
    sets: Mapping[int, tuple[int, ...]] = field(default_factory=dict)

    def order(self) -> tuple[list[int], list[int]]:
        """Return decisions and leaves from the root on, left before right; a node that is not reached is in neither.

        Examples
        --------
        >>> stump = Grown(*(np.array(one) for one in ([0, 0, 0], [1.5, 0, 0], [True] * 3, [2, -1, -1], [1, -1, -1])), np.ones((3, 1)))
        >>> stump.order()
        ([0], [2, 1])
        """
        decisions, leaves, waiting = [], [], [0]
        left, right = self.left.tolist(), self.right.tolist()
        while waiting:
            node = waiting.pop()
            if left[node] < 0:
                leaves.append(node)
            else:
                decisions.append(node)
                waiting += [right[node], left[node]]
        return decisions, leaves


def leaf(values: Floats) -> Grown:
    """Make the tree that answers every row the same; values (n_outputs,)."""
    nothing, none = np.zeros(1), np.full(1, -1)
    return Grown(none, nothing, np.zeros(1, dtype=np.bool_), none, none, values[None, :])
