"""Scores into probabilities."""

from __future__ import annotations

import numpy as np

from wager.training.columns import Floats


def softmax(scores: Floats) -> Floats:
    """Turn scores of shape (n, n_classes) into probabilities.

    They are summed class by class, so that one row gets the bits that it gets among many.

    Examples
    --------
    >>> softmax(np.array([[0.0, 0.0]])).tolist()
    [[0.5, 0.5]]
    """
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    total = raised[:, 0].copy()
    for place in range(1, raised.shape[1]):
        total += raised[:, place]
    return np.asarray(raised / total[:, None])
