"""Which rows may be looked at before a verdict, and what may be known of the others: their moments and clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from wager.data.chosen_rows import cluster_trees
from wager.data.decided import Decided
from wager.design.blocks import Design
from wager.expressions.tree import Column
from wager.foundation.amounts import DAY
from wager.training.columns import flags
from wager.training.split import DROPPED, HOLDOUT, TUNE, Parts, by_time, fifths
from wager.workflow.question import Question, part_by_keys

YEAR = 365 * DAY

Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Holdout:
    """The rows that will judge, as far as they may be known beforehand.

    Attributes
    ----------
    rows, clusters : int
        Counted by moment alone; of a holdout of the future expected, at the rate of the last year of development.
    prospective : bool
        True where it does not exist yet.
    expected_lost : int
        Rows that will drop out, if outcomes come as late as they did on development rows.
    """

    rows: int
    clusters: int
    prospective: bool
    expected_lost: int


@dataclass(frozen=True)
class Development:
    """The rows that may be looked at, and counts of all.

    Attributes
    ----------
    question : Question
        Parted by moments alone: what came of a held-out row moves no row from one part to another.
    rows : ndarray of int64
        Places of the development rows.
    holdout : Holdout
    per_year : float or None
        Rows that the snapshot holds per 365 days; None without a time, or with one moment only.
    lost : dict of str to int
        Development rows that are not learned from, by reason.
    decided : int
        Development rows before any was lost.
    """

    question: Question
    rows: Integers
    holdout: Holdout
    per_year: float | None
    lost: Mapping[str, int]
    decided: int


def development_of(question: Question) -> Development:
    """Find the development rows of a question, and count the rest, without its outcomes."""
    design = question.design
    if not _has_time(design):
        return _without_time(question)
    decided = _decided(question)
    parts = _parted(question, decided)
    codes = parts.codes[np.searchsorted(decided.t, question.rows.t)]
    rows = np.flatnonzero((codes >= 0) & (codes <= TUNE))
    by_moment = int(((parts.codes >= 0) & (parts.codes <= TUNE)).sum())
    lost = {
        reason: count for reason, count in parts.dropped.items() if reason.startswith(("embargo", "outcome"))
    }
    if by_moment > len(rows):
        lost["outcome not known in time, or null"] = by_moment - len(rows)
    counted = _counted(question, decided, parts, 1 - len(rows) / by_moment if by_moment else 0.0)
    return Development(
        replace(question, parts=replace(question.parts, codes=codes, dropped=parts.dropped)),
        rows,
        counted,
        _per_year(decided, design),
        lost,
        by_moment + sum(count for reason, count in lost.items() if reason in parts.dropped),
    )


def rows_per_year(question: Question) -> float | None:
    """Count the rows that the snapshot holds per 365 days; None without a time, or with one moment only."""
    return _per_year(_decided(question), question.design) if _has_time(question.design) else None


def _has_time(design: Design) -> bool:
    assert design.split is not None
    return bool(design.split.begin or design.split.by_time)


def _decided(question: Question) -> Decided:
    return question.inputs.decided(question.wiring)


def _per_year(decided: Decided, design: Design) -> float | None:
    span = int(decided.t[-1] - decided.t[0]) if len(decided.t) else 0
    if design.rows.every is not None and len(decided.t):  # a cut-off stands for the time until the next one
        span += design.rows.every.step.microseconds
    return len(decided.t) * YEAR / span if span else None


def _parted(question: Question, decided: Decided) -> Parts:
    """Part all rows by their moments, also those whose outcome is not there."""
    design, until = question.design, question.inputs.until
    assert design.split is not None
    matures = design.objective.matures.microseconds
    parts = by_time(decided.t, design.split.begin or fifths(decided.t), matures)
    return parts if until is None else parts.known_by(until, matures)


def _counted(question: Question, decided: Decided, parts: Parts, lost: float) -> Holdout:
    split, matures = question.design.split, question.design.objective.matures
    if split is not None and split.prospective is not None:
        length = split.prospective.microseconds - matures.microseconds
        rows, clusters = expected(decided, parts, length)
        return Holdout(rows, clusters, True, round(lost * rows))
    held = parts.codes == HOLDOUT
    rows = int(held.sum())
    return Holdout(rows, decided.clusters(held), False, round(lost * rows))


def expected(decided: Decided, parts: Parts, length: int) -> tuple[int, int]:
    """Expect the rows and clusters of a time to come: the mean over such lengths in the last year of development.

    Where development is shorter than the length, its rate is carried on.

    Parameters
    ----------
    length : int
        In microseconds.

    Examples
    --------
    >>> days = Decided(np.arange(0, 10 * DAY, DAY // 2), np.arange(20) // 2)
    >>> parts = by_time(days.t, {"train": 0, "tune": 5 * DAY}, matures=0)
    >>> expected(days, parts, 3 * DAY), expected(days, parts, 20 * DAY)
    ((6, 3), (42, 21))
    """
    known = decided.t[parts.codes != DROPPED]
    if len(known) == 0 or length <= 0:
        return 0, 0
    first, last = int(known[0]), int(known[-1])
    begin = max(first - 1, last - YEAR)
    whole = (last - begin) // length
    if whole == 0:
        rows, clusters = decided.between(begin, last)
        factor = length / max(last - begin, 1)
        return round(rows * factor), round(clusters * factor)
    found = [decided.between(last - (back + 1) * length, last - back * length) for back in range(whole)]
    return round(sum(rows for rows, _ in found) / whole), round(
        sum(clusters for _, clusters in found) / whole
    )


def _without_time(question: Question) -> Development:
    """Part all rows by their hashed keys, also those whose outcome is not there."""
    inputs, design = question.inputs, question.design
    named = {
        f"key {place}": Column(name) for place, name in enumerate(inputs.unit.key or inputs.unit.columns)
    }
    trees = {"where": design.rows.where, **cluster_trees(design.rows), **named}
    outputs = {name: inputs.unit.inline(tree) for name, tree in trees.items() if tree is not None}
    table = inputs.of_rows(question.wiring, outputs)
    chosen = np.ones(table.num_rows, dtype=np.bool_)
    if design.rows.where is not None:
        chosen = flags(table["where"].combine_chunks())
    places = np.flatnonzero(chosen)
    keys = tuple(table[name].take(pa.array(places)).combine_chunks() for name in named)
    codes = np.full(table.num_rows, DROPPED, dtype=np.int8)
    groups = inputs.groups(question.wiring, places)
    parts = part_by_keys(design, keys, groups)
    codes[places] = parts.codes
    own = codes[question.rows.index]
    rows = np.flatnonzero((own >= 0) & (own <= TUNE))
    by_key = int(((codes >= 0) & (codes <= TUNE)).sum())
    held = np.flatnonzero(codes == HOLDOUT)
    ways = [_distinct(table[name].take(pa.array(held))) for name in cluster_trees(design.rows)]
    share = 1 - len(rows) / by_key if by_key else 0.0
    return Development(
        replace(question, parts=replace(question.parts, codes=own, dropped=parts.dropped)),
        rows,
        Holdout(len(held), min(ways, default=len(held)), False, round(share * len(held))),
        None,
        {"outcome is null": by_key - len(rows)} if by_key > len(rows) else {},
        by_key,
    )


def _distinct(clusters: pa.ChunkedArray) -> int:
    """Count clusters; a row without one is its own."""
    return int(clusters.null_count) + len(clusters.drop_null().unique())
