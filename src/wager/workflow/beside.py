"""Baselines first: what is simple is fitted in the same call as a model, and what the model gains over it is said.

A constant; the best single split, unless the design has a rule of its own; and the simplest model of the family. What was
fitted once is found by the digest of what went in, so that another parameter of the model fits none of them again.
"""

from __future__ import annotations

import io
import json
import secrets
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from wager.design.models.model_file import ModelFile
from wager.design.sentences.metrics import usual_money
from wager.evaluation.beside import Beside
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.influence import Measured
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.expressions.tree import Literal
from wager.foundation.fingerprint import digest
from wager.money.rank import RANK
from wager.workflow.asked import asked_of
from wager.workflow.contend import answer
from wager.workflow.entrant import Entrant
from wager.workflow.inputs import chosen_model
from wager.workflow.learning import learn
from wager.workflow.question import Question

FORMAT = 2
QUICK_TREES: dict[str, Any] = {"n_estimators": 20, "num_leaves": 7, "learning_rate": 0.2}
"""The simplest model of the family of trees: a second on a few hundred thousand rows."""

MOST_ROWS = 100_000
"""What is simple learns from so many training rows at most, evenly spread: more would cost time and change little.

Beside LightGBM the quick trees take theirs from the binned rows that were just learned from, so that nothing is binned twice.
"""

_TREES = ("lightgbm", "xgboost", "Forest", "Trees", "Boost", "Bagging", "DecisionTree")
_SIMPLE = frozenset(("constant", "rule", "table", "linear", "logistic"))


def stand_beside(
    question: Question, entered: Entrant, model: Contender, outcomes: Outcomes, rows: NDArray[np.int64]
) -> tuple[Beside, ...]:
    """Fit what is simple, or find it, and set it beside a model; nothing where answers earn no money.

    Parameters
    ----------
    model : Contender
        What the model did on `rows`.
    outcomes : Outcomes
        What turned out to be true of them.
    rows : ndarray of int64
        Development rows.
    """
    if model.money is None:
        return ()
    every = np.ones(len(rows), dtype=np.bool_)
    metric = usual_money(outcomes.each)
    currency = unit(metric, question.inputs.currency)

    def measured(contender: Contender) -> Measured:
        return measure(metric, contender, outcomes, every)

    own, found = measured(model), []
    for one in simple_ones(question, entered):
        kept = _fielded(question, one, rows)
        theirs = measured(Contender(one.name, money=kept.money))
        money, gain = (estimate(figure, outcomes.ways, currency) for figure in (theirs, own.minus(theirs)))
        found.append(Beside(one.name, kept.described, money, gain, kept.seconds, kept.found))
    return tuple(found)


def simple_ones(question: Question, entered: Entrant) -> Iterator[Entrant]:
    """Name what is simple and may be set beside a model: it reads what the model reads."""
    model = replace(entered.model, search=None, refit=False, policy="money", parameters={}, tests=(), code="")
    trees = {name: tree for name, tree in entered.trees.items() if name != RANK}
    if entered.algorithm != "constant":
        plain = replace(model, algorithm="constant", encode={}, calibrate=None)
        yield Entrant("constant", plain, {"every row": Literal(value=True, type="bool")})
    if entered.algorithm not in {"constant", "rule", "best_split"} and not _has_rule(question):
        yield Entrant("rule", replace(model, algorithm="rule", encode={}, calibrate=None), trees)
    quick = _quick(question, model, entered.model)
    if quick is not None:
        yield Entrant("quick", quick, trees)


def _quick(question: Question, model: ModelFile, whole: ModelFile) -> ModelFile | None:
    algorithm = whole.algorithm
    if algorithm in _SIMPLE or algorithm == "python":
        return None
    if not any(word in algorithm for word in _TREES):
        simple = "linear" if question.task.kind == "number" else "logistic"
        return replace(model, algorithm=simple)
    if algorithm == "lightgbm" and _no_larger(whole.parameters):
        return None
    shared = {"rows": MOST_ROWS} if algorithm == "lightgbm" else {}
    return replace(model, algorithm="lightgbm", parameters=QUICK_TREES | shared)


def _no_larger(parameters: Mapping[str, Any]) -> bool:
    sizes = ("n_estimators", "num_leaves")
    return all(name in parameters and parameters[name] <= QUICK_TREES[name] for name in sizes)


def _has_rule(question: Question) -> bool:
    baselines = question.design.baselines
    named = [one.model for one in (baselines.named.values() if baselines else ()) if one.model]
    definitions = question.inputs.definitions
    return any(chosen_model(definitions, question.design, name).algorithm == "rule" for name in named)


@dataclass(frozen=True)
class _Kept:
    money: NDArray[np.int64]
    described: str
    seconds: float
    found: bool = True


def _fielded(question: Question, one: Entrant, rows: NDArray[np.int64]) -> _Kept:
    """Find what something simple earned on each row, or fit it."""
    asked = asked_of(question, one, [question.learning.parts, question.parts])
    folder = question.wiring.cache / "beside"
    path = folder / f"{digest({'format': FORMAT, **asked})}.npz"
    found = _read(path, len(rows))
    if found is not None:
        return found
    began = time.monotonic()
    fitted = learn(question if "rows" in one.model.parameters else _fewer(question), one).developed
    seconds = round(time.monotonic() - began, 3)
    did = answer(question, one, fitted, question.matrix(one.trees), rows)
    assert did.money is not None
    made = _Kept(did.money, fitted.describe(), seconds, found=False)
    _write(path, made)
    return made


def _fewer(question: Question) -> Question:
    """Keep so many training rows that what is simple is quick."""
    if question.past is not None:
        return replace(question, past=_fewer(question.past))
    return replace(question, parts=question.parts.sampled(MOST_ROWS))


def _read(path: Path, rows: int) -> _Kept | None:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
            note = json.loads(str(file["note"]))
            money = file["money"].astype(np.int64)
    except (OSError, ValueError, KeyError, BadZipFile, zlib.error):
        return None  # not there, or not what was written: it is fitted again
    return _Kept(money, note["described"], note["seconds"]) if len(money) == rows else None


def _write(path: Path, made: _Kept) -> None:
    note = json.dumps({"described": made.described, "seconds": made.seconds})
    held = io.BytesIO()
    np.savez_compressed(held, money=made.money, note=np.array(note))
    beside = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(held.getvalue())
        beside.replace(path)
    except OSError:
        return  # a cache that cannot be written costs time only
