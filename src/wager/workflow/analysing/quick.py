"""What the answers of a run say by themselves: nothing is fitted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.audit.values import shown
from wager.design.sentences.metrics import Metric
from wager.evaluation.analysis.honest import Recalibrated, recalibrated
from wager.evaluation.analysis.mistakes import Mistake, costliest
from wager.evaluation.analysis.over_time import Spell, spells
from wager.evaluation.analysis.rules import MEAN, PROMISE
from wager.evaluation.analysis.search import Losses, Search, search
from wager.evaluation.decisions import decided
from wager.evaluation.estimate import Estimate, per_unit
from wager.evaluation.interval import estimate
from wager.evaluation.metrics import measure, unit
from wager.foundation.moments import print_moment
from wager.workflow.analysing.cut_rows import cut_rows
from wager.workflow.analysing.opened import Opened
from wager.workflow.contend import priced_by

Floats = NDArray[np.float64]


def searches_of(opened: Opened) -> tuple[Search, ...]:
    """Search for slices that lose money: against the champion, against what the model promised, and against its own mean."""
    if opened.contender.money is None:
        return ()
    cuts = cut_rows(opened)
    opened.question.wiring.progress("searching for slices that lose money")
    return tuple(search(losses, *cuts) for losses in _losses(opened))


def _losses(opened: Opened) -> Iterator[Losses]:
    one, other, currency = opened.contender, opened.champion, opened.currency
    assert one.money is not None
    if other is not None and other.money is not None:
        more = (one.money - other.money).astype(np.float64)
        yield Losses(other.name, more, opened.outcomes, currency, differ=True)
    if one.promised is not None:
        yield Losses(PROMISE, one.money - one.promised, opened.outcomes, currency)
    yield Losses(MEAN, one.money.astype(np.float64), opened.outcomes, currency, beside_mean=True)


def ranking_of(opened: Opened) -> dict[str, Estimate]:
    """Say how well the answers order the rows, where there are two classes."""
    outcomes, one = opened.outcomes, opened.contender
    if len(outcomes.classes) != 2 or one.probabilities is None:
        return {}
    every, found = np.ones(len(outcomes), dtype=np.bool_), {}
    for name in ("auc", "average_precision"):
        metric = Metric(name)
        measured = measure(metric, one, outcomes, every)
        found[name] = estimate(measured, outcomes.ways, unit(metric, opened.currency))
    return found


def recalibrated_of(opened: Opened) -> Recalibrated | None:
    """Say what isotonic calibration would add; None where nothing is decided by probabilities, or not by them alone."""
    question, rows = opened.question, opened.rows
    pays = None if question.pays is None else question.pays.take(rows)
    if pays is None or question.design.money.capacity or len(pays.actions) < 2:
        return None
    truth = question.truth[rows]

    def earn(probabilities: Floats) -> NDArray[np.int64]:
        assert pays is not None
        money = decided("calibrated", "probabilities", probabilities, pays, truth).money
        assert money is not None
        return money

    return recalibrated(opened.contender, earn, opened.outcomes, opened.currency)


def spells_of(opened: Opened) -> tuple[Spell, ...]:
    """Part the money by weeks of decision; nothing without moments."""
    t = opened.question.decided_at(opened.rows)
    if t is None:
        return ()
    zone = opened.question.wiring.config.time_zone
    return spells(opened.contender, opened.champion, opened.outcomes, t, zone=zone, currency=opened.currency)


def mistakes_of(opened: Opened) -> tuple[Mistake, ...]:
    """Name the rows on which another action would have earned most more, with what the model read of them."""
    one, rows, question = opened.contender, opened.rows, opened.question
    if one.actions is None or len(question.task.actions) < 2:
        return ()
    earned = _earned(opened)
    said = _said_of_truth(opened)
    worst = costliest(earned, one.actions, None if one.probabilities is None else said)
    names, scale = question.task.actions, per_unit(opened.currency)
    keys, features = _keys(opened, rows[worst]), _features(opened, rows[worst])
    found = []
    for place, at in enumerate(worst):
        did, best = int(one.actions[at]), int(earned[at].argmax())
        took, most = int(earned[at, did]), int(earned[at, best])
        found.append(
            Mistake(
                keys[place],
                _moment(opened, int(rows[at])),
                names[did],
                names[best],
                _truth(opened, int(at)),
                None if said is None else float(said[at]),
                took / scale,
                (most - took) / scale,
                features[place],
            )
        )
    return tuple(found)


def _earned(opened: Opened) -> NDArray[np.int64]:
    question, rows = opened.question, opened.rows
    if question.earned is not None:
        return question.earned[rows]
    assert opened.contender.values is not None
    return priced_by(question, opened.contender.values, rows).earned


def _said_of_truth(opened: Opened) -> Floats | None:
    """Return the probability of what was true, or the prediction; None of a rule."""
    one = opened.contender
    if one.probabilities is None:
        return one.values
    return np.asarray(
        np.take_along_axis(one.probabilities, opened.outcomes.truth[:, None].astype(np.int64), axis=1)[:, 0]
    )


def _truth(opened: Opened, at: int) -> str | float:
    outcomes = opened.outcomes
    return outcomes.classes[int(outcomes.truth[at])] if outcomes.classes else float(outcomes.truth[at])


def _moment(opened: Opened, row: int) -> str:
    question = opened.question
    if question.design.rows.decide_at is None:
        return ""
    return print_moment(int(question.rows.t[row]), question.wiring.config.time_zone)


def _keys(opened: Opened, rows: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Name rows by their key; by their place where the source has none."""
    question = opened.question
    names = question.design.rows.key or question.inputs.unit.key
    if not names or len(names) != len(question.rows.keys):
        return [{"row": int(question.rows.index[row]) + 1} for row in rows]
    types = question.inputs.unit.types()
    columns = [
        [shown(value, types[name], opened.currency) for value in key.take(pa.array(rows)).to_pylist()]
        for name, key in zip(names, _physical(question.rows.keys), strict=True)
    ]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _physical(keys: tuple[pa.Array, ...]) -> Iterator[pa.Array]:
    for key in keys:
        if pa.types.is_timestamp(key.type):
            yield key.cast(pa.timestamp("us", key.type.tz)).cast(pa.int64())
        elif pa.types.is_date(key.type):
            yield key.cast(pa.date32()).cast(pa.int32())
        else:
            yield key


def _features(opened: Opened, rows: NDArray[np.int64]) -> list[dict[str, Any]]:
    matrix = opened.matrix
    columns = {
        name: [
            shown(value, matrix.types[name], opened.currency)
            for value in column.take(pa.array(rows)).to_pylist()
        ]
        for name, column in matrix.columns.items()
    }
    return [{name: values[place] for name, values in columns.items()} for place in range(len(rows))]
