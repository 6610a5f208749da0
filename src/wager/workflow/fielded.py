"""Whoever is set beside a model: the baselines of a design, fitted and let decide some of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender
from wager.features.matrix import Matrix
from wager.foundation.errors import BadInputError, nearest
from wager.training.fit import FittedModel
from wager.workflow.contend import act_always, answer, entrant
from wager.workflow.entrant import Entrant
from wager.workflow.learning import learn
from wager.workflow.question import Question


@dataclass(frozen=True)
class Fielded:
    """Someone who decided, with what was fitted to do so.

    Attributes
    ----------
    contender : Contender
        The decisions.
    entered : Entrant or None
        The model; None for a baseline that always takes one action.
    fitted : FittedModel or None
    matrix : Matrix or None
        What it read, for all rows of the question.
    always : str
        The one action; else empty.
    """

    contender: Contender
    entered: Entrant | None = None
    fitted: FittedModel | None = None
    matrix: Matrix | None = None
    always: str = ""


def field_baseline(
    question: Question, name: str, rows: NDArray[np.int64], *, to_serve: bool = False
) -> Fielded:
    """Fit a baseline of the design, and let it decide some rows.

    Parameters
    ----------
    to_serve : bool
        True for what is to hold a title, whatever rows it decides: with `refit` the model that was fitted again.

    Raises
    ------
    BadInputError
        If the design has no such baseline.
    """
    baselines = question.design.baselines
    named = {} if baselines is None else baselines.named
    if name not in named:
        raise BadInputError(f"{question.design.path}: no baseline {name!r}{nearest(name, named)}")
    one = named[name]
    if one.always is not None and (question.pays is not None or len(question.task.actions) > 1):
        return Fielded(act_always(question, name, one.always, rows), always=one.always)
    # Where a number is to be told and there is one thing to do, doing always the same is to expect the mean.
    entered = entrant(question, one.model or "constant")
    matrix = question.matrix(entered.trees)
    learned = learn(question, entered)
    fitted = learned.final if to_serve else learned.for_rows(question, rows)
    found = answer(question, entered, fitted, matrix, rows)
    return Fielded(replace(found, name=name), entered, fitted, matrix)


def baseline(question: Question, name: str, rows: NDArray[np.int64]) -> Contender:
    """Let a baseline of the design decide some rows; see `field_baseline`."""
    return field_baseline(question, name, rows).contender
