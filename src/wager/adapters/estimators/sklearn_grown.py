"""Trees of scikit-learn as arrays: a forest's share of classes or mean, a boosted model's margins.

Sums have the order in which scikit-learn sums up on one thread, so answers agree to the bit (a share of two classes is that of the
second; the other is what is left).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.trees.grown import Grown, leaf

_BITS = 32


@dataclass(frozen=True)
class Margins:
    """Trees in the order in which they are summed up.

    Attributes
    ----------
    trees : list of Grown
        In turns where each has one output and there are several.
    average : bool
        True for shares of classes and means: of trees that were grown beside each other, not on top.
    outputs : int
    """

    trees: list[Grown]
    average: bool
    outputs: int


def margins(model: Any, row: Any) -> Margins:
    """Take the trees out of a fitted tree, forest or boosted model.

    Parameters
    ----------
    model : estimator
        Fitted.
    row : ndarray or CSR matrix
        Any row: what a boosted model begins with is the same for all.
    """
    if hasattr(model, "tree_"):
        found = [_tree(model.tree_)]
    elif not hasattr(model, "init_"):
        found = [_tree(one.tree_) for one in model.estimators_]
    else:
        begin = np.asarray(model._raw_predict_init(row), dtype=np.float64)[0]  # noqa: SLF001 # there is no public way
        boosted = [leaf(np.array([one])) for one in begin.tolist()]
        boosted += [_tree(one.tree_, model.learning_rate) for turn in model.estimators_ for one in turn]
        return Margins(boosted, average=False, outputs=len(begin))
    return Margins(found, average=True, outputs=found[0].value.shape[1])


def _tree(grown: Any, rate: float = 1.0) -> Grown:
    return Grown(
        np.asarray(grown.feature, dtype=np.int64),
        np.asarray(grown.threshold, dtype=np.float64),
        np.asarray(grown.missing_go_to_left, dtype=np.bool_),
        np.asarray(grown.children_left, dtype=np.int64),
        np.asarray(grown.children_right, dtype=np.int64),
        np.asarray(grown.value, dtype=np.float64)[:, 0, :] * rate,
    )


def hist_margins(model: Any, known: Sequence[Sequence[str] | None]) -> Margins:
    """Take the trees out of a fitted model of histograms.

    Parameters
    ----------
    model : estimator
        Fitted.
    known : sequence of sequence of str or None
        Of each column the levels, which scikit-learn puts first; None for a number.
    """
    order = [place for place, one in enumerate(known) if one is not None]
    order += [place for place, one in enumerate(known) if one is None]
    # Nothing of this is public; what is read here is compared with the model's own answers after each fit.
    begin = np.asarray(model._baseline_prediction, dtype=np.float64).reshape(-1)  # noqa: SLF001
    found = [leaf(np.array([one])) for one in begin.tolist()]
    for turn in model._predictors:  # noqa: SLF001
        found += [_hist_tree(one, np.array(order), known) for one in turn]
    return Margins(found, average=False, outputs=len(begin))


def _hist_tree(predictor: Any, order: Any, known: Sequence[Sequence[str] | None]) -> Grown:
    nodes = predictor.nodes
    end = nodes["is_leaf"].astype(np.bool_)
    left, right = (np.where(end, -1, nodes[side].astype(np.int64)) for side in ("left", "right"))
    feature = order[np.where(end, 0, nodes["feature_idx"])]
    missing = nodes["missing_go_to_left"].astype(np.bool_)
    sets: dict[int, tuple[int, ...]] = {}
    for node in np.flatnonzero(nodes["is_categorical"].astype(np.bool_) & ~end).tolist():
        levels = range(len(known[feature[node]] or ()))
        bits = predictor.raw_left_cat_bitsets[nodes["bitset_idx"][node]].tolist()
        chosen = {level for level in levels if bits[level // _BITS] >> (level % _BITS) & 1}
        if missing[node]:
            # A missing level goes right in what is written: the sides change places.
            left[node], right[node] = right[node], left[node]
            chosen = set(levels) - chosen
        sets[node] = tuple(sorted(chosen))
    value = nodes["value"].astype(np.float64)[:, None]
    return Grown(feature, nodes["num_threshold"].astype(np.float64), missing, left, right, value, sets)
