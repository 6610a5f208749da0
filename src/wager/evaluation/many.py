"""Many tests at once: how rare a finding is among all that were looked at."""

from __future__ import annotations

import numpy as np


def benjamini_hochberg(values: list[float]) -> list[float]:
    """Adjust p-values so that of all claims at or below q no more than a share q is wrong, on average (BH 1995).

    Examples
    --------
    >>> [round(one, 2) for one in benjamini_hochberg([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    """
    # `scipy.stats.false_discovery_control` is the same, and to load scipy.stats takes longer than the whole scan.
    order = np.argsort(values, kind="stable")[::-1]
    stepped = np.asarray(values, dtype=np.float64)[order] * len(values) / np.arange(len(values), 0, -1)
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum.accumulate(np.minimum(stepped, 1.0))
    return [float(one) for one in adjusted]
