"""A sign that something of a row was written after its decision, and how sure it has to be before it is said.

Each look at a design tests many columns. A look shares `ALPHA` among all that it tests (Bonferroni), so that of designs in which
nothing is wrong it accuses one in a thousand by chance, however many columns they have; the looks together stay below one in a hundred.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from wager.evaluation.two_ways import Ways
from wager.training.columns import Booleans, Columns

ALPHA = 0.001
"""How often one look accuses a design in which nothing is wrong."""

TOO_GOOD = 0.95
"""How surely a column may tell two rows apart by itself before somebody has to say why.

It is a bound on the truth, not on the figure seen: nothing is said unless the lower end of the interval lies above it.
"""

ODDS = TOO_GOOD / (1 - TOO_GOOD)
"""The same for one value of a column: the factor by which it may change the odds of an outcome, which makes 95 % of an even chance."""


@dataclass(frozen=True)
class Sign:
    """What was seen, of which columns.

    Attributes
    ----------
    columns : tuple of str
        What is accused; empty where it is the rows.
    said : str
        The evidence in figures, for people.
    """

    columns: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class Seen:
    """Development rows with what came of them.

    Attributes
    ----------
    columns : mapping of str to pyarrow.Array
        What models read; n rows.
    truth : ndarray, shape (n,)
        0 and 1, codes of classes, or numbers.
    kind : str
        `binary`, `classes` or `number`.
    said : str
        How messages call the outcome.
    clusters : ndarray of int64, shape (n,), or a tuple of one or two
        Which rows are not independent.
    classes : tuple of str
        Names of the classes.
    """

    columns: Columns
    truth: NDArray[Any]
    kind: Literal["binary", "classes", "number"]
    said: str
    clusters: Ways
    classes: tuple[str, ...] = ()

    def events(self) -> dict[str, Booleans]:
        """Name what may be true of a row: the outcome; each class; to lie above each tenth of the outcomes.

        Examples
        --------
        >>> rows = np.arange(3)
        >>> {name: true.tolist() for name, true in Seen({}, np.array([1, 0, 1]), "binary", "late", rows).events().items()}
        {'late': [True, False, True]}
        """
        if self.kind == "binary":
            return {self.said: self.truth > 0.5}
        if self.kind == "classes":
            return {
                f"{self.said} = {self.classes[code]}": self.truth == code
                for code in np.unique(self.truth).astype(int)
            }
        cuts = np.unique(np.quantile(self.truth, np.linspace(0.1, 0.9, 9)))
        return {f"{self.said} above {cut:.6g}": self.truth > cut for cut in cuts}

    def first_clusters(self) -> NDArray[np.int64]:
        """Return the first way in which rows hang together."""
        return self.clusters[0] if isinstance(self.clusters, tuple) else self.clusters
