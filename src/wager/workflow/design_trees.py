"""Which columns the slices, the pays and the ratios of a design read."""

from __future__ import annotations

from collections.abc import Iterable

from wager.design.blocks import Design
from wager.design.sentences.metrics import ACTION, PREDICTION, Metric, resolved
from wager.expressions.tree import Column, Tree, columns


def slice_trees(design: Design) -> dict[str, Tree]:
    """Name what the slices read: a column by its dimension, a condition by dimension and value."""
    trees: dict[str, Tree] = {}
    for dimension, one in design.slices.items():
        if one.column is not None:
            trees[dimension] = Column(one.column)
        for value in one.values:
            if value.condition is not None:
                trees[f"{dimension} {value.name}"] = value.condition
    return trees


def pay_trees(design: Design) -> dict[str, Tree]:
    """Name the columns of the unit row that the pays read, the objective and the prediction left out."""
    read = (
        name for pay in design.money.pays.values() for tree in pay.trees().values() for name in columns(tree)
    )
    return {name: Column(name) for name in read if name not in {design.objective.name, "prediction"}}


def judging_metrics(design: Design, goals: Iterable[str] | None = None) -> list[Metric]:
    """List the metrics by which goals and their guardrails are judged; of all goals where none are named."""
    chosen = design.goals if goals is None else goals
    found = []
    for name in chosen:
        goal = design.goals[name]
        found += [goal.metric, *(guard.metric for guard in goal.guards)]
    return [resolved(metric, design.metrics) for metric in found]


def ratio_trees(design: Design, metrics: Iterable[Metric] | None = None) -> dict[str, Tree]:
    """Name the columns that ratios read, the objective and the answers left out.

    Parameters
    ----------
    metrics : iterable of Metric, optional
        Those that count; by default all that the design has or is judged by.
    """
    asked = [*design.metrics.values(), *judging_metrics(design)] if metrics is None else metrics
    read = (name for metric in asked for tree in metric.ratio or () for name in columns(tree))
    besides = {design.objective.name, PREDICTION, ACTION}
    return {name: Column(name) for name in read if name not in besides}
