"""The single best split of one column, chosen by what it would have earned on train.

This is the baseline `rule` of a one-file project: what a person with a pivot table would find. A numeric
column is cut at a threshold, a category's levels are divided in two; each side takes one action, the
two differ, and rows without a value join whichever side earns more. For a number to be predicted, each side
answers its mean, and squared error decides.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.foundation.errors import BadInputError
from wager.foundation.fingerprint import canonical
from wager.training.columns import (
    Booleans,
    Columns,
    Floats,
    Integers,
    codes,
    column,
    is_category,
    length,
    levels,
    numbers,
)
from wager.training.estimator import FITTED, Answers, Files, Sample, Task

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
        alone = worth.sum(axis=0)
        kind: Answers = "values" if task.kind == "number" else "actions"
        plain = FittedSplit(kind, None, None, (), (int(alone.argmax()),) * 3, task.actions, float(alone.max()))
        best: FittedSplit | None = None
        for name in sorted(train.columns):
            for split in self._splits(name, train.column(name), worth, plain):
                if best is None or split.earned > best.earned:
                    best = split
        best = best or plain
        return best if kind == "actions" else _with_means(best, train)

    def _splits(self, name: str, found: Any, worth: Floats, like: FittedSplit) -> Iterator[FittedSplit]:
        like = replace(like, column=name)
        if like.answers == "values":
            yield from self._by_error(found, worth, like)
        elif is_category(found):
            yield from self._by_level(found, worth, like)
        else:
            yield from self._by_threshold(found, worth, like)

    def _by_threshold(self, found: Any, worth: Floats, like: FittedSplit) -> Iterator[FittedSplit]:
        values = numbers(found)
        missing = np.isnan(values)
        without = worth[missing].sum(axis=0)
        cuts, below, total = _running(values[~missing], worth[~missing], self.least_rows)
        if len(cuts) == 0:
            return
        for low, high in permutations(range(worth.shape[1]), 2):
            earned = below[:, low] + (total[high] - below[:, high])
            place = int(earned.argmax())
            nothing = low if without[low] >= without[high] else high
            value = float(earned[place] + without[nothing])
            yield replace(like, threshold=float(cuts[place]), sides=(low, high, nothing), earned=value)

    def _by_level(self, found: Any, worth: Floats, like: FittedSplit) -> Iterator[FittedSplit]:
        known = levels(found, most=MOST_LEVELS, least_rows=self.least_rows)
        place = codes(found, known)
        sums = [np.bincount(place + 1, weights=part, minlength=len(known) + 1) for part in worth.T]
        by_level = np.column_stack(sums)
        for rest, chosen in permutations(range(worth.shape[1]), 2):
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
            values, known = _ranked(codes(found, known), known, worth[:, 0])
        else:
            values = numbers(found)
        there = ~np.isnan(values)
        cuts, below, total = _running(values[there], worth[there], self.least_rows)
        if len(cuts) == 0:
            return
        rows = np.searchsorted(np.sort(values[there]), cuts)
        above = total[0] - below[:, 0]
        explained = below[:, 0] ** 2 / rows + above**2 / (int(there.sum()) - rows)
        place = int(explained.argmax())
        cut, value = float(cuts[place]), float(explained[place])
        if known:
            yield replace(like, levels=tuple(sorted(known[int(cut) :])), earned=value)
        else:
            yield replace(like, threshold=cut, earned=value)


def _worth(task: Task, train: Sample) -> Floats:
    # Sums of whole minor units stay exact in floats below 2**53: 90 trillion dollars.
    if task.kind == "number":
        return np.asarray(train.truth - train.truth.mean(), dtype=np.float64)[:, None]
    if train.earned is None:
        raise BadInputError("`best_split` needs what each action would have earned; give `Sample.earned`")
    return train.earned.astype(np.float64)


def _running(values: Floats, worth: Floats, least: int) -> tuple[Floats, Floats, Floats]:
    # Possible cuts (the first value of the upper side), what the rows below each earn, and what all do.
    order = np.argsort(values, kind="stable")
    ordered, sums = values[order], np.cumsum(worth[order], axis=0)
    rows = np.arange(1, len(ordered))
    fine = (ordered[1:] > ordered[:-1]) & (rows >= least) & (len(ordered) - rows >= least)
    total = sums[-1] if len(sums) else np.zeros(worth.shape[1])
    return ordered[1:][fine], sums[:-1][fine], total


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


@dataclass(frozen=True)
class FittedSplit:
    """The split.

    Attributes
    ----------
    column : str or None
        None where no column could be split.
    threshold : float or None
        Values from here upwards are the upper side; None for a category.
    levels : tuple of str
        The upper side of a category.
    sides : tuple of int
        The actions of the lower side, the upper side, and of rows without a value.
    actions : tuple of str
        Their names.
    earned : float
        Minor units on all training rows; for a number, the square that it explains.
    means : tuple of float
        For a number: the answers of the three sides.
    """

    answers: Answers
    column: str | None
    threshold: float | None
    levels: tuple[str, ...]
    sides: tuple[int, ...]
    actions: tuple[str, ...]
    earned: float
    means: tuple[float, ...] = ()

    def upper(self, columns: Columns) -> tuple[Booleans, Booleans]:
        """Return which rows are on the upper side, and which have no value."""
        rows = length(columns)
        if self.column is None:
            return np.zeros(rows, dtype=np.bool_), np.zeros(rows, dtype=np.bool_)
        found = column(columns, self.column)
        if self.threshold is None:
            missing = np.asarray(found.is_null().to_numpy(zero_copy_only=False), dtype=np.bool_)
            return codes(found, self.levels) >= 0, missing
        values = numbers(found)
        return values >= self.threshold, np.isnan(values)

    def predict(self, columns: Columns) -> NDArray[Any]:
        """Take each row's side."""
        upper, missing = self.upper(columns)
        place = np.where(missing, 2, upper.astype(np.int64))
        if self.answers == "values":
            return np.asarray(self.means)[place]
        return np.asarray(self.sides, dtype=np.int8)[place]

    def to_files(self) -> dict[str, bytes]:
        """Write JSON."""
        written = {
            "format": 1,
            "algorithm": "best_split",
            "answers": self.answers,
            "column": self.column,
            "threshold": self.threshold,
            "levels": self.levels,
            "sides": self.sides,
            "actions": self.actions,
            "earned": self.earned,
            "means": self.means,
        }
        return {FITTED: canonical(written)}

    @classmethod
    def from_files(cls, written: Mapping[str, Any], files: Files) -> FittedSplit:
        """Read what `to_files` wrote."""
        del files
        threshold = written["threshold"]
        return cls(
            written["answers"],
            written["column"],
            None if threshold is None else float(threshold),
            tuple(written["levels"]),
            tuple(map(int, written["sides"])),
            tuple(written["actions"]),
            float(written["earned"]),
            tuple(map(float, written["means"])),
        )

    def describe(self) -> str:
        """Write the split as a person would."""
        if self.column is None:
            return f"always {self.actions[self.sides[0]]}" if self.answers == "actions" else "the mean"
        if self.threshold is None:
            shown = ", ".join(self.levels[:6]) + (", …" if len(self.levels) > 6 else "")
            condition = f"{self.column} in ({shown})"
        else:
            condition = f"{self.column} >= {self.threshold:.10g}"
        if self.answers == "values":
            return f"{self.means[1]:.6g} where {condition}, else {self.means[0]:.6g}"
        return f"{self.actions[self.sides[1]]} where {condition}, else {self.actions[self.sides[0]]}"
