"""A fitted model of trees that another library grew: asked as LightGBM's are, with the same checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from wager.adapters.estimators.lightgbm_library import lightgbm_library
from wager.adapters.estimators.lightgbm_text import TREES, Answered, TreesHeader, check_trees, read_header
from wager.adapters.estimators.softmax import softmax
from wager.adapters.estimators.trees.asking import contributions, one_row
from wager.adapters.estimators.trees.grown import Grown, Places, leaf
from wager.adapters.estimators.trees.reads import Designed, Native, Reads, blocks
from wager.adapters.estimators.trees.text import Laid, written
from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.foundation.rounded import number_of
from wager.training.columns import Columns, Floats, length
from wager.training.estimator import FITTED, Answers, Files, Task
from wager.training.stored import Document, damaged, stored_file

_CELLS = 4_000_000
_SHARE = 1 + 1e-9
_AGREES = 1e-9
_SURE = 1e-6


@dataclass(frozen=True)
class FittedTrees:
    """Trees as LightGBM's text, and what they are asked with.

    Attributes
    ----------
    algorithm : str
        As model files call it.
    answered : {'binary', 'classes', 'number', 'shares'}
        What the trees answer.
    reads : Reads
        How rows become numbers.
    trees : str
        The text.
    threads : int
        0 for all cores; answers are the same.
    alone : bool
        See `lightgbm_library`.
    """

    algorithm: str
    answered: Answered
    reads: Reads
    trees: str
    threads: int = 0
    alone: bool = False

    @property
    def answers(self) -> Answers:
        """Probabilities, or values for a number."""
        return "values" if self.answered == "number" else "probabilities"

    @cached_property
    def _booster(self) -> Any:
        return lightgbm_library(alone=self.alone).Booster(model_str=self.trees)

    @cached_property
    def _header(self) -> TreesHeader:
        return read_header(self.trees, self.answered, len(self.reads.known))

    @property
    def _two(self) -> bool:
        return self.answers == "probabilities" and self._header.outputs == 1

    @property
    def width(self) -> int:
        """How many classes it answers; 1 for a value."""
        return 2 if self._two else self._header.outputs

    def predict(self, columns: Columns) -> Floats:
        """Answer for each row."""
        if length(columns) == 0:
            return np.empty((0,) if self.answers == "values" else (0, self.width))
        return self.answer(self.reads.matrix(columns))

    def answer(self, matrix: Any, *, margins: bool = False) -> Floats:
        """Answer for each row of the matrix, or say its margins."""
        found = self._booster.predict(matrix, num_threads=self.threads, raw_score=margins)
        answer = np.asarray(found, dtype=np.float64)
        return np.column_stack([1 - answer, answer]) if self._two and not margins else answer

    def for_one(self) -> Callable[[Mapping[str, Any]], Floats]:
        """Answer one row, any number of threads at once; see `QuickFitted`."""
        library, shape = lightgbm_library(alone=self.alone), (len(self.reads.known), self._header.outputs)
        return one_row(library, self._booster, self.reads.for_one(), shape, two=self._two)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it reads."""
        return self.reads.names

    @property
    def reference(self) -> str:
        """The base is the mean margin of the rows that the trees were grown on."""
        return "the average row of train"

    def contributions(self, columns: Columns) -> Floats:
        """Part the margins; see `trees.asking.contributions`."""
        matrix = self.reads.matrix(columns) if length(columns) else np.empty((0, len(self.reads.known)))
        return contributions(self._booster, matrix, self._header, self.reads.folded, len(self.names))

    def linked(self, margins: Floats) -> Floats:
        """Turn margins into probabilities, or into the number."""
        if self.answered == "shares":
            return np.column_stack([1 - margins, margins]) if self._two else margins
        if self.answered == "number":
            return np.exp(margins) if self._header.raised else margins
        return softmax(np.column_stack([np.zeros(len(margins)), margins]) if self._two else margins)

    def to_files(self) -> dict[str, bytes]:
        """Write JSON and the trees."""
        found = {"format": 1, "algorithm": self.algorithm, "answered": self.answered} | self.reads.to_json()
        return {FITTED: canonical(found), TREES: self.trees.encode()}

    @classmethod
    def from_files(
        cls, written: Document, files: Files, threads: int = 0, alone: bool = False
    ) -> FittedTrees:
        """Read what `to_files` wrote; the trees are checked before the library sees them."""
        native = "names" in written.values
        encoded = ("encoded",) if "encoded" in written.values else ()
        keys = ("names", "levels", *encoded) if native else ("columns",)
        written.only("format", "algorithm", "answered", *keys)
        answered: Answered = written.word("answered", ("binary", "classes", "number", "shares"))
        algorithm = written.text("algorithm")
        single = algorithm == "xgboost"
        reads: Reads = Native.read(written, single=single) if native else Designed.read(written)
        try:
            trees = stored_file(files, TREES).decode("ascii")
        except UnicodeDecodeError as error:
            raise damaged(TREES, "it is not plain text") from error
        return cls(algorithm, answered, reads, trees, threads, alone).checked()

    def checked(self) -> FittedTrees:
        """Refuse trees that do not pass; see `check_trees`."""
        if self.reads.known == ():
            raise damaged(FITTED, "it reads no columns")
        found = check_trees(self.trees, self.answered, self.reads.known)
        if not self.trees.endswith("end of trees\n"):
            raise damaged(TREES, "something stands after its trees")
        if self.answered == "shares" and max(tree.largest for tree in found) > _SHARE:
            raise damaged(TREES, "a share is above 1")
        return self

    @property
    def grown(self) -> int:
        """How many rounds of trees were grown; the first that is kept of boosted ones is only where they begin."""
        return self._header.rounds - (0 if self._header.average else 1)

    def describe(self) -> str:
        """Say how many rounds of trees it has."""
        grown = number_of(self.grown, "rounds of trees")
        return f"{self.algorithm}, {grown} on {number_of(len(self.names), 'columns')}"


def fitted_trees(
    made: FittedTrees,
    trees: Sequence[Grown],
    matrix: Any,
    objective: str,
    outputs: int,
    *,
    average: bool = False,
) -> FittedTrees:
    """Write grown trees into a fitted model, with the rows of train counted in their leaves.

    Parameters
    ----------
    made : FittedTrees
        All but the trees.
    trees : sequence of Grown
        In the order in which they are summed up.
    matrix : ndarray or CSR matrix
        The training rows, as `made.reads` makes them.
    objective, outputs, average
        See `written`.

    Raises
    ------
    BadInputError
        If there are more of them, or stranger ones, than are read back.
    """
    laid, width = [Laid.of(one) for one in trees], len(made.reads.known)
    single = [Laid(_first(one.grown), one.decisions, one.leaves) for one in laid]
    try:
        counting = replace(made, answered="number", trees=written(single, width, "regression"))
        in_leaves = _counted(counting.checked(), laid, matrix)
        text = written(laid, width, objective, in_leaves, outputs=outputs, average=average)
        return replace(made, trees=text).checked()
    except BadInputError as error:
        raise BadInputError(
            f"{made.algorithm} learned what could not be read back: {error}; "
            "ask for smaller trees: `max_depth`, `max_leaf_nodes` or more rows in a leaf"
        ) from error


def demand_same(fitted: FittedTrees, ours: Floats, theirs: Any, within: float = _AGREES) -> None:
    """Refuse to keep trees that answer other than the library that grew them.

    Raises
    ------
    BadInputError
        If one differs by more than rounding.
    """
    most = max(1.0, float(np.abs(ours).max()))
    if not float(np.abs(ours - np.asarray(theirs)).max()) <= within * most:
        raise BadInputError(
            f"the trees of `{fitted.algorithm}`, as they are kept, answer other than its own, so nothing is kept; please report it, "
            "with the version of the library"
        )


def one_class(made: FittedTrees, task: Task, present: int, matrix: Any) -> FittedTrees:
    """Answer the one class that train has, and the others next to nothing."""
    shares = np.full(len(task.classes), _SURE)
    shares[present] = 1 - _SURE * (len(shares) - 1)
    shares = shares[1:] if len(shares) == 2 else shares
    made = replace(made, answered="shares")
    return fitted_trees(made, [leaf(shares)], matrix, "custom", len(shares), average=True)


def _first(grown: Grown) -> Grown:
    return replace(grown, value=grown.value[:, :1])


def _counted(counting: FittedTrees, laid: Sequence[Laid], matrix: Any) -> list[Places]:
    """Count the rows of train in the leaves of each tree; one where none comes, so that no part is divided by nothing."""
    found = [np.zeros(len(one.leaves), dtype=np.int64) for one in laid]
    booster = counting._booster  # noqa: SLF001 # of the same class
    for block in blocks(matrix.shape[0], max(1, _CELLS // len(laid))):
        seen = counting.reads.seen(matrix[block])
        places = np.asarray(booster.predict(seen, num_threads=counting.threads, pred_leaf=True))
        places = places.reshape(-1, len(laid)).astype(np.int64)
        for place, one in enumerate(found):
            one += np.bincount(places[:, place], minlength=len(one))
    return [np.maximum(one, 1) for one in found]
