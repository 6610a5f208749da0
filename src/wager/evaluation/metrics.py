"""Every metric of the grammar as a figure with influences (formats.md, section 8, Sentences)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.answers import FOR, LACKING, is_of, kind_of, lacked, objective_of
from wager.design.sentences.metrics import ACTION, RATES, Metric
from wager.evaluation.average_precision import average_precision
from wager.evaluation.calibration import calibration
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.influence import Measured, auc, mean, ratio, root, undefined
from wager.expressions.tree import columns
from wager.expressions.write import to_text
from wager.foundation.errors import BadInputError, nearest

Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

_SURE = 1e-15  # a probability of exactly 0 for what happened would cost infinitely much


def measure(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    """Measure one contender.

    Parameters
    ----------
    metric : Metric
        With its name resolved (`design.metrics.resolved`).
    contender : Contender
        What was answered on n rows.
    outcomes : Outcomes
        What turned out to be true of them.
    among : ndarray of bool, shape (n,)
        The rows that count: a slice, or all.

    Returns
    -------
    Measured
        In the metric's unit: money in minor units, rates as shares, all times `per`. Without a value, and
        with the reason, where the contender does not answer what the metric needs.

    Raises
    ------
    BadInputError
        If the metric names a class or action that is not there, or is none.
    """
    if metric.kind not in _MEASURES:
        raise BadInputError(
            f"no metric `{metric}`{nearest(metric.kind, _MEASURES)}; there are {', '.join(sorted(_MEASURES))}"
        )
    why = unmeasurable(metric, contender, outcomes)
    if why:
        return undefined(len(outcomes), why)
    with np.errstate(over="ignore", invalid="ignore"):  # what is infinite is refused below
        found = _MEASURES[metric.kind](metric, contender, outcomes, among).times(metric.per)
    if found.reason or np.isfinite(found.value):
        return found
    return undefined(len(outcomes), f"`{metric}` of {contender.name} is no finite number")


def unmeasurable(metric: Metric, contender: Contender, outcomes: Outcomes) -> str:
    """Say why a metric can never be measured of a contender, whatever its rows are; empty where it can."""
    lack = lacked(metric, contender.answered)
    if lack is not None:
        return f"{contender.name} {LACKING[lack]}"
    kind = kind_of(len(outcomes.classes))
    return "" if is_of(metric, kind) else f"`{metric}` is for objectives that {FOR[objective_of(metric)]}"


def unit(metric: Metric, currency: str) -> str:
    """Return the unit of a metric's figures: the currency, `share`, or `number`.

    Examples
    --------
    >>> unit(Metric("money", per=1000), "USD"), unit(Metric("recall", of="late"), "USD")
    ('USD', 'share')
    """
    if metric.kind == "money":
        return currency
    return "share" if metric.kind in RATES and metric.per == 1 else "number"


def _money(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    del metric, outcomes
    assert contender.money is not None
    return mean(contender.money.astype(np.float64), among)


def acted(metric: Metric, contender: Contender, outcomes: Outcomes) -> Booleans | None:
    """Say where one of the actions was taken that a metric names, or any but the first; None without actions."""
    if contender.actions is None:
        return None
    if not metric.by:
        return np.asarray(contender.actions != 0, dtype=np.bool_)
    return np.isin(contender.actions, [outcomes.action(name) for name in metric.by])


def _in_class(metric: Metric, outcomes: Outcomes) -> Booleans:
    return np.ones(len(outcomes), dtype=np.bool_) if metric.of is None else outcomes.is_class(metric.of)


def _rate(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    if metric.of is None:
        raise BadInputError("`rate` needs an action: such as `rate of act`")
    assert contender.actions is not None
    took = contender.actions == outcomes.action(metric.of)
    if metric.in_class is not None:
        among = among & outcomes.is_class(metric.in_class)
    return mean(took.astype(np.float64), among)


def _recall(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    if metric.each_class:
        return _recall_of_each(contender, outcomes, among)
    took = acted(metric, contender, outcomes)
    assert took is not None
    there = _in_class(metric, outcomes)
    caught = (there & took).astype(np.float64)
    return ratio(caught, there.astype(np.float64), among, f"rows of {metric.of}")


def _recall_of_each(contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    # Within the slice of one class this is that class's recall; over all rows, the mean over the classes.
    right = is_right(contender, outcomes)
    assert right is not None
    parts = [mean(right.astype(np.float64), among & outcomes.is_class(name)) for name in outcomes.classes]
    present = [part for part in parts if not part.reason]
    if not present:
        return undefined(len(outcomes), "there are no such rows")
    influence = np.sum([part.influence for part in present], axis=0) / len(present)
    value = sum(part.value for part in present) / len(present)
    return Measured(value, influence, among, min(part.events for part in present))


def is_right(contender: Contender, outcomes: Outcomes) -> Booleans | None:
    """Say where the most probable class is the true one; None without probabilities."""
    if contender.probabilities is None:
        return None
    return np.asarray(contender.probabilities.argmax(axis=1) == outcomes.truth, dtype=np.bool_)


def _precision(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    took = acted(metric, contender, outcomes)
    assert took is not None
    right = _in_class(metric, outcomes) & took
    return ratio(right.astype(np.float64), took.astype(np.float64), among, "rows that were acted on")


def _false_positive_rate(
    metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans
) -> Measured:
    took = acted(metric, contender, outcomes)
    assert took is not None
    outside = ~_in_class(metric, outcomes)
    wrong = (outside & took).astype(np.float64)
    return ratio(wrong, outside.astype(np.float64), among, f"rows outside {metric.of}")


def _of_ranks(figure: Callable[[Floats, Booleans, Booleans], Measured]) -> Callable[..., Measured]:
    def measured(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
        del metric
        assert contender.probabilities is not None
        return figure(contender.probabilities[:, 1], outcomes.truth == 1, among)

    return measured


def _calibration(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    del metric
    given = contender.probabilities
    assert given is not None
    if given.shape[1] == 2:
        return calibration(given[:, 1], outcomes.truth == 1, outcomes.clusters, among)
    # Of several classes: how often the largest probability is right.
    return calibration(given.max(axis=1), given.argmax(axis=1) == outcomes.truth, outcomes.clusters, among)


def _ratio(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    if metric.ratio is None or outcomes.read is None:
        raise BadInputError("`ratio` needs two expressions and the columns that they read: `ratio of A to B`")
    named = {name for tree in metric.ratio for name in columns(tree)}
    took = None
    if ACTION in named and contender.actions is not None:
        took = [outcomes.actions[code] for code in contender.actions]
    sides = outcomes.read.numbers(metric.ratio, contender.values, took)
    for tree, values in zip(metric.ratio, sides, strict=True):
        empty = int(np.isnan(values[among]).sum())
        if empty:
            reason = f"`{to_text(tree)}` has no value in {empty:,} rows; say what counts there, as in `coalesce(x, 0)`"
            return undefined(len(outcomes), reason)
    part, whole = sides
    found = ratio(part, whole, among, f"rows in which `{to_text(metric.ratio[1])}` is anything but 0")
    # Unlike a share, it rests on rows whose denominator is 0 as well: their numerators count.
    return found if found.reason else replace(found, counted=among, events=int(among.sum()))


def _of_probabilities(loss: Callable[[Floats, NDArray[np.int64]], Floats]) -> Callable[..., Measured]:
    def measured(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
        del metric
        assert contender.probabilities is not None
        return mean(loss(contender.probabilities, outcomes.truth), among)

    return measured


def _brier(probabilities: Floats, truth: NDArray[np.int64]) -> Floats:
    if probabilities.shape[1] == 2:
        return np.asarray((probabilities[:, 1] - truth) ** 2)
    happened = truth[:, None] == np.arange(probabilities.shape[1])
    return np.asarray(((probabilities - happened) ** 2).sum(axis=1))


def _log_loss(probabilities: Floats, truth: NDArray[np.int64]) -> Floats:
    given = np.take_along_axis(probabilities, truth[:, None], axis=1)[:, 0]
    return np.asarray(-np.log(np.clip(given, _SURE, 1.0)))


def _errors(contender: Contender, outcomes: Outcomes) -> Floats:
    assert contender.values is not None
    return np.asarray(contender.values - outcomes.truth)


def _mae(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    del metric
    errors = _errors(contender, outcomes)
    return mean(np.abs(errors), among)


def _rmse(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    del metric
    errors = _errors(contender, outcomes)
    return root(mean(errors**2, among))


def _quantile_loss(metric: Metric, contender: Contender, outcomes: Outcomes, among: Booleans) -> Measured:
    if metric.of is None:
        raise BadInputError("`quantile_loss` needs a share: such as `quantile_loss of 0.9`")
    errors = _errors(contender, outcomes)
    # What the truth exceeds the prediction by costs `share`, what it falls short by the rest (Koenker & Bassett 1978).
    share = float(metric.of)
    return mean(np.maximum(-share * errors, (1 - share) * errors), among)


_MEASURES: dict[str, Callable[[Metric, Contender, Outcomes, Booleans], Measured]] = {
    "money": _money,
    "rate": _rate,
    "recall": _recall,
    "precision": _precision,
    "false_positive_rate": _false_positive_rate,
    "ratio": _ratio,
    "auc": _of_ranks(auc),
    "average_precision": _of_ranks(average_precision),
    "brier": _of_probabilities(_brier),
    "log_loss": _of_probabilities(_log_loss),
    "calibration": _calibration,
    "mae": _mae,
    "rmse": _rmse,
    "quantile_loss": _quantile_loss,
}
