"""Gather the evidence on a model: every figure of every contender, with intervals, on the rows of one part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from wager.design.sentences.metrics import Metric
from wager.evaluation.by_group import Figure, compared, gaps_of, group_figures
from wager.evaluation.contender import Contender, Outcomes
from wager.evaluation.estimate import Estimate, per_unit
from wager.evaluation.evidence import Evidence
from wager.evaluation.figures import Figures, Gap
from wager.evaluation.interval import estimate
from wager.evaluation.slices import Slices
from wager.evaluation.usual_metrics import usual_metrics
from wager.evaluation.worth.promise import promise_of
from wager.evaluation.worth.records import Profit, Thresholds


def gather(
    contenders: Sequence[Contender],
    outcomes: Outcomes,
    slices: Slices,
    *,
    part: str,
    currency: str,
    metrics: Mapping[str, Metric] | None = None,
    decided_at: NDArray[np.int64] | None = None,
    threshold: float | None = None,
    rows_fingerprint: str = "",
    zone: str = "UTC",
    thresholds: Thresholds | None = None,
    profit: Profit | None = None,
) -> Evidence:
    """Gather the evidence on a model.

    Parameters
    ----------
    contenders : sequence of Contender
        The model first, then whom it is compared with; all on the same n rows.
    outcomes : Outcomes
        What turned out to be true of them.
    slices : mapping
        See `slices.Slices`.
    part, currency, threshold, rows_fingerprint, zone, thresholds, profit
        See `Evidence`.
    metrics : mapping of str to Metric, optional
        Besides the usual ones, with their names resolved.
    decided_at : ndarray of int64, shape (n,), optional
        Prediction times.
    """
    model, *others = contenders
    asked = usual_metrics(outcomes, priced=model.money is not None) | dict(metrics or {})
    figures = _figures(contenders, outcomes, slices, asked, currency)
    timed = decided_at is not None and len(decided_at) > 0
    scale = 1 if model.ranked or model.promised is None else per_unit(currency)
    return Evidence(
        model=model.name,
        part=part,
        rows=len(outcomes),
        clusters=outcomes.cluster_count,
        first=int(decided_at.min()) if timed and decided_at is not None else None,
        last=int(decided_at.max()) if timed and decided_at is not None else None,
        each=outcomes.each,
        cluster_word=outcomes.cluster_word,
        currency=currency,
        contenders=tuple(figures[one.name, ""] for one in contenders),
        differences=tuple(figures[model.name, other.name] for other in others),
        threshold=threshold,
        rows_fingerprint=rows_fingerprint,
        zone=zone,
        promise=promise_of(model, outcomes, currency),
        thresholds=thresholds,
        profit=profit,
        cuts={action: cut / scale for action, cut in model.cuts.items()},
        ranked=model.ranked,
    )


Table = dict[tuple[str, str], dict[str, Estimate]]  # by contender and whom it is set against


def _table(
    contenders: Sequence[Contender],
    outcomes: Outcomes,
    asked: Mapping[str, Figure],
    alone: Mapping[str, Figure] | None = None,
) -> Table:
    # Metric by metric, so that the influences of no more than one are held at a time. Of figures that stand alone no
    # difference is taken: a group's share of a class is the same whoever decides.
    model, *others = contenders
    every = np.ones(len(outcomes), dtype=np.bool_)
    table: Table = {}
    for name, figure in {**asked, **(alone or {})}.items():
        measured = {(one.name, ""): figure.measured(one, outcomes, every) for one in contenders}
        for other in others if name in asked else ():
            measured[model.name, other.name] = measured[model.name, ""].minus(measured[other.name, ""])
        for key, found in measured.items():
            table.setdefault(key, {})[name] = estimate(found, outcomes.ways, figure.unit)
    return table


def _sliced(
    contenders: Sequence[Contender],
    outcomes: Outcomes,
    among: NDArray[np.bool_],
    asked: Mapping[str, Figure],
    alone: Mapping[str, Figure],
) -> Table:
    rows = np.flatnonzero(among)
    return _table([one.take(rows) for one in contenders], outcomes.take(rows), asked, alone)


def _figures(
    contenders: Sequence[Contender],
    outcomes: Outcomes,
    slices: Slices,
    metrics: Mapping[str, Metric],
    currency: str,
) -> dict[tuple[str, str], Figures]:
    asked = {name: Figure.of(metric, currency) for name, metric in metrics.items()}
    whole, of_groups = _table(contenders, outcomes, asked), group_figures(outcomes)
    parts = {
        dimension: {
            value: _sliced(contenders, outcomes, among, asked, of_groups) for value, among in values.items()
        }
        for dimension, values in slices.items()
    }
    gaps = {(one.name, ""): _gaps(one, outcomes, slices, asked | of_groups, parts) for one in contenders}
    described = {one.name: one.described for one in contenders}
    return {
        key: Figures(
            *key,
            described[key[0]],
            measures,
            {
                dimension: {value: _told(table[key], measures) for value, table in tables.items()}
                for dimension, tables in parts.items()
            },
            gaps.get(key, {}),
        )
        for key, measures in whole.items()
    }


def _told(sliced: Mapping[str, Estimate], whole: Mapping[str, Estimate]) -> dict[str, Estimate]:
    """Leave out what is undefined in a slice because it is on all rows: there it is said why, once."""
    return {
        name: found
        for name, found in sliced.items()
        if found.value is not None or (name in whole and whole[name].value is not None)
    }


def _gaps(
    one: Contender,
    outcomes: Outcomes,
    slices: Slices,
    asked: Mapping[str, Figure],
    parts: Mapping[str, Mapping[str, Table]],
) -> dict[str, dict[str, Gap]]:
    figures = {name: asked[name] for name in compared(outcomes) if name in asked}
    return {
        dimension: gaps_of(
            one,
            outcomes,
            slices[dimension],
            figures,
            {value: table[one.name, ""] for value, table in tables.items()},
        )
        for dimension, tables in parts.items()
    }
