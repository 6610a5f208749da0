"""Make probabilities honest: isotonic or sigmoid, fitted on rows that trained nothing.

Each class is calibrated against the rest; with more than two the rows are then scaled to sum to one.
What was learned is a few numbers, kept as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.training.columns import Floats
from wager.training.stored import Document

Method = Literal["isotonic", "sigmoid"]

LEAST_ROWS = 20
_FLOOR = 1e-12


@dataclass(frozen=True)
class Curve:
    """A rising curve from probability to probability.

    Attributes
    ----------
    at, value : tuple of float
        Knots, between which isotonic curves are straight; a sigmoid has slope and intercept of the
        logit in `value` and no `at`.
    """

    at: tuple[float, ...]
    value: tuple[float, ...]

    def __call__(self, probability: Floats) -> Floats:
        """Correct probabilities of any shape."""
        if self.at:
            return np.interp(probability, *self._steps)
        slope, intercept = self.value
        return _expit(slope * _logit(probability) + intercept)

    @cached_property
    def _steps(self) -> tuple[Floats, Floats]:
        return np.asarray(self.at), np.asarray(self.value)


@dataclass(frozen=True)
class Calibration:
    """What was learned about a model's probabilities: one curve, or one for each class."""

    method: Method
    curves: tuple[Curve, ...]

    def __call__(self, probabilities: Floats) -> Floats:
        """Correct probabilities of shape (n, n_classes); rows still sum to one."""
        if len(self.curves) == 1:
            positive = self.curves[0](probabilities[:, 1])
            return np.column_stack([1 - positive, positive])
        columns = [curve(probabilities[:, place]) for place, curve in enumerate(self.curves)]
        corrected = np.column_stack(columns)
        total = corrected.sum(axis=1, keepdims=True)
        return np.where(total > 0, corrected / np.where(total > 0, total, 1), probabilities)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        curves = [{"at": list(curve.at), "value": list(curve.value)} for curve in self.curves]
        return {"format": 1, "method": self.method, "curves": curves}

    @classmethod
    def from_json(cls, written: Document) -> Calibration:
        """Read what `to_json` wrote."""
        written.only("format", "method", "curves")
        method: Method = written.word("method", ("isotonic", "sigmoid"))
        read = _read_steps if method == "isotonic" else _read_sigmoid
        return cls(method, tuple(read(curve) for curve in written.documents("curves")))


def _read_steps(written: Document) -> Curve:
    written.only("at", "value")
    curve = Curve(written.numbers("at", least=0, most=1 + 1e-9), written.numbers("value", least=0, most=1))
    if not curve.at or len(curve.at) != len(curve.value):
        written.wrong("at", "as many knots as values")
    if list(curve.at) != sorted(set(curve.at)) or list(curve.value) != sorted(curve.value):
        written.wrong("at", "a list of knots of a rising curve")
    return curve


def _read_sigmoid(written: Document) -> Curve:
    written.only("at", "value")
    curve = Curve(written.numbers("at"), written.numbers("value"))
    if curve.at or len(curve.value) != 2 or curve.value[0] < 0:
        written.wrong("value", "a slope from 0 upwards and an intercept")
    return curve


def demand_enough(rows: int) -> None:
    """Refuse to calibrate on so few rows.

    Raises
    ------
    BadInputError
    """
    if rows < LEAST_ROWS:
        raise BadInputError(
            f"{rows} rows in the later half of tune are too few to calibrate on; expected at least "
            f"{LEAST_ROWS}: lengthen tune, or leave `calibrate` out"
        )


def calibrate(method: Method, probabilities: Floats, truth: NDArray[Any]) -> Calibration:
    """Fit the curves.

    Parameters
    ----------
    method : {'isotonic', 'sigmoid'}
        Monotone steps, which need some hundred rows; or two numbers.
    probabilities : ndarray of float, shape (n, n_classes)
        Of rows that trained nothing.
    truth : ndarray of int, shape (n,)
        Codes of classes.

    Raises
    ------
    BadInputError
        If there are under 20 rows.

    References
    ----------
    .. [1] J. Platt, "Probabilistic outputs for support vector machines", 1999 (sigmoid).
    .. [2] B. Zadrozny, C. Elkan, "Transforming classifier scores into accurate multiclass probability
       estimates", KDD 2002 (isotonic, one against the rest).

    Examples
    --------
    >>> p = np.repeat([0.2, 0.4], 50)
    >>> y = np.r_[np.arange(50) < 5, np.arange(50) < 40].astype(int)
    >>> curve = calibrate("isotonic", np.column_stack([1 - p, p]), y)
    >>> curve(np.array([[0.8, 0.2], [0.6, 0.4]])).round(6).tolist()
    [[0.9, 0.1], [0.2, 0.8]]
    """
    demand_enough(len(truth))
    fit = _isotonic if method == "isotonic" else _sigmoid
    places = [1] if probabilities.shape[1] == 2 else range(probabilities.shape[1])
    curves = (fit(probabilities[:, place], (truth == place).astype(np.float64)) for place in places)
    return Calibration(method, tuple(curves))


def _isotonic(probability: Floats, happened: Floats) -> Curve:
    from scipy.optimize import isotonic_regression

    at, place, rows = np.unique(probability, return_inverse=True, return_counts=True)
    rate = np.bincount(place, weights=happened) / rows
    value = np.clip(isotonic_regression(rate, weights=rows).x, 0.0, 1.0)
    # Of each level stretch only its two ends are needed.
    ends = np.ones(len(at), dtype=np.bool_)
    ends[1:-1] = (value[1:-1] != value[:-2]) | (value[1:-1] != value[2:])
    return Curve(tuple(at[ends].tolist()), tuple(value[ends].tolist()))


def _sigmoid(probability: Floats, happened: Floats) -> Curve:
    # Platt's targets keep the curve finite where the classes are separated.
    positive, negative = happened.sum(), (1 - happened).sum()
    target = np.where(happened > 0, (positive + 1) / (positive + 2), 1 / (negative + 2))
    score = _logit(probability)
    design = np.column_stack([score, np.ones_like(score)])
    weights = np.array([1.0, 0.0])
    for _ in range(100):
        answer = _expit(design @ weights)
        curvature = np.maximum(answer * (1 - answer), _FLOOR)
        gradient = design.T @ (answer - target)
        step = np.linalg.solve((design * curvature[:, None]).T @ design + 1e-9 * np.eye(2), gradient)
        size = _step_size(design, target, weights, step)
        weights = weights - size * step
        if np.abs(size * step).max() < 1e-10:
            break
    return Curve((), (max(float(weights[0]), 0.0), float(weights[1])))


def _step_size(design: Floats, target: Floats, weights: Floats, step: Floats) -> float:
    # Newton's step is halved until it gets better: far from the optimum the full one may overshoot.
    def loss(at: Floats) -> float:
        score = design @ at
        return float((np.logaddexp(0, score) - target * score).sum())

    before, size = loss(weights), 1.0
    while size > 1e-6 and loss(weights - size * step) > before:
        size /= 2
    return size


def _logit(probability: Floats) -> Floats:
    safe = np.clip(probability, _FLOOR, 1 - _FLOOR)
    return np.asarray(np.log(safe) - np.log1p(-safe))


def _expit(score: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -700, 700))))
