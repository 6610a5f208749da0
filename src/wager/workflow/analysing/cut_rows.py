"""Development rows cut by every column that a search for slices may look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from wager.evaluation.analysis.cuts import TAILS, Cut, cuts_of
from wager.evaluation.analysis.search import LEAST_ROWS
from wager.evaluation.column_slices import QUARTERS, ColumnSlice, column_slices
from wager.expressions.tree import Column
from wager.training.columns import take
from wager.workflow.analysing.opened import Opened
from wager.workflow.judging.scanned import scanned_columns


def cut_rows(opened: Opened) -> tuple[tuple[Cut, ...], tuple[Cut, ...]]:
    """Cut the rows of a run by each column that its model or design reads, those of declared slices among them.

    Returns
    -------
    singles, coarse : tuple of Cut
        To look at one by one, with the tails of numbers by themselves, and two by two, in quarters. Numbers are cut at the quantiles of
        `train`, so that no row says where it is cut itself.
    """
    question, rows = opened.question, opened.rows
    names = scanned_columns(question, opened.entered, declared=True)
    matrix = question.matrix({name: Column(name) for name in names})
    learned = question.learning.matrix({name: Column(name) for name in names})
    train = question.learning.parts.rows("train")

    def cut(quantiles: Sequence[float]) -> Iterator[ColumnSlice]:
        for name in names:
            yield from column_slices(
                name,
                matrix.types[name],
                take({name: matrix.columns[name]}, rows)[name],
                _past(learned.columns[name], train),
                least=LEAST_ROWS,
                currency=opened.currency,
                at=quantiles,
            )

    return cuts_of(cut(TAILS), len(rows)), cuts_of(cut(QUARTERS), len(rows))


def _past(column: pa.Array, train: object) -> pa.Array:
    return column.take(pa.array(train))
