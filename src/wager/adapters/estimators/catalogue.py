"""All learners by the name that model files call them: the one place that knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wager.adapters.estimators.best_split import BestSplit
from wager.adapters.estimators.constant import Constant, FittedConstant
from wager.adapters.estimators.fitted_split import FittedSplit
from wager.adapters.estimators.libraries import versions
from wager.adapters.estimators.lightgbm import FittedLightGBM, LightGBM
from wager.adapters.estimators.linear import FittedLinear, Linear
from wager.adapters.estimators.logistic import FittedLogistic, Logistic
from wager.adapters.estimators.rule import FittedRule, Rule
from wager.adapters.estimators.table import FittedTable, Table
from wager.foundation.errors import BadInputError, nearest
from wager.training.estimator import FITTED, Estimator, Files, Fitted
from wager.training.stored import Document, read_document

ALGORITHMS = ("constant", "rule", "table", "linear", "logistic", "lightgbm", "best_split")
LATER = ("elastic_net", "xgboost", "python")
"""Named by the grammar, not there yet."""

_READERS: dict[str, Callable[[Document, Files], Fitted]] = {
    "constant": FittedConstant.from_files,
    "rule": FittedRule.from_files,
    "table": FittedTable.from_files,
    "linear": FittedLinear.from_files,
    "logistic": FittedLogistic.from_files,
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
    """

    threads: int = 0
    alone: bool = False

    def make(self, algorithm: str, parameters: Mapping[str, Any], seed: int = 0) -> Estimator:
        """Make a learner.

        Parameters
        ----------
        algorithm : str
            As in a model file.
        parameters : mapping
            As in a model file; a rule's conditions come as columns, only their actions count here.
        seed : int
            Of all random choices.

        Raises
        ------
        BadInputError
            If there is no such algorithm, or a parameter is unknown or of the wrong kind.

        Examples
        --------
        >>> EstimatorCatalogue().make("table", {"by": ["origin"], "prior": 50})
        Table(by=('origin',), prior=50.0)
        """
        if algorithm == "rule":
            return Rule(tuple(parameters))
        given = {
            name: float(value) if isinstance(value, Decimal) else value for name, value in parameters.items()
        }
        if algorithm == "lightgbm":
            return LightGBM(given, seed, self.threads, self.alone)
        if algorithm in LATER or algorithm.startswith("sklearn."):
            raise BadInputError(f"`{algorithm}` is not there yet; expected one of {', '.join(ALGORITHMS)}")
        if algorithm not in ALGORITHMS:
            raise BadInputError(f"no algorithm {algorithm!r}{nearest(algorithm, ALGORITHMS)}")
        return _make_simple(algorithm, given)

    def versions(self) -> dict[str, str]:
        """Name the versions of the code that learns."""
        return versions()

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
        if algorithm not in _READERS:
            raise BadInputError(f"a fitted model of {algorithm!r}, which this version does not know")
        return _READERS[algorithm](written, files)


def _make_simple(algorithm: str, given: dict[str, Any]) -> Estimator:
    made: Estimator
    if algorithm == "table":
        by = given.pop("by", ())
        made = Table((by,) if isinstance(by, str) else tuple(by), _number(algorithm, given, "prior", 0.0))
        if not made.by:
            raise BadInputError("`table` needs `by`: the columns that make a group")
    elif algorithm == "logistic":
        iterations = int(_number(algorithm, given, "max_iter", 300))
        made = Logistic(_number(algorithm, given, "C", 1.0), iterations)
    elif algorithm == "linear":
        made = Linear(_number(algorithm, given, "alpha", 1.0))
    else:
        made = Constant() if algorithm == "constant" else BestSplit()
    if given:
        raise BadInputError(f"`{algorithm}` has no parameter {min(given)!r}; leave it out")
    return made


def _number(algorithm: str, given: dict[str, Any], name: str, default: float) -> float:
    value = given.pop(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadInputError(f"`{algorithm}.{name}` is {value!r}; expected a number from 0 upwards")
    return float(value)
