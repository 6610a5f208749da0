"""All learners by the name that model files call them: the one place that knows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from wager.adapters.estimators.arrays import from_bytes
from wager.adapters.estimators.best_split import BestSplit
from wager.adapters.estimators.constant import Constant, FittedConstant
from wager.adapters.estimators.elastic_net import ElasticNet
from wager.adapters.estimators.fitted_split import FittedSplit
from wager.adapters.estimators.libraries import versions
from wager.adapters.estimators.lightgbm import FittedLightGBM, LightGBM
from wager.adapters.estimators.lightgbm_bins import KeptBins
from wager.adapters.estimators.lightgbm_text import TREES
from wager.adapters.estimators.linear import COEFFICIENTS, FittedLinear, Linear
from wager.adapters.estimators.linear_losses import ITERATIONS
from wager.adapters.estimators.logistic import FittedLogistic, Logistic
from wager.adapters.estimators.python.fitted import FittedPython
from wager.adapters.estimators.python.learner import PythonLearner
from wager.adapters.estimators.rule import FittedRule, Rule
from wager.adapters.estimators.sklearn_linear import SklearnLinear
from wager.adapters.estimators.sklearn_trees import SklearnTrees
from wager.adapters.estimators.table import FittedTable, Table
from wager.adapters.estimators.trees.fitted import FittedTrees
from wager.adapters.estimators.xgboost import FittedXGBoost, XGBoost
from wager.design.models.algorithms import SKLEARN, refused
from wager.foundation.errors import BadInputError
from wager.training.estimator import FITTED, Encode, Estimator, Files, Fitted
from wager.training.stored import Document, read_document, stored_file

ALGORITHMS = (
    "constant",
    "rule",
    "table",
    "linear",
    "logistic",
    "elastic_net",
    "lightgbm",
    "xgboost",
    "best_split",
    "python",
    *(f"sklearn.{name}" for name in sorted(SKLEARN)),
)
_SKLEARN_TREES = ("DecisionTree", "RandomForest", "ExtraTrees", "GradientBoosting", "HistGradientBoosting")

WITHOUT_ENCODINGS = ("constant", "rule", "table", "best_split", "python")
"""Those that do not turn columns into numbers."""

_READERS: dict[str, Callable[[Document, Files], Fitted]] = {
    "constant": FittedConstant.from_files,
    "rule": FittedRule.from_files,
    "table": FittedTable.from_files,
    "linear": FittedLinear.from_files,
    "logistic": FittedLogistic.from_files,
    "elastic_net": lambda written, files: _read_net(written, files),  # noqa: PLW0108 # it stands below
    "best_split": FittedSplit.from_files,
}


@dataclass(frozen=True)
class EstimatorCatalogue:
    """Makes learners, and reads back what they learned.

    Attributes
    ----------
    threads : int
        For learners that use several; 0 for all cores. Results are the same.
    alone : bool
        True in a process of our own: see `lightgbm_library`.
    root : Path or None
        Of the project whose own learners are named; None where there is none.
    bins : Path or None
        A folder of the cache for what learners make of a large matrix before they learn; None to keep nothing.
    """

    threads: int = 0
    alone: bool = False
    root: Path | None = None
    bins: Path | None = None

    def at(self, root: Path) -> EstimatorCatalogue:
        """Return the same learners, for a project that lies elsewhere."""
        return replace(self, root=root)

    def make(
        self, algorithm: str, parameters: Mapping[str, Any], seed: int = 0, encode: Encode | None = None
    ) -> Estimator:
        """Make a learner.

        Parameters
        ----------
        algorithm : str
            As in a model file.
        parameters : mapping
            As in a model file; a rule's conditions come as columns, only their actions count here.
        seed : int
            Of all random choices.
        encode : mapping, optional
            As in a model file: how columns become numbers.

        Raises
        ------
        BadInputError
            If there is no such algorithm, or a parameter is unknown or of the wrong kind.

        Examples
        --------
        >>> EstimatorCatalogue().make("table", {"by": ["origin"], "prior": 50})
        Table(by=('origin',), prior=50.0)
        """
        if encode and algorithm in WITHOUT_ENCODINGS:
            raise BadInputError(f"`{algorithm}` reads its columns as they are; leave `encode` out")
        if algorithm == "rule":
            return Rule(tuple(parameters))
        given: dict[str, Any] = {name: _plain(value) for name, value in parameters.items()}
        encode = encode or {}
        if algorithm == "lightgbm":
            kept = None if self.bins is None else KeptBins(self.bins)
            return LightGBM(given, seed, self.threads, self.alone, encode, kept)
        if algorithm == "xgboost":
            return XGBoost(given, seed, self.threads, self.alone, encode)
        if algorithm == "python":
            return PythonLearner.named(self.root, given, seed)
        if algorithm not in ALGORITHMS:
            raise BadInputError(refused(algorithm))
        if algorithm.startswith("sklearn."):
            name = algorithm.removeprefix("sklearn.")
            if name.startswith(_SKLEARN_TREES):
                return SklearnTrees(name, given, seed, self.threads, self.alone, encode)
            return SklearnLinear(name, given, seed, encode)
        return _make_simple(algorithm, given, seed, encode)

    def versions(self, algorithms: Iterable[str] = ()) -> dict[str, str]:
        """Name the versions of the code that learns."""
        return versions(algorithms)

    def read(self, files: Files) -> Fitted:
        """Read back what a learner learned.

        Raises
        ------
        BadInputError
            If the files are not those of a fitted model that this version knows.
        """
        written = read_document(files, FITTED)
        algorithm = written.text("algorithm")
        if algorithm == "lightgbm":
            return FittedLightGBM.from_files(written, files, self.threads, self.alone)
        if algorithm == "python":
            return FittedPython.from_files(written, files, self.root)
        if algorithm == "xgboost" or algorithm.removeprefix("sklearn.") in SKLEARN:
            if TREES in files:
                kind = FittedXGBoost if algorithm == "xgboost" else FittedTrees
                return kind.from_files(written, files, self.threads, self.alone)
            return _read_net(written, files)
        if algorithm not in _READERS:
            raise BadInputError(f"a fitted model of {algorithm!r}, which this version does not know")
        return _READERS[algorithm](written, files)


def _plain(value: Any) -> Any:
    """Turn decimals, as files are read, into floats."""
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    return float(value) if isinstance(value, Decimal) else value


def _read_net(written: Document, files: Files) -> Fitted:
    """Read coefficients of numbers or of classes: the shape of what is kept tells them apart."""
    stacked = from_bytes(COEFFICIENTS, stored_file(files, COEFFICIENTS))
    return (FittedLinear if stacked.ndim == 1 else FittedLogistic).from_files(written, files)


def _make_simple(algorithm: str, given: dict[str, Any], seed: int, encode: Encode) -> Estimator:
    made: Estimator
    if algorithm == "table":
        by = given.pop("by", ())
        made = Table((by,) if isinstance(by, str) else tuple(by), _number(algorithm, given, "prior", 0.0))
        if not made.by:
            raise BadInputError("`table` needs `by`: the columns that make a group")
    elif algorithm == "logistic":
        iterations = int(_number(algorithm, given, "max_iter", 300))
        strength, balanced = _number(algorithm, given, "C", 1.0), _balanced(algorithm, given)
        made = Logistic(strength, iterations, encode, balanced)
    elif algorithm == "linear":
        iterations = int(_number(algorithm, given, "max_iter", ITERATIONS))
        made = Linear(_number(algorithm, given, "alpha", 1.0), encode, iterations)
    elif algorithm == "elastic_net":
        made = _elastic_net(given, seed, encode)
    else:
        made = Constant() if algorithm == "constant" else BestSplit()
    if given:
        raise BadInputError(f"`{algorithm}` has no parameter {min(given)!r}; leave it out")
    return made


def _elastic_net(given: dict[str, Any], seed: int, encode: Encode) -> Estimator:
    name = "elastic_net"
    return ElasticNet(
        ratio=_number(name, given, "l1_ratio", 0.5),
        penalty=_number(name, given, "alpha", 0.0) if "alpha" in given else None,
        strength=_number(name, given, "C", 1.0) if "C" in given else None,
        iterations=int(_number(name, given, "max_iter", 1.0)) if "max_iter" in given else None,
        tolerance=_number(name, given, "tol", 0.0) if "tol" in given else None,
        balanced=_balanced(name, given),
        seed=seed,
        encode=encode,
    )


def _balanced(algorithm: str, given: dict[str, Any]) -> bool:
    value = given.pop("class_weight", None)
    if value not in {None, "balanced"}:
        raise BadInputError(
            f"`{algorithm}.class_weight` is {value!r}; expected balanced, or leave it out and give `weight`"
        )
    return value is not None


def _number(algorithm: str, given: dict[str, Any], name: str, default: float) -> float:
    value = given.pop(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadInputError(f"`{algorithm}.{name}` is {value!r}; expected a number from 0 upwards")
    return float(value)
