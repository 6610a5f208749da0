"""Trees written as LightGBM writes its own: `lightgbm_text.py` checks the text before anybody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wager.adapters.estimators.lightgbm_text import END
from wager.adapters.estimators.trees.grown import Grown, Places
from wager.training.columns import Floats

_CATEGORY, _MISSING_LEFT, _NAN = 1, 2, 8  # bits of LightGBM's decision_type
_WORD = 32


@dataclass(frozen=True)
class Laid:
    """A tree with its decisions and leaves in the order in which they are written."""

    grown: Grown
    decisions: list[int]
    leaves: list[int]

    @classmethod
    def of(cls, grown: Grown) -> Laid:
        """Lay a tree out."""
        return cls(grown, *grown.order())

    def rows(self, in_leaves: Places) -> list[int]:
        """Count the rows of each decision from those of each leaf, so that contributions know what is usual."""
        left, right = self.grown.left.tolist(), self.grown.right.tolist()
        found = dict(zip(self.leaves, in_leaves.tolist(), strict=True))
        for node in reversed(self.decisions):
            found[node] = found[left[node]] + found[right[node]]
        return [found[node] for node in self.decisions]


def written(
    trees: Sequence[Laid],
    width: int,
    objective: str,
    in_leaves: Sequence[Places] | None = None,
    *,
    outputs: int = 1,
    average: bool = False,
) -> str:
    """Write trees as a text.

    Parameters
    ----------
    trees : sequence of Laid
        In the order in which they are summed up.
    width : int
        Columns of the matrix.
    objective : str
        As the header names it: `regression`, `binary sigmoid:1`, ….
    in_leaves : sequence of ndarray of int, optional
        Rows of train in the leaves of each tree; ones unless given.
    outputs : int
        How many margins there are. A tree whose leaves have so many values stands once for each of them; else the
        trees take turns.
    average : bool
        A margin is the mean of its trees, not their sum.
    """
    blocks: list[str] = []
    for place, laid in enumerate(trees):
        rows = np.ones(len(laid.leaves), dtype=np.int64) if in_leaves is None else in_leaves[place]
        shared = _shared(laid, rows)
        for output in range(laid.grown.value.shape[1]):
            values = laid.grown.value[laid.leaves, output]
            blocks.append(f"Tree={len(blocks)}\n{shared}leaf_value={_floats(values)}\n\n\n")
    head = [
        "tree",
        "version=v4",
        f"num_class={outputs}",
        f"num_tree_per_iteration={outputs}",
        "label_index=0",
        f"max_feature_idx={width - 1}",
        f"objective={objective}",
        *(["average_output"] if average else []),
        f"feature_names={' '.join(f'c{place}' for place in range(width))}",
        f"feature_infos={' '.join(['none'] * width)}",
        f"tree_sizes={' '.join(str(len(block)) for block in blocks)}",
        "\n",
    ]
    return "\n".join(head) + "".join(blocks) + END


def _shared(laid: Laid, rows: Places) -> str:
    grown, decisions = laid.grown, laid.decisions
    number = {node: place for place, node in enumerate(decisions)}
    number |= {node: ~place for place, node in enumerate(laid.leaves)}
    sets = [node for node in decisions if node in grown.sets]
    threshold = grown.threshold.copy()
    threshold[sets] = np.arange(len(sets))
    words = [_words(grown.sets[node]) for node in sets]
    nothing = np.zeros(len(decisions))
    lines: dict[str, str] = {
        "num_leaves": str(len(laid.leaves)),
        "num_cat": str(len(sets)),
        "split_feature": _join(grown.feature[decisions].tolist()),
        "split_gain": _floats(nothing),
        "threshold": _floats(threshold[decisions]),
        "decision_type": _join(_decision(grown, node) for node in decisions),
        "left_child": _join(number[child] for child in grown.left[decisions].tolist()),
        "right_child": _join(number[child] for child in grown.right[decisions].tolist()),
        "leaf_weight": _floats(np.zeros(len(laid.leaves))),
        "leaf_count": _join(rows.tolist()),
        "internal_value": _floats(nothing),
        "internal_weight": _floats(nothing),
        "internal_count": _join(laid.rows(rows)),
        "is_linear": "0",
        "shrinkage": "1",
    }
    if sets:
        lines["cat_boundaries"] = _join(np.r_[0, np.cumsum([len(one) for one in words])].tolist())
        lines["cat_threshold"] = _join(word for one in words for word in one)
    return "".join(f"{key}={value}\n" for key, value in lines.items())


def _decision(grown: Grown, node: int) -> int:
    if node in grown.sets:
        return _CATEGORY | _NAN
    return _NAN | (_MISSING_LEFT if grown.missing_left[node] else 0)


def _words(levels: Iterable[int]) -> list[int]:
    """Write a set of levels as whole numbers of 32 bits, lowest first.

    Examples
    --------
    >>> _words((0, 33))
    [1, 2]
    """
    chosen = sorted(levels)
    found = [0] * (max(chosen, default=0) // _WORD + 1)
    for level in chosen:
        found[level // _WORD] |= 1 << (level % _WORD)
    return found


def _floats(values: Floats) -> str:
    # The shortest digits that read back to the same bits. Beyond all numbers is spelled as LightGBM spells it.
    return " ".join(map(repr, (values + 0.0).tolist()))


def _join(values: Iterable[Any]) -> str:
    return " ".join(map(str, values))
