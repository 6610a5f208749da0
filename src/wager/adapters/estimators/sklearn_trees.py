"""Trees and forests of scikit-learn by name, taken out of it: what is kept needs no scikit-learn, and is no pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from wager.adapters.estimators.able import demand_able
from wager.adapters.estimators.lightgbm_layout import Layout
from wager.adapters.estimators.lightgbm_text import Answered
from wager.adapters.estimators.linear_losses import dense_where_it_fits
from wager.adapters.estimators.sklearn_grown import Margins, hist_margins, margins
from wager.adapters.estimators.sklearn_names import fitted, known_parameters, made
from wager.adapters.estimators.trees.fitted import FittedTrees, demand_same, fitted_trees, one_class
from wager.adapters.estimators.trees.grown import Grown, leaf
from wager.adapters.estimators.trees.reads import Designed, Native, Reads
from wager.foundation.errors import BadInputError
from wager.training.columns import Floats, levels, numbers
from wager.training.estimator import Encode, Sample, Task

_MOST_LEVELS = 255
_LOOK = 2000
_UNLIKELY = -14.0  # the logarithm of 1e-6, about: the margin of a class that train does not have


@dataclass(frozen=True)
class SklearnTrees:
    """Learns trees.

    Attributes
    ----------
    name : str
        As scikit-learn calls the estimator.
    parameters : dict
        Of it.
    seed : int
        Of its random choices.
    threads, alone
        See `LightGBM`; scikit-learn itself grows trees on one thread here.
    encode : mapping
        How columns become numbers; see `DesignMatrix.learn`.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    threads: int = 0
    alone: bool = False
    encode: Encode = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse unknown parameters."""
        known_parameters(self.name, self.parameters)

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedTrees:
        """Learn; `tune` is not needed."""
        del tune
        algorithm = f"sklearn.{self.name}"
        demand_able(algorithm, task)
        if not train.columns:
            raise BadInputError(f"`{algorithm}` has no columns to learn from; name some under `features`")
        present = np.unique(train.truth) if task.kind != "number" else np.zeros(0, dtype=np.int64)
        if self.name.startswith("Hist"):
            if self.encode:
                raise BadInputError(
                    f"`{algorithm}` reads its columns as they are; leave `encode` out, or use lightgbm"
                )
            reads: Reads = Native(_layout(train, int(self.parameters.get("max_bins", 255))), single=False)
            matrix: Any = reads.matrix(train.columns)
        else:
            designed = Designed.learn(train, self.encode, task)
            reads, matrix = designed, dense_where_it_fits(designed.design.matrix_to_fit(train))
        shell = FittedTrees(algorithm, "shares", reads, "", self.threads, self.alone)
        if len(present) == 1:
            return one_class(shell, task, int(present[0]), matrix)
        model = made(self.name, self.parameters, task, self.seed)
        if isinstance(reads, Native):
            model.set_params(categorical_features=[known is not None for known in reads.known])
        fitted(self.name, model, matrix, train.truth, train.weight)
        found = hist_margins(model, reads.known) if isinstance(reads, Native) else margins(model, matrix[:1])
        kept = _kept(shell, task, present, found, matrix)
        _demand_same(kept, model, matrix, task, present)
        return kept


def _layout(train: Sample, most: int) -> Layout:
    """Learn the levels; a column without a value tells nothing, and scikit-learn cannot part it."""
    layout, most = Layout.learn(train), min(most, _MOST_LEVELS)
    found = {
        name: None if known is None else levels(train.column(name), most=most)
        for name, known in zip(layout.names, layout.levels, strict=True)
        if (np.isfinite(numbers(train.column(name))).any() if known is None else known)
    }
    if not found:
        raise BadInputError("no column has a value in train; name others under `features`")
    return Layout(tuple(found), tuple(found.values()))


def _kept(shell: FittedTrees, task: Task, present: Any, found: Margins, matrix: Any) -> FittedTrees:
    """Write the trees with an output for each class, those that train lacks too."""
    trees, outputs, classes = found.trees, found.outputs, len(task.classes)
    answered: Answered = "shares"
    if task.kind == "number":
        answered, objective = (
            "number",
            "poisson" if task.loss.name == "poisson" and not found.average else "regression",
        )
    elif found.average:
        objective, outputs = "custom", 1 if classes == 2 else classes
        trees = [replace(one, value=_of_all(one.value, present, classes)) for one in trees]
    elif classes == 2:
        answered, objective = "binary", "binary sigmoid:1"
    else:
        answered, objective, outputs = "classes", f"multiclass num_class:{classes}", classes
        trees = _turns(trees, found.outputs, present, classes)
    made_of = replace(shell, answered=answered)
    return fitted_trees(made_of, trees, matrix, objective, outputs, average=found.average)


def _of_all(value: Floats, present: Any, classes: int) -> Floats:
    if classes == 2:
        return value[:, 1:]
    shares = np.zeros((len(value), classes))
    shares[:, present] = value
    return shares


def _turns(trees: list[Grown], outputs: int, present: Any, classes: int) -> list[Grown]:
    """Give each class a tree in each turn; of two classes that train has, the first has margin 0."""
    nothing = leaf(np.zeros(1))
    found = []
    for begin in range(0, len(trees), outputs):
        turn = [leaf(np.array([_UNLIKELY])) if begin == 0 else nothing] * classes
        given = [nothing, trees[begin]] if outputs == 1 else trees[begin : begin + outputs]
        for place, tree in zip(present.tolist(), given, strict=True):
            turn[place] = tree
        found += turn
    return found


def _demand_same(kept: FittedTrees, model: Any, matrix: Any, task: Task, present: Any) -> None:
    rows = matrix[:_LOOK]
    theirs = np.asarray(model.predict(rows) if task.kind == "number" else model.predict_proba(rows))
    found = kept.answer(kept.reads.seen(rows))
    if task.kind != "number":
        found = found[:, present] / found[:, present].sum(axis=1, keepdims=True)
    demand_same(kept, found, theirs)
