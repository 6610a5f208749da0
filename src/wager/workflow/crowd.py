"""Who asks for the room of a capacity: beside the rows that judge, all others that are decided in the same windows.

A row takes up room whether or not its outcome is known by now, and whatever part it is in. Rows without a usable outcome
judge nothing, and their outcomes are not read; left aside, the others would find more room than the world has.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.chosen_rows import WITHOUT_OUTCOME
from wager.evaluation.decisions import Freely
from wager.money.capacity import Limits
from wager.money.wanted import Wanted
from wager.workflow.question import Question

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Crowd:
    """Rows with those that are decided beside them, in canonical order.

    Attributes
    ----------
    wanted : Wanted
        Of all m rows.
    moments : ndarray of int64, shape (m,)
        When each is decided.
    places : ndarray of int64, shape (n,)
        Where among them the n rows are that it was made for.
    """

    wanted: Wanted
    moments: Integers
    places: Integers

    def own(self, actions: NDArray[np.int8]) -> NDArray[np.int8]:
        """Return what is done about the rows that it was made for."""
        return actions[self.places]


def crowd_of(
    question: Question,
    rows: Integers,
    wanted: Wanted,
    limits: Limits,
    wants: Callable[[Question, Integers], Freely | None],
    *,
    since: int | None = None,
) -> Crowd:
    """Set some rows among all that are decided in the same windows, and no later than the last of them.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Places in the question.
    wanted : Wanted
        Of them.
    wants : callable
        See `bound`.
    since : int, optional
        Nobody is asked who was decided before this moment.
    """
    judged = question.rows.t[rows]
    asked = [(wanted, judged, question.rows.index[rows])]
    candidates = [(question, np.setdiff1d(np.arange(len(question.rows)), rows))]
    waiting = without_outcome(question)
    if waiting is not None:
        candidates.append((waiting, np.arange(len(waiting.rows))))
    for one, among in candidates:
        places = among[_beside(question, one.rows.t[among], judged, limits)]
        places = places if since is None else places[one.rows.t[places] >= since]
        found = wants(one, places) if len(places) else None
        if found is not None:
            asked.append((found.wanted, one.rows.t[places], one.rows.index[places]))
    return _in_order(asked)


def without_outcome(question: Question) -> Question | None:
    """Ask the same of the rows that are decided and have no usable outcome; None where there are none.

    What such a row earns is not known, and must not be asked: its truth stands for none.
    """
    if not WITHOUT_OUTCOME & question.rows.left_out.keys() or len(question.rows) == 0:
        return None
    rows = question.inputs.unit_rows(question.wiring, judged=False)
    standing = pa.repeat(question.rows.objective[0], len(rows))
    return replace(question, rows=rows.judged_as(standing), past=question.learning)


def _beside(question: Question, moments: Integers, judged: Integers, limits: Limits) -> NDArray[np.bool_]:
    """Say which moments lie in a window of a judged row, and no later than the last of these."""
    found = np.zeros(len(moments), dtype=np.bool_)
    if len(judged) == 0:
        return found
    zone = question.wiring.config.time_zone
    for one in limits.values():
        found |= np.isin(one.windows(moments, zone), one.windows(judged, zone))
    found &= moments <= judged.max()
    return found


def _in_order(asked: list[tuple[Wanted, Integers, Integers]]) -> Crowd:
    """Put rows into canonical order: by moment, then by their place in the snapshot."""
    moments = np.concatenate([one for _, one, _ in asked])
    order = np.lexsort((np.concatenate([one for _, _, one in asked]), moments))
    ranked = np.concatenate([one.ranked for one, _, _ in asked])[order]
    gains = np.concatenate([one.gains for one, _, _ in asked])[order]
    places = np.empty(len(order), dtype=np.int64)
    places[order] = np.arange(len(order))
    return Crowd(Wanted(ranked, gains), moments[order], places[: len(asked[0][1])])
