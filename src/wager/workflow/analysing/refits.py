"""What other fits of the same model say: on fewer rows, on older rows, and without one of its features."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import usual_money
from wager.evaluation.analysis.fits import Ageing, LearningCurve, Step, chance_of_fitting, over_fits
from wager.evaluation.contender import Contender
from wager.evaluation.estimate import Estimate, per_unit
from wager.evaluation.influence import Measured
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.expressions.tree import Column
from wager.foundation.amounts import DAY
from wager.foundation.errors import WagerError
from wager.training.split import DROPPED, TRAIN, Parts
from wager.workflow.analysing.opened import Opened
from wager.workflow.contend import answer
from wager.workflow.entrant import Entrant
from wager.workflow.learning import learn
from wager.workflow.question import Question

Integers = NDArray[np.int64]

STEPS = (8, 4, 2)
"""Of the training rows an eighth, a quarter, a half: of each two fits, on rows of which none is in both."""

LEAST_ROWS = 100
"""A fit on fewer rows says nothing about more."""


@dataclass(frozen=True)
class Refits:
    """A run, and other fits of its model.

    Attributes
    ----------
    opened : Opened
    """

    opened: Opened

    @cached_property
    def whole(self) -> Measured:
        """The money of the run's own fit, per 1,000 rows."""
        return self._measured(self.opened.contender)

    @cached_property
    def train(self) -> Integers:
        """The rows that it learned from, in the order of decision or of their hash."""
        parts = self.opened.question.learning.parts
        rows = parts.rows("train")
        return rows[np.argsort(parts.order[rows], kind="stable")]

    @cached_property
    def steps(self) -> tuple[list[tuple[Step, Measured]], list[tuple[int, float, float]], str]:
        """Fits on fewer rows: what they earned, their pairs for the chance of fitting, and why some are missing."""
        found, pairs, reason = [], [], ""
        for place, share in enumerate(STEPS):
            self._progress(f"fits on 1/{share} of the rows", place / len(STEPS))
            rows = len(self.train) // share
            if rows < LEAST_ROWS:
                reason = f"1/{share} of {len(self.train):,} rows are fewer than {LEAST_ROWS}"
                continue
            began = time.monotonic()
            try:
                both = [self._fitted(self.train[begin::share]) for begin in (0, share // 2)]
            except WagerError as error:
                reason = f"on 1/{share} of the rows: {error}"
                continue
            middle = both[0].times(0.5).minus(both[1].times(-0.5))
            took = round((time.monotonic() - began) / 2, 3)
            found.append((Step(rows, 2, self._estimate(middle), took), middle))
            scale = per_unit(self._unit)
            pairs.append((rows, both[0].value / scale, both[1].value / scale))
        return found, pairs, reason

    @property
    def chance(self) -> float:
        """What to divide by the rows of a fit to have the variance of its chance."""
        return chance_of_fitting(self.steps[1])

    def curve(self) -> LearningCurve:
        """Say what more rows were worth, and whether the last doubling was worth something."""
        found, _, reason = self.steps
        own = Step(len(self.train), 1, self._estimate(self.whole), self.opened.run.seconds.get("fit", 0.0))
        steps = (*(step for step, _ in found), own)
        if not found or found[-1][0].rows != len(self.train) // 2:
            return LearningCurve(steps, None, None, reason or "half of the rows could not be fitted")
        # Of the whole the chance of one fit, of the halves that of the mean of two.
        variance = self.chance / len(self.train) + self.chance / (len(self.train) // 2) / 2
        doubling, p = over_fits(
            self.whole.minus(found[-1][1]), self.opened.outcomes.ways, self._unit, variance
        )
        return LearningCurve(steps, doubling, p, reason)

    def ageing(self) -> Ageing | None:
        """Set a fit on the newer half of the training time beside one on the older; None without moments, or where they cannot be fitted."""
        question = self.opened.question.learning
        half = len(self.train) // 2
        if question.design.rows.decide_at is None or half < LEAST_ROWS:
            return None
        older, newer = self.train[:half], self.train[-half:]
        days = float(np.mean(question.rows.t[newer]) - np.mean(question.rows.t[older])) / DAY
        if days <= 0:
            return None
        self._progress("fits on older and on newer rows")
        try:
            more = self._fitted(newer).minus(self._fitted(older))
        except WagerError:
            return None  # a half in which a class is missing, for instance; the curve says why
        lost, p = over_fits(more, self.opened.outcomes.ways, self._unit, 2 * self.chance / half)
        return Ageing(half, round(days, 1), lost, p)

    def dropped(self) -> Iterator[tuple[str, Estimate]]:
        """Fit the model without each of its features, one after the other, and say what it earns less."""
        entered = self.opened.entered
        names = [name for name, tree in entered.trees.items() if tree == Column(name)]
        if entered.algorithm == "table" or len(names) < 2:
            return
        for place, name in enumerate(names):
            self._progress(f"a fit without {name}", place / len(names))
            try:
                lost = self.whole.minus(self._without(name))
            except WagerError:
                continue  # something that a policy or an encoding reads
            yield name, estimate(lost, self.opened.outcomes.ways, self._unit)

    def _without(self, name: str) -> Measured:
        entered = self.opened.entered
        encode = {key: how for key, how in entered.model.encode.items() if key != name}
        trees = {key: tree for key, tree in entered.trees.items() if key != name}
        other = replace(entered, model=replace(entered.model, encode=encode), trees=trees)
        return self._answered(self.opened.question, other)

    def _fitted(self, rows: Integers) -> Measured:
        question = self.opened.question
        parts = _only(question.learning.parts, rows)
        past = None if question.past is None else replace(question.past, parts=parts)
        asked = replace(question, parts=parts if past is None else question.parts, past=past)
        return self._answered(asked, self.opened.entered)

    def _answered(self, question: Question, entered: Entrant) -> Measured:
        fitted = learn(question, entered).developed
        matrix = question.matrix(entered.trees)
        return self._measured(answer(question, entered, fitted, matrix, self.opened.rows))

    def _measured(self, contender: Contender) -> Measured:
        outcomes = self.opened.outcomes
        every = np.ones(len(outcomes), dtype=np.bool_)
        return measure(usual_money(outcomes.each), contender, outcomes, every)

    def _estimate(self, measured: Measured) -> Estimate:
        return estimate(measured, self.opened.outcomes.ways, self._unit)

    @property
    def _unit(self) -> str:
        return unit(usual_money(self.opened.outcomes.each), self.opened.currency)

    def _progress(self, stage: str, done: float | None = None) -> None:
        self.opened.question.wiring.progress(stage, done)


def _only(parts: Parts, train: Integers) -> Parts:
    """Leave all other rows of train out."""
    codes = parts.codes.copy()
    codes[codes == TRAIN] = DROPPED
    codes[train] = TRAIN
    return replace(parts, codes=codes)
