"""What is suspicious about the columns of a file: those that look as if they were written after the fact.

Only training rows come here, so that a suspicion costs nothing of the holdout. What is *strong* (a copy of the
label, empty exactly where the label is true, far too good alone) is left out of models; the rest is merely said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.evaluation.suspicion.alone import Alone, alone, coded, correlation, ranks
from wager.evaluation.suspicion.copies import follows, same
from wager.evaluation.suspicion.emptiness import empty_reason, one_sided
from wager.evaluation.suspicion.names import speaks_of_the_outcome
from wager.training.columns import Columns, Integers, is_category

TOO_GOOD = 0.95
NEARLY_ALL = 0.995
"""Scores from which a column alone is too good: worth a word; and beyond doubt."""

GAP = 2.0
"""How far, in log odds, a column that is too good stands above the rest to be left out: honest ones come in company."""

NAMED_AND_GOOD = 0.8
"""Score from which a name that speaks of the outcome is believed."""

LEAST_ROWS = 10
_HIGHEST = 0.9995


@dataclass(frozen=True)
class Suspicion:
    """One thing about a column that a person should look at.

    Attributes
    ----------
    column : str
        Its name.
    kind : str
        `copy`, `emptiness`, `too good alone`, `name`, `id`, `constant` or `order`.
    reason : str
        What was seen, for people.
    left_out : bool
        True where the models do without it.
    score : float or None
        How well the column alone orders the rows; see `alone.Alone`.
    """

    column: str
    kind: str
    reason: str
    left_out: bool
    score: float | None = None


@dataclass(frozen=True)
class Scene:
    """The training rows, and what is known about their columns.

    Attributes
    ----------
    columns : mapping of str to pyarrow.Array
        All columns that might be features; n rows.
    truth : ndarray, shape (n,)
        0 and 1, or numbers.
    binary : bool
        Whether the truth is 0 and 1.
    said : str
        How messages call what is true: the name of the outcome.
    inputs : mapping of str to pyarrow.Array
        The columns that the label reads; n rows.
    times : mapping of str to ndarray of int64
        Further moments of the rows, microseconds; the least number of 64 bits where there is none.
    decided_at : ndarray of int64, shape (n,), or None
        The moment of decision.
    """

    columns: Columns
    truth: NDArray[Any]
    binary: bool
    said: str
    inputs: Columns
    times: Mapping[str, Integers]
    decided_at: Integers | None = None


NO_TIME = np.iinfo(np.int64).min


def suspicions(scene: Scene) -> tuple[tuple[Suspicion, ...], dict[str, Alone]]:
    """Look at every column alone.

    Parameters
    ----------
    scene : Scene
        The training rows.

    Returns
    -------
    tuple of Suspicion
        Those left out first; at most one a column.
    dict of str to Alone
        What each column says by itself.
    """
    seen = {
        name: alone(name, column, scene.truth, binary=scene.binary) for name, column in scene.columns.items()
    }
    found: dict[str, Suspicion] = {}
    for look in (_nothing_in_it, _ids, _copies, _emptiness):
        for one in look(scene, seen):
            found.setdefault(one.column, one)
    for one in _too_good(scene, seen, found):
        found.setdefault(one.column, one)
    for one in _names(scene, seen):
        found.setdefault(one.column, one)
    for one in _along_time(scene, seen):
        found.setdefault(one.column, one)
    told = [*found.values(), *_order(scene)]
    return tuple(sorted(told, key=lambda one: (not one.left_out, -(one.score or 0)))), seen


def _nothing_in_it(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    del scene
    reasons = {0: "is always empty", 1: "always has the same value"}
    return [
        Suspicion(one.name, "constant", reasons[one.distinct], False)
        for one in seen.values()
        if one.distinct == 0 or (one.distinct == 1 and not one.empty)
    ]


def _ids(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    rows = len(scene.truth)
    found = []
    for name, one in seen.items():
        filled = rows - one.empty
        if (
            filled >= 2 * LEAST_ROWS
            and one.distinct >= 0.98 * filled
            and _is_counter(name, scene.columns[name], filled)
        ):
            text = is_category(scene.columns[name])
            what = "text of its own: not used" if text else "number of its own: an id"
            found.append(Suspicion(name, "id", f"nearly every row has a {what}", not text, one.score))
    return found


def _is_counter(name: str, column: Any, filled: int) -> bool:
    """Tell ids from measurements: texts, and whole numbers that are called so or count the rows."""
    if is_category(column):
        return True
    if not pa.types.is_integer(column.type):
        return False
    values = column.drop_null().to_numpy(zero_copy_only=False)
    words = set(name.split("_"))
    called = bool(
        words & {"id", "ids", "uuid", "guid", "key", "index", "rownames", "rowid", "no", "nr"}
    ) or name.endswith("id")
    # Training rows are three fifths of all, which is why a counter of all has gaps here.
    return called or int(values.max()) - int(values.min()) < 2 * filled


def _copies(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    found = []
    for name, one in seen.items():
        if one.distinct == 2 and not one.empty and same(scene.columns[name], scene.truth):
            found.append(Suspicion(name, "copy", f"is a copy of {scene.said}", True, one.score))
            continue
        for read, values in scene.inputs.items():
            if one.distinct > 1 and follows(scene.columns[name], values):
                reason = f"moves with {read}, which the label reads"
                found.append(Suspicion(name, "copy", reason, True, one.score))
                break
    return found


def _emptiness(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    if not scene.binary or not len(scene.truth):
        return []
    rate = float(scene.truth.mean())
    found = []
    for name, one in seen.items():
        filled = len(scene.truth) - one.empty
        cases = (
            ("empty", one.empty, one.empty_true),
            ("filled", filled, one.filled_true),
        )
        for word, rows, true in cases if one.empty and filled else ():
            side = one_sided(rows, true, rate)
            if side is not None:
                reason = empty_reason(word, rows, true if side else rows - true, scene.said, side=side)
                found.append(Suspicion(name, "emptiness", reason, True, one.score))
                break
    return found


def _too_good(scene: Scene, seen: Mapping[str, Alone], found: Mapping[str, Suspicion]) -> list[Suspicion]:
    """Find columns that tell too much; those that stand apart from the rest are left out."""
    left = sorted((one for one in seen.values() if one.name not in found), key=lambda one: -one.score)
    good = [one for one in left if one.score >= TOO_GOOD]
    if not good:
        return []
    apart = 0
    if _enough(scene):
        heights = [*(_log_odds(one.score) for one in left), 0.0]
        apart = max(
            (place + 1 for place in range(len(good)) if heights[place] - heights[place + 1] >= GAP), default=0
        )
        apart = max(apart, sum(one.score >= NEARLY_ALL for one in good))
    apart = 0 if apart == len(left) else apart  # something must be left to learn from
    measure = "orders the rows with AUC" if scene.binary else "explains a share of"
    return [
        Suspicion(
            one.name, "too good alone", f"alone {measure} {_shown(one, scene)}", place < apart, one.score
        )
        for place, one in enumerate(good)
    ]


def _shown(one: Alone, scene: Scene) -> str:
    return f"{one.score:.3f}" if scene.binary else f"{2 * one.score - 1:.3f}"


def _enough(scene: Scene) -> bool:
    if not scene.binary:
        return len(scene.truth) >= 3 * LEAST_ROWS
    true = int(scene.truth.sum())
    return min(true, len(scene.truth) - true) >= LEAST_ROWS


def _log_odds(score: float) -> float:
    score = min(score, _HIGHEST)
    return math.log(score / (1 - score))


def _names(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    found = []
    others = sorted(one.score for one in seen.values())
    usual = others[len(others) // 2] if others else 0.5
    for name, one in seen.items():
        word = speaks_of_the_outcome(name, (scene.said, *scene.inputs))
        if word:
            good = (
                one.score >= NAMED_AND_GOOD
                and _enough(scene)
                and _log_odds(one.score) - _log_odds(usual) >= GAP / 2
            )
            reason = f"its name speaks of the outcome ({word})" + (
                f", and alone it says {one.score:.2f}" if good else ""
            )
            found.append(Suspicion(name, "name", reason, good, one.score))
    return found


def _along_time(scene: Scene, seen: Mapping[str, Alone]) -> list[Suspicion]:
    """Find numbers that grow with time, such as a month: later rows have values that were never learned from."""
    found = []
    moments = None if scene.decided_at is None else ranks(scene.decided_at.astype(np.float64))
    for name, one in seen.items() if moments is not None else ():
        _, values, _ = coded(scene.columns[name])
        if values is None or one.distinct < 3 or 2 * one.empty > len(values) or moments is None:
            continue
        there = ~np.isnan(values)
        if abs(correlation(ranks(values[there]), moments[there])) >= TOO_GOOD:
            reason = "runs along with time: later rows have values that were never learned from"
            found.append(Suspicion(name, "order", reason, False, one.score))
    return found


def _order(scene: Scene) -> list[Suspicion]:
    """Find moments that lie after the decision, or mostly after and in some rows before it."""
    found = []
    for name, moments in scene.times.items():
        there = moments != NO_TIME
        if scene.decided_at is None or int(there.sum()) < LEAST_ROWS:
            continue
        after = int((moments[there] > scene.decided_at[there]).sum())
        before = int((moments[there] < scene.decided_at[there]).sum())
        if after and before and before <= 0.05 * int(there.sum()):
            reason = f"lies after the decision, but in {before:,} rows before it: time runs backwards"
            found.append(Suspicion(name, "order", reason, False))
        elif after > 0.5 * int(there.sum()):
            reason = f"lies after the decision in {after:,} of {int(there.sum()):,} rows"
            found.append(Suspicion(name, "order", reason, False))
    return found
