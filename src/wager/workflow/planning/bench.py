"""Who decides on development rows: the champion, the baselines, a model that was run; each is asked once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.slices import Slices, with_classes
from wager.foundation.errors import RefusedError, WagerError
from wager.money.capacity import Room
from wager.money.pays import money_of
from wager.money.wanted import Wanted
from wager.registry.titles import holder
from wager.workflow.bind import capacity_of
from wager.workflow.contend import answer, priced_by
from wager.workflow.entrant import Entrant
from wager.workflow.fielded import baseline
from wager.workflow.question import Question
from wager.workflow.run_model import run_digest
from wager.workflow.runs import find_run, read_model
from wager.workflow.versions.champion import champion_of

CHAMPION = "champion"


@dataclass(frozen=True)
class Bench:
    """Some rows of a question, and who decided them.

    Attributes
    ----------
    question : Question
    rows : ndarray of int64, shape (n,)
    """

    question: Question
    rows: NDArray[np.int64]
    _decided: dict[str, Contender] = field(default_factory=dict, compare=False, repr=False)
    _cut: dict[str, Slices] = field(default_factory=dict, compare=False, repr=False)

    @property
    def outcomes(self) -> Outcomes:
        """What turned out to be true of the rows."""
        return self.question.outcomes(self.rows)

    @property
    def slices(self) -> Slices:
        """The rows, cut along each dimension."""
        if not self._cut:
            self._cut["all"] = with_classes(self.question.slices(self.rows), self.outcomes)
        return self._cut["all"]

    def decided(self, name: str) -> Contender:
        """Return what the champion or a baseline did."""
        baselines = self.question.design.baselines
        if name not in self._decided:
            turn = holder(self.question.wiring.registry.turns(self.question.design.serves))
            is_champion = name == CHAMPION or (turn is None and baselines and name == baselines.champion)
            self._decided[name] = (
                champion_of(self.question, self.rows, turn).contender
                if is_champion
                else baseline(self.question, name, self.rows)
            )
        return self._decided[name]

    def original(self) -> str:
        """Name the declared champion where another one holds the title; empty where it does, or nobody can tell."""
        baselines = self.question.design.baselines
        try:
            champion = self.decided(CHAMPION).name
        except WagerError:  # every test over the champion says why
            return ""
        return baselines.champion if baselines is not None and champion != baselines.champion else ""

    def changed(self, name: str) -> Contender:
        """Return the policy that takes on each row the best action, given the truth, that another one does not take.

        Where too little can be done, what would earn most is done first, and for the others what happens without us.

        Raises
        ------
        RefusedError
            Where no decision is there to be changed.
        """
        theirs = self.decided(name)
        earned = self._earned(theirs)
        if earned is None or theirs.actions is None or earned.shape[1] < 2:
            raise RefusedError("no decision between actions is there to be changed")
        others = earned.copy()
        np.put_along_axis(others, theirs.actions[:, None].astype(np.int64), np.iinfo(np.int64).min, axis=1)
        actions = self._settled(others.argmax(axis=1).astype(np.int8), earned)
        return replace(
            theirs,
            name=f"other than {theirs.name}",
            actions=actions,
            money=money_of(actions, earned),
            probabilities=None,
            promised=None,
        )

    def _earned(self, theirs: Contender) -> NDArray[np.int64] | None:
        """Return what each action earns on each row, given the truth."""
        if self.question.earned is not None:
            return self.question.earned[self.rows]
        return None if theirs.values is None else priced_by(self.question, theirs.values, self.rows).earned

    def _settled(self, actions: NDArray[np.int8], earned: NDArray[np.int64]) -> NDArray[np.int8]:
        """Take actions as often as there is room for."""
        limits = capacity_of(self.question)
        if not limits:
            return actions
        taken = np.take_along_axis(earned, actions[:, None].astype(np.int64), axis=1)[:, 0]
        wanted = Wanted.as_done(actions, earned.shape[1], (taken - earned[:, 0]).astype(np.float64))
        zone = self.question.wiring.config.time_zone
        return Room(limits, self.question.rows.t[self.rows], zone).settle(wanted)

    def ran(self, entered: Entrant) -> Contender | None:
        """Return what a model did that was run on these data as they are; None where it was not."""
        run = find_run(self.question.wiring, run_digest(self.question.inputs, entered))
        if run is None:
            return None
        matrix = self.question.matrix(entered.trees)
        return answer(self.question, entered, read_model(self.question.wiring, run), matrix, self.rows)
