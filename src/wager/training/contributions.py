"""What each column contributed to one answer: parts that add up to it.

A fitted model parts its margin (`Explained`), where its columns add up. The answer is bent: log odds become a
probability, and calibration bends it again. So the parts are carried over along the straight way from the margin of
the reference to the row's own: each step of the answer is shared by what each column moves it there. This is the value
of Aumann and Shapley [1]_, known as integrated gradients [2]_. With one margin it comes down to one factor for all parts.

What it does not say: what would happen if a column were changed, or which of two columns that go together counts. Where
large parts cancel, a part may be larger than any probability.

References
----------
.. [1] R. Aumann, L. Shapley, "Values of non-atomic games", 1974.
.. [2] M. Sundararajan, A. Taly, Q. Yan, "Axiomatic attribution for deep networks", ICML 2017.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from wager.foundation.errors import BadInputError
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import Explained
from wager.training.fit import FittedModel

STEPS = 32
"""Into which the way is cut where there are several margins."""

_AGREES = 1e-6
_CLOSE = 1e-9

Answer = Callable[[Floats], Floats]
"""From margins (n, n_margins) to answers (n, n_outputs)."""


@dataclass(frozen=True)
class Contributions:
    """An answer in parts: `base` and all of `of` add up to it.

    Attributes
    ----------
    names : tuple of str
        Of the numbers of an answer: the classes, the actions (1 for the one that is taken), or `value`.
    reference : str
        Whose answer the base is, in words.
    base : tuple of float
        The answer for the reference.
    of : dict of str to tuple of float
        By column, what it added to each.
    """

    names: tuple[str, ...]
    reference: str
    base: tuple[float, ...]
    of: Mapping[str, tuple[float, ...]] = field(hash=False)


def contributions(model: FittedModel, columns: Columns) -> Contributions:
    """Part one answer by column.

    Parameters
    ----------
    model : FittedModel
        With its calibration, which counts.
    columns : mapping of str to pyarrow.Array
        One row.

    Raises
    ------
    BadInputError
        If there is not one row, or the model cannot part this answer.
    """
    fitted = model.fitted
    if not isinstance(fitted, Explained) or length(columns) > 1:
        raise BadInputError(
            f"no contributions: {model.describe()} gives none, or was asked about several rows"
        )

    def answer(margins: Floats) -> Floats:
        found = fitted.linked(margins)
        return found if model.calibration is None else model.calibration(found)

    margins = fitted.contributions(columns)[0]
    base, parts = margins[:, -1], margins[:, :-1]
    ends = answer(np.stack([base, base + parts.sum(axis=1)]))
    said = _said(model, columns)
    if not np.abs(ends[1] - said).max() <= _AGREES * max(1.0, float(np.abs(said).max())):
        raise BadInputError(f"no contributions: the margin of {model.describe()} does not come to its answer")
    shares = _carried(answer, base, parts, said - ends[0])
    names = {"probabilities": model.task.classes, "actions": model.task.actions, "values": ("value",)}
    of = {name: tuple(share) for name, share in zip(fitted.names, shares.T.tolist(), strict=True)}
    return Contributions(names[fitted.answers], fitted.reference, tuple(ends[0].tolist()), of)


def _said(model: FittedModel, columns: Columns) -> Floats:
    found = np.atleast_1d(model.predict(columns)[0])
    return np.eye(model.fitted.width)[int(found[0])] if model.answers == "actions" else found


def _carried(answer: Answer, base: Floats, parts: Floats, moved: Floats) -> Floats:
    """Return the parts (n_outputs, n_names) of what the answer moved (n_outputs,)."""
    way = parts.sum(axis=1)
    size = float(np.abs(parts).sum())
    if size == 0:
        return np.zeros((len(moved), parts.shape[1]))
    if len(base) == 1 and abs(way[0]) > _CLOSE * size:
        shares = moved[:, None] * (parts / way[0])
    else:
        shares = _along(answer, base, parts, way, size)
    return _closed(shares, parts, moved)


def _along(answer: Answer, base: Floats, parts: Floats, way: Floats, size: float) -> Floats:
    # Slopes are taken over a stretch as long as a step, so that no step of the answer is stepped over.
    lengths = np.sqrt((parts**2).sum(axis=0))
    stretch = max(float(np.sqrt((way**2).sum())) / STEPS, _CLOSE * size)
    moving = lengths > 0
    towards = np.where(moving, parts / np.where(moving, lengths, 1), 0) * (stretch / 2)
    middles = base + (np.arange(STEPS)[:, None] + 0.5) / STEPS * way
    points = middles[:, None, None, :] + np.array([1.0, -1.0])[:, None, None] * towards.T
    found = answer(points.reshape(-1, len(base))).reshape(STEPS, 2, parts.shape[1], -1)
    slopes = (found[:, 0] - found[:, 1]).mean(axis=0) / stretch
    return np.asarray((slopes * lengths[:, None]).T)


def _closed(shares: Floats, parts: Floats, moved: Floats) -> Floats:
    # What the steps left over goes to the parts by their size, so that they add up.
    rest = moved - shares.sum(axis=1)
    weights = np.abs(shares)
    flat = weights.sum(axis=1) == 0
    weights[flat] = np.abs(parts).sum(axis=0)
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(
        shares + rest[:, None] * np.where(total > 0, weights / np.where(total > 0, total, 1), 0)
    )
