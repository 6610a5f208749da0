"""The mean of each cell with its standard error by clusters, of many cells at once: what a search asks first.

The same as `estimate(mean(values, among), clusters)` for each cell, in one pass over the rows: with S the sum of a cell in a cluster and N its
rows there, the influences of the cell's mean m add up to (S - mN) / ΣN in that cluster. A test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_DENSE = 1 << 22  # so many cells by clusters are counted without being sorted


@dataclass(frozen=True, eq=False)
class CellSums:
    """What is known of each cell.

    Attributes
    ----------
    rows, clusters, events : ndarray of int64, shape (cells,)
        Events are rows that count: of a difference those that differ.
    mean, se : ndarray of float, shape (cells,)
        Infinite errors where there are too few clusters to have one.
    degrees : ndarray of int64, shape (cells,)
        Clusters that the error rests on.
    """

    rows: Integers
    clusters: Integers
    events: Integers
    mean: Floats
    se: Floats
    degrees: Integers

    def p_values(self) -> Floats:
        """Say of each cell how rare such a low mean is where the truth is zero, by t; 1 where nothing varies."""
        from scipy.special import stdtr

        told = np.isfinite(self.se) & (self.se > 0) & (self.degrees > 1)
        t = np.where(told, self.mean / np.where(told, self.se, 1.0), 0.0)
        return np.where(told, stdtr(np.maximum(self.degrees - 1, 1), t), 1.0)


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows whose means are asked for.

    Attributes
    ----------
    values : ndarray of float, shape (n,)
    clusters : ndarray of int64, shape (n,)
        Coded from 0.
    beside_mean : bool
        Whether each mean is taken less that of all rows.
    """

    values: Floats
    clusters: Integers
    beside_mean: bool = False

    @cached_property
    def groups(self) -> int:
        """How many clusters there are."""
        return int(self.clusters.max(initial=-1)) + 1

    @cached_property
    def off(self) -> Floats:
        """How far each row lies from the mean of all."""
        return np.asarray(self.values - self.values.mean())

    @cached_property
    def off_by_cluster(self) -> Floats:
        """The same, summed by cluster."""
        return np.asarray(
            np.bincount(self.clusters, weights=self.off, minlength=self.groups), dtype=np.float64
        )

    def sums(self, place: Integers, cells: int) -> CellSums:
        """Measure each cell.

        Parameters
        ----------
        place : ndarray of int64, shape (n,)
            The cell of each row.
        cells : int

        Examples
        --------
        >>> found = Rows(np.array([1.0, 3.0, 5.0]), np.arange(3)).sums(np.array([0, 0, 1]), 2)
        >>> found.mean.tolist(), found.se.round(3).tolist()
        ([2.0, 5.0], [1.0, inf])
        """
        rows = np.bincount(place, minlength=cells)
        count = np.maximum(rows, 1)
        mean = np.bincount(place, weights=self.values, minlength=cells) / count
        events = np.bincount(place, weights=self.values != 0, minlength=cells).astype(np.int64)
        clusters, squares, products = self._by_cluster(place, cells, mean)
        if self.beside_mean:
            # The mean of all is of the same rows: the influences of both are subtracted before they are squared.
            whole = len(self.values)
            variance = (
                squares / count**2
                - 2 * products / (count * whole)
                + float((self.off_by_cluster**2).sum()) / whole**2
            )
            mean, degrees = mean - float(self.values.mean()), np.full(cells, self.groups)
        else:
            variance, degrees = squares / count**2, clusters
        factor = np.where(degrees > 1, degrees / np.maximum(degrees - 1, 1), np.inf)
        with np.errstate(invalid="ignore"):
            error = np.sqrt(factor * np.maximum(variance, 0.0))
        return CellSums(rows, clusters, events, mean, np.where(clusters > 1, error, np.inf), degrees)

    def _by_cluster(self, place: Integers, cells: int, mean: Floats) -> tuple[Integers, Floats, Floats]:
        """Return for each cell its clusters, the squares of its sums about its mean, and their products with those of all."""
        if self.groups == len(self.values):  # each row its own cluster
            about = self.values - mean[place]
            squares, products = (_sum(place, one, cells) for one in (about**2, about * self.off))
            return np.bincount(place, minlength=cells), squares, products
        key = place * self.groups + self.clusters
        if cells * self.groups <= _DENSE:
            rows = np.bincount(key, minlength=cells * self.groups).reshape(cells, self.groups)
            sums = np.bincount(key, weights=self.values, minlength=cells * self.groups).reshape(rows.shape)
            about = sums - mean[:, None] * rows
            return (rows > 0).sum(axis=1), (about**2).sum(axis=1), about @ self.off_by_cluster
        told, where = np.unique(key, return_inverse=True)
        cell, cluster = told // self.groups, told % self.groups
        about = np.bincount(where, weights=self.values) - mean[cell] * np.bincount(where)
        squares, products = (
            _sum(cell, one, cells) for one in (about**2, about * self.off_by_cluster[cluster])
        )
        return np.bincount(cell, minlength=cells), squares, products


def _sum(place: Integers, weights: Floats, cells: int) -> Floats:
    return np.asarray(np.bincount(place, weights=weights, minlength=cells), dtype=np.float64)
