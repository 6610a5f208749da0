"""Gradient boosted trees by LightGBM: one float matrix in, a text of trees out.

Categories become codes of the sorted training levels, missing values NaN. Trees and answers do not depend
on the number of threads (performance.md, section 6); the text's parameter block names it, so it is set to 0
in what is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np

from wager.adapters.estimators.lightgbm_bins import Asked, KeptBins, described
from wager.adapters.estimators.lightgbm_encoded import EncodedLayout, learn_layout
from wager.adapters.estimators.lightgbm_layout import Layout
from wager.adapters.estimators.lightgbm_library import lightgbm_library
from wager.adapters.estimators.lightgbm_text import TREES, TreesHeader, check_trees, read_header, without_rest
from wager.adapters.estimators.monotone import constrained
from wager.adapters.estimators.softmax import softmax
from wager.adapters.estimators.trees.asking import contributions, one_row
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.foundation.rounded import number_of
from wager.training.columns import (
    Columns,
    Floats,
)
from wager.training.estimator import FITTED, Answers, Encode, Files, Kind, Sample, Task
from wager.training.loss import POWER
from wager.training.stored import Document, damaged, stored_file

ROUNDS = 500
PATIENCE = 50
DEFAULTS: dict[str, Any] = {"learning_rate": 0.05, "num_leaves": 31}
"""What a bare `lightgbm` means, with 500 trees at most and early stopping after 50 without progress."""

_OBJECTIVES: dict[Kind, str] = {"binary": "binary", "classes": "multiclass", "number": "regression"}
_LOSSES: dict[str, str] = {
    "mean": "regression",
    "quantile": "quantile",
    "poisson": "poisson",
    "tweedie": "tweedie",
}
_OURS = frozenset(
    "alpha tweedie_variance_power early_stopping_rounds early_stopping_round "
    "objective objective_type app application loss num_class num_classes seed random_state random_seed "
    "num_threads num_thread n_jobs nthread nthreads deterministic force_row_wise force_col_wise verbosity verbose data valid task".split()
)
_LATER = frozenset({"linear_tree", "linear_trees"})


@dataclass(frozen=True)
class LightGBM:
    """Learns trees.

    Attributes
    ----------
    parameters : dict
        As LightGBM calls them; `n_estimators` is the number of trees (at most, with `early_stopping`: the
        rounds without progress on the earlier half of tune after which it stops). With `rows` it learns from so many rows, evenly
        spread, in the bins of all.
    seed : int
        Of all its random choices.
    threads : int
        0 for all cores; the result is the same.
    alone : bool
        See `lightgbm_library`.
    encode : mapping
        How columns become numbers; texts that it does not name are categories of the library's own.
    bins : KeptBins or None
        Where large matrices are kept binned; the trees are the same without it.
    """

    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    threads: int = 0
    alone: bool = False
    encode: Encode = field(default_factory=dict)
    bins: KeptBins | None = None

    def __post_init__(self) -> None:
        """Refuse what would take the reins from us, or gives trees that are not read back."""
        later = sorted(_LATER & set(self.parameters))
        if later:
            raise BadInputError(f"lightgbm's parameter {later[0]!r} is not there yet; leave it out")
        taken = sorted(_OURS & set(self.parameters))
        if taken:
            raise BadInputError(f"lightgbm's parameter {taken[0]!r} is set by wager; leave it out")

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedLightGBM:
        """Learn from train; stop where tune no longer gets better."""
        library = lightgbm_library(alone=self.alone)
        layout = learn_layout(train, self.encode, task)
        settings, rounds, patience = self._settings(task)
        rows = settings.pop("rows", None)
        settings = constrained(settings, layout.names, layout.levels, "lightgbm")
        try:
            data = _fewer(self._dataset(library, layout, train, settings), len(train.truth), rows)
            stopping: dict[str, Any] = {}
            if tune is not None and patience:
                stopping["valid_sets"] = [self._dataset(library, layout, tune, settings, like=data)]
                stopping["callbacks"] = [
                    library.early_stopping(patience, first_metric_only=True, verbose=False)
                ]
            booster = library.train(settings, data, num_boost_round=rounds, **stopping)
        except library.basic.LightGBMError as error:
            raise BadInputError(f"lightgbm refuses: {error}; look at the model file's parameters") from error
        text = booster.model_to_string(num_iteration=booster.best_iteration or -1)
        fitted = FittedLightGBM(task.kind, layout, _without_threads(text), self.threads, self.alone)
        try:
            check_trees(fitted.trees, task.kind, layout.levels)
        except BadInputError as error:
            raise BadInputError(f"lightgbm learned what could not be read back: {error}") from error
        return fitted

    def _settings(self, task: Task) -> tuple[dict[str, Any], int, int]:
        given = DEFAULTS | dict(self.parameters)
        patience = int(given.pop("early_stopping", 0 if "n_estimators" in given else PATIENCE))
        rounds = int(given.pop("n_estimators", ROUNDS))
        fixed = {
            "objective": _OBJECTIVES[task.kind] if task.kind != "number" else _LOSSES[task.loss.name],
            "seed": self.seed,
            "num_threads": self.threads,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }
        if task.kind == "classes":
            fixed["num_class"] = len(task.classes)
        if task.loss.quantile is not None:
            fixed["alpha"] = task.loss.quantile
        if task.loss.name == "tweedie":
            fixed["tweedie_variance_power"] = POWER
        return given | fixed, rounds, patience

    def _dataset(
        self,
        library: Any,
        layout: Layout | EncodedLayout,
        sample: Sample,
        settings: dict[str, Any],
        *,
        like: Any = None,
    ) -> Any:
        truth = np.asarray(sample.truth, dtype=np.float64)
        said = described(layout.levels, settings)
        binned = None
        if self.bins is not None and like is None:
            shape = (len(truth), layout.width)
            made = partial(layout.matrix_to_fit, sample)
            binned = self.bins.binned(Asked(library, shape, made, said, layout.identities(sample)))
        if binned is None:
            matrix = layout.matrix_to_fit(sample) if like is None else layout.matrix(sample.columns)
            return library.Dataset(matrix, label=truth, weight=sample.weight, reference=like, **said)
        binned.set_label(truth)
        return binned if sample.weight is None else binned.set_weight(sample.weight)


def _fewer(data: Any, count: int, rows: int | None) -> Any:
    if rows is None or rows >= count:
        return data
    return data.construct().subset(np.linspace(0, count - 1, rows).astype(np.int64).tolist())


def _without_threads(text: str) -> str:
    return re.sub(r"(?m)^\[num_threads: -?\d+\]$", "[num_threads: 0]", text)


@dataclass(frozen=True)
class FittedLightGBM:
    """Trees as LightGBM's own text, and the layout of its matrix."""

    kind: Kind
    layout: Layout | EncodedLayout
    trees: str
    threads: int = 0
    alone: bool = False

    @property
    def answers(self) -> Answers:
        """Probabilities, or values for a number."""
        return "values" if self.kind == "number" else "probabilities"

    @cached_property
    def _booster(self) -> Any:
        return lightgbm_library(alone=self.alone).Booster(model_str=without_rest(self.trees))

    @cached_property
    def _header(self) -> TreesHeader:
        return read_header(self.trees, self.kind, self.layout.width)

    @property
    def width(self) -> int:
        """How many classes it answers; 1 for a value."""
        return 2 if self.kind == "binary" else self._header.outputs

    def predict(self, columns: Columns) -> Floats:
        """Answer for each row."""
        matrix = self.layout.matrix(columns)
        if matrix.shape[0] == 0:
            return np.empty((0,) if self.kind == "number" else (0, self.width))
        answer = np.asarray(self._booster.predict(matrix, num_threads=self.threads), dtype=np.float64)
        return np.column_stack([1 - answer, answer]) if self.kind == "binary" else answer

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row, any number of threads at once; see `QuickFitted`."""
        library, shape = lightgbm_library(alone=self.alone), (self.layout.width, self._header.outputs)
        return one_row(library, self._booster, self.layout.for_one(), shape, two=self.kind == "binary")

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.layout.names

    @property
    def reference(self) -> str:
        """The base is the mean margin of the rows that the trees were grown on."""
        return "the average row of train"

    def contributions(self, columns: Columns) -> Floats:
        """Part the margins; see `trees.asking.contributions`."""
        matrix = self.layout.matrix(columns)
        return contributions(self._booster, matrix, self._header, self.layout.folded, len(self.names))

    def linked(self, margins: Floats) -> Floats:
        """Turn margins into probabilities, or into the number."""
        if self.kind == "binary":
            return softmax(np.column_stack([np.zeros(len(margins)), self._header.factor * margins]))
        if self.kind == "classes":
            return softmax(margins)
        if self._header.raised:
            return np.exp(margins)
        return np.sign(margins) * margins**2 if self._header.root else margins

    @property
    def rounds(self) -> int:
        """How many rounds of trees were kept."""
        return self._header.rounds

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and the trees."""
        written = {"format": 1, "algorithm": "lightgbm", "kind": self.kind} | self.layout.to_json()
        return {FITTED: canonical(written), TREES: self.trees.encode()}

    @classmethod
    def from_files(
        cls, written: Document, files: Files, threads: int = 0, alone: bool = False
    ) -> FittedLightGBM:
        """Read what `to_files` wrote; the trees are checked before the library sees them."""
        encoded = "encoded" in written.values
        written.only("format", "algorithm", "kind", "names", "levels", *(["encoded"] if encoded else []))
        kind: Kind = written.word("kind", _OBJECTIVES)
        layout = EncodedLayout.read(written) if encoded else Layout.read(written)
        try:
            trees = stored_file(files, TREES).decode("ascii")
        except UnicodeDecodeError as error:
            raise damaged(TREES, "it is not plain text") from error
        check_trees(trees, kind, layout.levels)
        return cls(kind, layout, trees, threads, alone)

    def gain(self) -> dict[str, float]:
        """Return each column's share of what all splits gained, largest first."""
        every = np.asarray(self._booster.feature_importance("gain"), dtype=np.float64)
        gains = self.layout.folded(np.append(every, 0))[:-1]
        total = float(gains.sum()) or 1.0
        shares = zip(self.layout.names, (gains / total).tolist(), strict=True)
        return dict(sorted(shares, key=lambda pair: (-pair[1], pair[0])))

    def describe(self) -> str:
        """Say how many rounds of trees it has."""
        grown = number_of(self.rounds, "rounds of trees")
        return f"LightGBM, {grown} on {number_of(len(self.layout.names), 'columns')}"
