"""The single best split of one column, chosen by what it would have earned on train.

This is the baseline `rule` of a one-file project: what a person with a pivot table would find. A numeric
column is cut at a threshold, a category's levels are divided in two; each side takes one action, the
two differ, and rows without a value join whichever side earns more. For a number to be predicted, each side
answers its mean, and squared error decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np

from wager.adapters.estimators.fitted_split import FittedSplit
from wager.foundation.errors import BadInputError
from wager.training.columns import Floats, Integers, codes, is_category, levels, numbers
from wager.training.estimator import Answers, Sample, Task

LEAST_ROWS = 20
"""A side, or a level, with fewer training rows is not trusted: a key would win any contest on train."""

MOST_LEVELS = 1000


@dataclass(frozen=True)
class BestSplit:
    """Learns one split."""

    least_rows: int = LEAST_ROWS

    def fit(self, task: Task, train: Sample, tune: Sample | None) -> FittedSplit:
        """Try every cut of every column; equal earnings go to the first column by name and lowest cut.

        Raises
        ------
        BadInputError
            If the sample does not say what each action would have earned.
        """
        del tune
        worth = _worth(task, train)
        alone, exact = worth.sum(axis=1), bool(np.abs(worth).sum() < 2**53)
        kind: Answers = "values" if task.kind == "number" else "actions"
        plain = FittedSplit(
            kind, None, None, (), (int(alone.argmax()),) * 3, task.actions, float(alone.max())
        )
        best: FittedSplit | None = None
        for name in sorted(train.columns):
            for split in self._splits(name, train.column(name), worth, plain, exact=exact):
                if best is None or split.earned > best.earned:
                    best = split
        best = best or plain
        return best if kind == "actions" else _with_means(best, train)

    def _splits(
        self, name: str, found: Any, worth: Floats, like: FittedSplit, *, exact: bool
    ) -> Iterator[FittedSplit]:
        like = replace(like, column=name)
        if like.answers == "values":
            yield from self._by_error(found, worth, like)
        elif is_category(found):
            yield from self._by_level(found, worth, like)
        else:
            yield from self._by_threshold(found, worth, like, exact=exact)

    def _by_threshold(
        self, found: Any, worth: Floats, like: FittedSplit, *, exact: bool
    ) -> Iterator[FittedSplit]:
        values = numbers(found)
        missing = np.isnan(values)
        without = worth[:, missing].sum(axis=1)
        if missing.any():
            values, worth = values[~missing], worth[:, ~missing]
        cuts, below, total = _running(values, worth, self.least_rows, exact=exact)
        if len(cuts) == 0:
            return
        for low, high in permutations(range(len(worth)), 2):
            earned = below[low] + (total[high] - below[high])
            place = int(earned.argmax())
            nothing = low if without[low] >= without[high] else high
            value = float(earned[place] + without[nothing])
            yield replace(like, threshold=float(cuts[place]), sides=(low, high, nothing), earned=value)

    def _by_level(self, found: Any, worth: Floats, like: FittedSplit) -> Iterator[FittedSplit]:
        known = levels(found, most=MOST_LEVELS, least_rows=self.least_rows)
        place = codes(found, known)
        sums = [np.bincount(place + 1, weights=part, minlength=len(known) + 1) for part in worth]
        by_level = np.column_stack(sums)
        for rest, chosen in permutations(range(len(worth)), 2):
            # Levels never seen, rare or missing stay with the rest, which is what a person would expect.
            gain = by_level[1:, chosen] - by_level[1:, rest]
            taken = np.flatnonzero(gain > 0)
            if 0 < len(taken) < len(known):
                value = float(by_level[:, rest].sum() + gain[taken].sum())
                names = tuple(known[level] for level in taken)
                yield replace(like, levels=names, sides=(rest, chosen, rest), earned=value)

    def _by_error(self, found: Any, worth: Floats, like: FittedSplit) -> Iterator[FittedSplit]:
        # `worth` holds the centred number: the split that explains most of its square is the best.
        known: tuple[str, ...] = ()
        if is_category(found):
            known = levels(found, most=MOST_LEVELS, least_rows=self.least_rows)
            values, known = _ranked(codes(found, known), known, worth[0])
        else:
            values = numbers(found)
        there = ~np.isnan(values)
        cuts, below, total = _running(values[there], worth[:, there], self.least_rows, exact=False)
        if len(cuts) == 0:
            return
        rows = np.searchsorted(np.sort(values[there]), cuts)
        above = total[0] - below[0]
        explained = below[0] ** 2 / rows + above**2 / (int(there.sum()) - rows)
        place = int(explained.argmax())
        cut, value = float(cuts[place]), float(explained[place])
        if known:
            yield replace(like, levels=tuple(sorted(known[int(cut) :])), earned=value)
        else:
            yield replace(like, threshold=cut, earned=value)


def _worth(task: Task, train: Sample) -> Floats:
    # Of each action, what it earns on each row; of a number, how far it is from its mean.
    # Sums of whole minor units stay exact in floats below 2**53: 90 trillion dollars.
    if task.kind == "number":
        return np.asarray(train.truth - train.truth.mean(), dtype=np.float64)[None]
    if train.earned is None:
        raise BadInputError("`best_split` needs what each action would have earned; give `Sample.earned`")
    return np.ascontiguousarray(train.earned.T, dtype=np.float64)


def _running(
    values: Floats, worth: Floats, least: int, *, exact: bool
) -> tuple[Floats, list[Floats], list[float]]:
    # Possible cuts (the first value of the upper side), what the rows below each earn, and what all do. Sums that are exact are the
    # same in any order of equal values, so that these need no stable sort, which takes four times as long.
    order = np.argsort(values, kind=None if exact else "stable")
    ordered, sums = values[order], [np.cumsum(part[order]) for part in worth]
    rows = np.arange(1, len(ordered))
    fine = np.flatnonzero((ordered[1:] > ordered[:-1]) & (rows >= least) & (len(ordered) - rows >= least))
    total = [float(part[-1]) if len(part) else 0.0 for part in sums]
    return ordered[fine + 1], [part[fine] for part in sums], total


def _ranked(place: Integers, known: tuple[str, ...], worth: Floats) -> tuple[Floats, tuple[str, ...]]:
    rows = np.bincount(place + 1, minlength=len(known) + 1)[1:]
    means = np.bincount(place + 1, weights=worth, minlength=len(known) + 1)[1:] / np.maximum(rows, 1)
    order = np.lexsort((np.arange(len(known)), means))
    rank = np.empty(len(known) + 1)
    rank[order], rank[-1] = np.arange(len(known)), np.nan  # code -1 is the last: missing or rare
    return rank[place], tuple(known[level] for level in order)


def _with_means(split: FittedSplit, train: Sample) -> FittedSplit:
    upper, missing = split.upper(train.columns)
    overall = float(train.truth.mean())
    sides = (~upper & ~missing, upper & ~missing, missing)
    means = (float(train.truth[side].mean()) if side.any() else overall for side in sides)
    return replace(split, means=tuple(means))
