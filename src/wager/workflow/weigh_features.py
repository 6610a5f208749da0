"""What each feature of a model is worth in money: how much less the model earns where its values are shuffled.

L. Breiman, "Random Forests", Machine Learning 45 (2001), section 10. What two features both say is lost with neither of them
alone, so worths do not add up. Measured on development rows; the holdout is never read.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from wager.design.sentences.metrics import Metric, usual_money
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.feature_worth import Worth
from wager.evaluation.influence import Measured
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.expressions.tree import Column
from wager.features.exact import Integers
from wager.features.matrix import Matrix
from wager.features.pieced import Pieced
from wager.foundation.errors import RefusedError, UnavailableError
from wager.foundation.fingerprint import digest
from wager.training.fit import FittedModel
from wager.workflow.contend import answer
from wager.workflow.entrant import Entrant
from wager.workflow.question import Question
from wager.workflow.wiring import Wiring

FORMAT = 1
SHUFFLES = 3
"""How often the values of a feature are shuffled; the money is the mean of these."""


def worth_of_features(
    question: Question, entered: Entrant, fitted: FittedModel, rows: Integers
) -> tuple[Worth, ...]:
    """Measure each feature of a fitted model on development rows, the dearest first.

    Parameters
    ----------
    question : Question
    entered : Entrant
        The model.
    fitted : FittedModel
        What was learned.
    rows : ndarray of int64
        Development rows.

    Raises
    ------
    RefusedError
        If the model reads conditions and no features, or its answers earn no money.
    """
    names = [name for name, tree in entered.trees.items() if tree == Column(name)]
    matrix = question.matrix(entered.trees)
    whole = answer(question, entered, fitted, matrix, rows)
    if not names or whole.money is None:
        said = "no feature by itself" if not names else "actions that earn no money"
        raise RefusedError(
            f"{entered.name} reads or takes {said}, so nothing can be shuffled; leave --worth out"
        )
    shuffling = _Shuffling(question, entered, fitted, matrix, rows)
    earned, found = shuffling.measured(whole), []
    for place, name in enumerate(names):
        question.wiring.progress(f"worth of {name}", place / len(names))
        lost = earned.minus(shuffling.without(name))
        found.append(Worth(name, estimate(lost, shuffling.outcomes.ways, shuffling.unit)))
    return tuple(sorted(found, key=lambda one: -(one.money.value or 0.0)))


@dataclass(frozen=True)
class _Shuffling:
    """A fitted model, and the rows on which its features are shuffled."""

    question: Question
    entered: Entrant
    fitted: FittedModel
    matrix: Matrix
    rows: Integers

    @cached_property
    def outcomes(self) -> Outcomes:
        """What turned out to be true of the rows."""
        return self.question.outcomes(self.rows)

    @cached_property
    def metric(self) -> Metric:
        """Money, per so many rows as everybody is told it for."""
        return usual_money(self.outcomes.each)

    @property
    def unit(self) -> str:
        """The currency."""
        return unit(self.metric, self.question.inputs.currency)

    def measured(self, contender: Contender) -> Measured:
        """Measure the money of decisions on the rows."""
        return measure(self.metric, contender, self.outcomes, np.ones(len(self.rows), dtype=np.bool_))

    def without(self, name: str) -> Measured:
        """Measure the money with the values of one column dealt out anew: the mean over several deals."""
        seed = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        chance = np.random.default_rng([seed, self.entered.model.seed])
        deals = [self._dealt(name, chance).times(1 / SHUFFLES) for _ in range(SHUFFLES)]
        return reduce(lambda left, right: left.minus(right.times(-1)), deals)

    def _dealt(self, name: str, chance: np.random.Generator) -> Measured:
        index = np.arange(self.matrix.rows)
        index[self.rows] = chance.permutation(self.rows)
        column = self.matrix.columns[name].take(pa.array(index))
        matrix = replace(self.matrix, columns=Pieced({**self.matrix.pieces, name: column}))
        return self.measured(answer(self.question, self.entered, self.fitted, matrix, self.rows))


def keep_worth(wiring: Wiring, run: str, found: tuple[Worth, ...]) -> None:
    """Keep what the features of a run are worth, beside the runs."""
    written: dict[str, Any] = {"format": FORMAT, "worth": [one.to_json() for one in found]}
    path = _path(wiring, run)
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps({**written, "check": digest(written)}), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise UnavailableError(f"cannot write {path}: {error.strerror}; check space and rights") from error


def kept_worth(wiring: Wiring, run: str) -> tuple[Worth, ...] | None:
    """Return what the features of a run are worth; None where nobody measured it, or it is not what was written."""
    try:
        written = json.loads(_path(wiring, run).read_text(encoding="utf-8"))
        check = written.pop("check")
        if written["format"] != FORMAT or check != digest(written):
            return None
        return tuple(Worth.from_json(one) for one in written["worth"])
    except (OSError, ValueError, KeyError, TypeError):
        return None  # measured again when it is asked for


def _path(wiring: Wiring, run: str) -> Path:
    return wiring.store / "worth" / f"{run}.json"
