"""Gradient boosted trees by XGBoost (hist), kept as our own text of trees: what was learned answers without XGBoost.

Categories become codes of the sorted training levels, which XGBoost parts natively. Trees do not depend on the number of
threads (performance.md, section 6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from wager.adapters.companions import DATA_FRAMES, shut_out
from wager.adapters.estimators.lightgbm_encoded import learn_layout
from wager.adapters.estimators.lightgbm_text import Answered
from wager.adapters.estimators.monotone import constrained
from wager.adapters.estimators.trees.fitted import FittedTrees, demand_same, fitted_trees, one_class
from wager.adapters.estimators.trees.reads import Native
from wager.adapters.estimators.xgboost_trees import base_margins, grown_by_xgboost
from wager.foundation.errors import BadInputError, UnavailableError
from wager.training.estimator import Encode, Sample, Task
from wager.training.loss import POWER

ROUNDS = 500
PATIENCE = 50
DEFAULTS: Mapping[str, Any] = MappingProxyType({"learning_rate": 0.05, "max_depth": 6})
"""What a bare `xgboost` means, with 500 trees at most and early stopping after 50 without progress."""

_LOSSES = {
    "mean": "reg:squarederror",
    "quantile": "reg:quantileerror",
    "poisson": "count:poisson",
    "tweedie": "reg:tweedie",
}
_WRITTEN: Mapping[str, tuple[Answered, str]] = {
    "binary:logistic": ("binary", "binary sigmoid:1"),
    "multi:softprob": ("classes", "multiclass num_class:{}"),
    "reg:squarederror": ("number", "regression"),
    "reg:quantileerror": ("number", "quantile"),
    "count:poisson": ("number", "poisson"),
    "reg:tweedie": ("number", "tweedie"),
}
_OURS = frozenset(
    "objective booster tree_method nthread n_jobs seed random_state num_class device gpu_id verbosity eval_metric "
    "quantile_alpha tweedie_variance_power early_stopping_rounds process_type updater multi_strategy base_score "
    "enable_categorical seed_per_iteration".split()
)
_AGREES = 1e-6
_LOOK = 2000


@dataclass(frozen=True)
class XGBoost:
    """Learns trees.

    Attributes
    ----------
    parameters : dict
        As XGBoost calls them; `n_estimators` is the number of trees (at most, with `early_stopping`: the rounds
        without progress on the earlier half of tune after which it stops).
    seed : int
        Of all its random choices.
    threads : int
        0 for all cores; the result is the same.
    alone : bool
        True in a process of our own: the optional packages of data frames are not loaded.
    encode : mapping
        How columns become numbers; texts that it does not name are categories of the library's own.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    threads: int = 0
    alone: bool = False
    encode: Encode = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what would take the reins from us, or gives trees that are not read back."""
        taken = sorted(_OURS & set(self.parameters))
        if taken:
            raise BadInputError(f"xgboost's parameter {taken[0]!r} is set by wager; leave it out")

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedTrees:
        """Learn from train; stop where tune no longer gets better."""
        library = xgboost_library(alone=self.alone)
        reads = Native(learn_layout(train, self.encode, task), single=True)
        matrix = reads.seen(reads.layout.matrix_to_fit(train))
        if task.kind != "number" and (train.truth == train.truth[0]).all():
            shell = FittedXGBoost("xgboost", "shares", reads, "", self.threads, self.alone)
            return one_class(shell, task, int(train.truth[0]), matrix)
        settings, rounds, patience = self._settings(task)
        settings = constrained(settings, reads.names, reads.known, "xgboost")
        if "monotone_constraints" in settings:  # a list is taken for names
            settings["monotone_constraints"] = tuple(settings["monotone_constraints"])
        data = self._data(library, reads, matrix, train)
        stopping: dict[str, Any] = {}
        if tune is not None and patience:
            watched = self._data(library, reads, reads.matrix(tune.columns), tune)
            stopping = {"evals": [(watched, "tune")], "early_stopping_rounds": patience}
        try:
            booster = library.train(settings, data, rounds, verbose_eval=False, **stopping)
        except (library.core.XGBoostError, ValueError, TypeError, AttributeError) as error:
            said = str(error).split("\n")[0].partition("] ")[2] or str(error).split("\n")[0]
            raise BadInputError(f"xgboost refuses: {said}; look at the model file's parameters") from error
        if stopping:
            booster = booster[: booster.best_iteration + 1]
        raw = bytes(booster.save_raw("json"))
        base = base_margins(raw, settings["objective"])
        answered, objective = _WRITTEN[settings["objective"]]
        made = FittedXGBoost("xgboost", answered, reads, "", self.threads, self.alone)
        trees = grown_by_xgboost(raw, reads.known, base)
        fitted = fitted_trees(made, trees, matrix, objective.format(len(base)), len(base))
        seen = self._data(library, reads, matrix[:_LOOK])
        # Its sums have 32 bits, ours 64.
        within = _AGREES * max(1, fitted.grown) ** 0.5
        demand_same(
            fitted,
            fitted.answer(matrix[:_LOOK], margins=True),
            booster.predict(seen, output_margin=True),
            within,
        )
        return fitted

    def _settings(self, task: Task) -> tuple[dict[str, Any], int, int]:
        given = {**DEFAULTS, **self.parameters}
        patience = int(given.pop("early_stopping", 0 if "n_estimators" in given else PATIENCE))
        rounds = int(given.pop("n_estimators", ROUNDS))
        fixed: dict[str, Any] = {
            "seed": self.seed,
            "nthread": self.threads,
            "tree_method": "hist",
            "verbosity": 0,
        }
        if task.kind == "number":
            fixed["objective"] = _LOSSES[task.loss.name]
        else:
            fixed["objective"] = "binary:logistic" if task.kind == "binary" else "multi:softprob"
        if task.kind == "classes":
            fixed["num_class"] = len(task.classes)
        if task.loss.quantile is not None:
            fixed["quantile_alpha"] = task.loss.quantile
        if task.loss.name == "tweedie":
            fixed["tweedie_variance_power"] = POWER
        return given | fixed, rounds, patience

    def _data(self, library: Any, reads: Native, matrix: Any, sample: Sample | None = None) -> Any:
        return library.DMatrix(
            matrix.astype(np.float32),
            label=None if sample is None else np.asarray(sample.truth, dtype=np.float64),
            weight=None if sample is None else sample.weight,
            feature_types=["q" if known is None else "c" for known in reads.known],
            enable_categorical=True,
            nthread=self.threads,
        )


class FittedXGBoost(FittedTrees):
    """Trees of XGBoost, of which tune may have said how many are enough."""

    @property
    def rounds(self) -> int:
        """How many rounds were kept; see `Stopped`."""
        return self.grown


def xgboost_library(*, alone: bool = False) -> Any:
    """Import XGBoost.

    Raises
    ------
    UnavailableError
        If it is not installed, with what to do.
    """
    try:
        if alone:
            with shut_out((*DATA_FRAMES, "sklearn")):
                import xgboost
        else:
            import xgboost
    except ImportError as error:
        raise UnavailableError(
            'the algorithm xgboost needs the extra of that name: pip install "wager[xgboost]"; or use lightgbm'
        ) from error
    return xgboost
