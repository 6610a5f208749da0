"""Trees as XGBoost writes them in its JSON, taken out of it: what is kept needs no XGBoost to answer, and is read by no loader of its own.

XGBoost compares numbers of 32 bits: a row goes left where its number is below the threshold, so at most the next smaller number.
Levels of a set go right there. Its sums are of 32 bits, ours of 64, so margins agree to rounding and every row comes into the same leaves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wager.adapters.estimators.trees.grown import Grown, leaf
from wager.training.columns import Floats

_CATEGORY = 1


def grown_by_xgboost(raw: bytes, levels: Sequence[Sequence[str] | None], base: Floats) -> list[Grown]:
    """Read the trees of a model that was just fitted.

    Parameters
    ----------
    raw : bytes
        As `Booster.save_raw("json")` gives them.
    levels : sequence of sequence of str or None
        Of the columns; None for a number.
    base : ndarray of float, shape (n_outputs,)
        The margins that a row has before the first tree.

    Returns
    -------
    list of Grown
        In turns: one tree of each class, then the next of each.
    """
    model = json.loads(raw)["learner"]["gradient_booster"]["model"]
    of_class: list[list[Grown]] = [[leaf(np.array([one]))] for one in base.tolist()]
    for place, written in zip(model["tree_info"], model["trees"], strict=True):
        of_class[place].append(_tree(written, levels))
    return [tree for turn in zip(*of_class, strict=True) for tree in turn]


def _tree(written: Mapping[str, Any], levels: Sequence[Sequence[str] | None]) -> Grown:
    left, right = (np.asarray(written[key], dtype=np.int64) for key in ("left_children", "right_children"))
    feature = np.asarray(written["split_indices"], dtype=np.int64)
    given = np.asarray(written["split_conditions"], dtype=np.float32)
    missing = np.asarray(written["default_left"], dtype=np.bool_)
    below = np.nextafter(given, np.float32(-np.inf)).astype(np.float64)
    left, right, sets = left.copy(), right.copy(), {}
    for node, chosen in _sets(written).items():
        if missing[node]:
            # A missing level goes right in what is written: what went right goes left, by its own levels.
            left[node], right[node] = right[node], left[node]
            sets[node] = chosen
        else:
            sets[node] = tuple(sorted(set(range(len(levels[feature[node]] or ()))) - set(chosen)))
    return Grown(feature, below, missing, left, right, given.astype(np.float64)[:, None], sets)


def _sets(written: Mapping[str, Any]) -> dict[int, tuple[int, ...]]:
    """Return the levels that go right, by node."""
    parts = zip(
        written["categories_nodes"], written["categories_segments"], written["categories_sizes"], strict=True
    )
    return {node: tuple(written["categories"][begin : begin + size]) for node, begin, size in parts}


def base_margins(raw: bytes, objective: str) -> Floats:
    """Return the margin of each output before the first tree: the link of the base score that XGBoost took.

    Parameters
    ----------
    raw : bytes
        As `Booster.save_raw("json")` gives them.
    objective : str
        As XGBoost calls it.
    """
    written = json.loads(raw)["learner"]["learner_model_param"]["base_score"]
    given = np.atleast_1d(np.asarray(json.loads(written.replace("E", "e")), dtype=np.float32)).astype(
        np.float64
    )
    if objective == "binary:logistic":
        given = np.log(given) - np.log1p(-given)
    elif objective in {"count:poisson", "reg:tweedie"}:
        given = np.log(given)
    return given.astype(np.float32).astype(np.float64)
