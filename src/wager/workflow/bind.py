"""Bind whoever decides by the capacity of the design: champion, challenger and baselines alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from wager.design.checks.worth import TIMELESS
from wager.evaluation.contender import Contender
from wager.evaluation.decisions import Freely
from wager.foundation.errors import BadInputError
from wager.money.break_even import implied_threshold
from wager.money.capacity import Limits, Room, learn_cuts, limits_of, one_by_one
from wager.workflow.crowd import crowd_of
from wager.workflow.question import Question

Integers = NDArray[np.int64]


def capacity_of(question: Question) -> Limits:
    """Return how often each action of a question can be done; empty where nothing limits it.

    Raises
    ------
    BadInputError
        If the design has no moments of decision, so that nobody can tell what falls into one period.
    """
    design = question.design
    if design.money.capacity and design.rows.decide_at is None:
        line = design.money.lines.get("capacity", design.money.line)
        raise BadInputError(f"{design.path}:{line}: E102 {TIMELESS}")
    return limits_of(design.money, design.rows.every)


def threshold_of(question: Question) -> float | None:
    """Return the probability from which acting pays, where one number says it and nothing limits how often it is done."""
    if question.pays is None or question.design.money.capacity:
        return None
    return implied_threshold(question.pays)


def bound(
    question: Question,
    rows: Integers,
    found: Contender,
    wants: Callable[[Question, Integers], Freely | None],
) -> Contender:
    """Let a contender do on some rows what there is room for.

    What it does follows from what it answers and from the moments of decision. The rows that judge are settled in the
    order in which they are decided, among all that are decided beside them; from those of `tune` the cut is learned, which keeps
    room for what is decided later.

    Parameters
    ----------
    found : Contender
        What it would do.
    wants : callable
        Returns what it would do on some rows of a question if there were room for all; None where nothing is to be done.
    """
    limits = capacity_of(question)
    if not limits or found.actions is None:
        return found
    past, zone = question.learning, question.wiring.config.time_zone
    freely = wants(question, rows)
    assert freely is not None
    tune = past.parts.rows("tune")
    cuts = {}
    if len(tune):
        same = past is question and np.array_equal(rows, tune)
        learned = freely if same else wants(past, tune)
        assert learned is not None
        # What a model answers to rows that it learned from promises too much, and would raise the cut.
        crowd = crowd_of(past, tune, learned.wanted, limits, wants, since=int(past.rows.t[tune].min()))
        cuts = learn_cuts(crowd.wanted, crowd.moments, limits)
    several = one_by_one(past.rows.t[tune], limits, zone)
    used = {action: cut for action, cut in cuts.items() if action in several}
    crowd = crowd_of(question, rows, freely.wanted, limits, wants)
    actions = crowd.own(Room(limits, crowd.moments, zone, used).settle(crowd.wanted))
    names = question.task.actions
    return freely.does(actions, {names[action]: cut for action, cut in cuts.items()})
