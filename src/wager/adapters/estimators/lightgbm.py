"""Gradient boosted trees by LightGBM: one float matrix in, a text of trees out.

Categories become codes of the sorted training levels, missing values NaN. Trees and answers do not depend
on the number of threads (performance.md, section 6); the text's parameter block names it, so it is set to 0
in what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from wager.adapters.estimators.lightgbm_library import lightgbm_library
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import Columns, Floats, codes, column, is_category, length, levels, numbers
from wager.training.estimator import FITTED, Answers, Files, Kind, Sample, Task

TREES = "trees.txt"
MOST_LEVELS = 1000

ROUNDS = 500
PATIENCE = 50
DEFAULTS: dict[str, Any] = {"learning_rate": 0.05, "num_leaves": 31}
"""What a bare `lightgbm` means, with 500 trees at most and early stopping after 50 without progress."""

_OBJECTIVES: dict[Kind, str] = {"binary": "binary", "classes": "multiclass", "number": "regression"}
_OURS = frozenset(
    "objective app application num_class seed random_state random_seed num_threads num_thread n_jobs nthread "
    "nthreads deterministic force_row_wise force_col_wise verbosity verbose data valid task".split()
)


@dataclass(frozen=True)
class LightGBM:
    """Learns trees.

    Attributes
    ----------
    parameters : dict
        As LightGBM calls them; `n_estimators` is the number of trees (at most, with `early_stopping`: the
        rounds without progress on the earlier half of tune after which it stops).
    seed : int
        Of all its random choices.
    threads : int
        0 for all cores; the result is the same.
    alone : bool
        See `lightgbm_library`.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    threads: int = 0
    alone: bool = False

    def __post_init__(self) -> None:
        """Refuse what would take the reins from us."""
        taken = sorted(_OURS & set(self.parameters))
        if taken:
            raise BadInputError(f"lightgbm's parameter {taken[0]!r} is set by wager; leave it out")

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLightGBM:
        """Learn from train; stop where tune no longer gets better."""
        library = lightgbm_library(alone=self.alone)
        layout = Layout.learn(train)
        settings, rounds, patience = self._settings(task)
        data = self._dataset(library, layout, train, settings)
        stopping: dict[str, Any] = {}
        if tune is not None and patience:
            stopping["valid_sets"] = [self._dataset(library, layout, tune, settings, data)]
            stopping["callbacks"] = [library.early_stopping(patience, first_metric_only=True, verbose=False)]
        try:
            booster = library.train(settings, data, num_boost_round=rounds, **stopping)
        except library.basic.LightGBMError as error:
            raise BadInputError(f"lightgbm refuses: {error}; look at the model file's parameters") from error
        text = booster.model_to_string(num_iteration=booster.best_iteration or -1)
        return FittedLightGBM(task.kind, layout, _without_threads(text), self.threads, self.alone)

    def _settings(self, task: Task) -> tuple[dict[str, Any], int, int]:
        given = DEFAULTS | dict(self.parameters)
        patience = int(given.pop("early_stopping", 0 if "n_estimators" in given else PATIENCE))
        rounds = int(given.pop("n_estimators", ROUNDS))
        fixed = {
            "objective": _OBJECTIVES[task.kind],
            "seed": self.seed,
            "num_threads": self.threads,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        if task.kind == "classes":
            fixed["num_class"] = len(task.classes)
        return given | fixed, rounds, patience

    def _dataset(
        self, library: Any, layout: Layout, sample: Sample, settings: dict[str, Any], like: Any = None
    ) -> Any:
        return library.Dataset(
            layout.matrix(sample.columns),
            label=np.asarray(sample.truth, dtype=np.float64),
            weight=sample.weight,
            reference=like,
            feature_name=[f"c{place}" for place in range(len(layout.names))],
            categorical_feature=[place for place, known in enumerate(layout.levels) if known is not None],
            params=settings,
        )


@dataclass(frozen=True)
class Layout:
    """The columns of the matrix, by name, with the levels of categories (None for a number)."""

    names: tuple[str, ...]
    levels: tuple[tuple[str, ...] | None, ...]

    @classmethod
    def learn(cls, train: Sample) -> Layout:
        """Learn the levels from the training rows; columns in the order of their names."""
        names = tuple(sorted(train.columns))
        if not names:
            raise BadInputError("lightgbm has no columns to learn from; name some under `features`")
        found = [train.column(name) for name in names]
        known = (levels(values, most=MOST_LEVELS) if is_category(values) else None for values in found)
        return cls(names, tuple(known))

    def matrix(self, columns: Columns) -> Floats:
        """Return the rows as floats, row after row; levels as codes, what is missing or new as NaN."""
        filled = np.empty((length(columns), len(self.names)), dtype=np.float64)
        for place, (name, known) in enumerate(zip(self.names, self.levels, strict=True)):
            found = column(columns, name)
            if known is None:
                filled[:, place] = numbers(found)
            else:
                code = codes(found, known)
                filled[:, place] = np.where(code < 0, np.nan, code)
        return filled


def _without_threads(text: str) -> str:
    return re.sub(r"(?m)^\[num_threads: -?\d+\]$", "[num_threads: 0]", text)


@dataclass(frozen=True)
class FittedLightGBM:
    """Trees as LightGBM's own text, and the layout of its matrix."""

    kind: Kind
    layout: Layout
    trees: str
    threads: int = 0
    alone: bool = False

    @property
    def answers(self) -> Answers:
        """Probabilities, or values for a number."""
        return "values" if self.kind == "number" else "probabilities"

    @cached_property
    def _booster(self) -> Any:
        return lightgbm_library(alone=self.alone).Booster(model_str=self.trees)

    def predict(self, columns: Columns) -> Floats:
        """Answer for each row."""
        matrix = self.layout.matrix(columns)
        if len(matrix) == 0:
            width = (0,) if self.kind == "number" else (0, max(2, self._booster.num_model_per_iteration()))
            return np.empty(width)
        answer = np.asarray(self._booster.predict(matrix, num_threads=self.threads), dtype=np.float64)
        return np.column_stack([1 - answer, answer]) if self.kind == "binary" else answer

    @property
    def rounds(self) -> int:
        """How many rounds of trees were kept."""
        return int(self._booster.current_iteration())

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and the trees."""
        known = [None if found is None else list(found) for found in self.layout.levels]
        written = {"format": 1, "algorithm": "lightgbm", "kind": self.kind}
        written |= {"names": list(self.layout.names), "levels": known}
        return {FITTED: canonical(written), TREES: self.trees.encode()}

    @classmethod
    def from_files(
        cls, written: Mapping[str, Any], files: Files, threads: int = 0, alone: bool = False
    ) -> FittedLightGBM:
        """Read what `to_files` wrote."""
        known = tuple(None if found is None else tuple(found) for found in written["levels"])
        layout = Layout(tuple(written["names"]), known)
        return cls(written["kind"], layout, files[TREES].decode(), threads, alone)

    def gain(self) -> dict[str, float]:
        """Return each column's share of what all splits gained, largest first."""
        gains = np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)
        total = float(gains.sum()) or 1.0
        shares = zip(self.layout.names, (gains / total).tolist(), strict=True)
        return dict(sorted(shares, key=lambda pair: (-pair[1], pair[0])))

    def describe(self) -> str:
        """Say how many rounds of trees it has."""
        return f"LightGBM, {self.rounds} rounds of trees on {len(self.layout.names)} columns"
