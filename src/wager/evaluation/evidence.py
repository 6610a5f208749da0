"""Evidence: metrics, money and slices with intervals, for everyone who decided, on named rows; frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.estimate import Estimate
from wager.evaluation.figures import MONEY, Figures
from wager.evaluation.worth.records import Profit, Promise, Thresholds
from wager.foundation.errors import NotFoundError, nearest

FORMAT = 1


@dataclass(frozen=True)
class Evidence:
    """What is known about a model's worth.

    Attributes
    ----------
    model : str
        The contender that the run is about.
    part : str
        Of the split: `tune` or `holdout`.
    rows, clusters : int
        How many were judged.
    first, last : int or None
        Smallest and largest prediction time, microseconds.
    each, cluster_word : str
        The words for one row and for several clusters.
    currency : str
        ISO 4217; estimates in money are in its whole units.
    contenders : tuple of Figures
        The model first.
    differences : tuple of Figures
        The model minus each other contender, on the same rows.
    threshold : float or None
        The probability from which acting pays, where one number says it.
    rows_fingerprint : str
        Names the rows.
    zone : str
        Time zone in which people read the moments.
    promise : Promise or None
        What the model expected to earn, beside what it earned; None where it expected nothing.
    thresholds : Thresholds or None
        Probabilities to act from. Of development rows only.
    profit : Profit or None
        Money by the share of rows acted on. Of development rows only.
    cuts : dict of str to float
        Of actions with a capacity: the least gain for which the model takes them where rows are decided one by one, in
        whole units of the currency; its least rank where a rank says who goes first.
    ranked : bool
        True where a rank does.
    lost : str
        Why no figures are there; empty where they are.
    """

    model: str
    part: str
    rows: int
    clusters: int
    first: int | None
    last: int | None
    each: str
    cluster_word: str
    currency: str
    contenders: tuple[Figures, ...]
    differences: tuple[Figures, ...]
    threshold: float | None = None
    rows_fingerprint: str = ""
    zone: str = "UTC"
    promise: Promise | None = None
    thresholds: Thresholds | None = None
    profit: Profit | None = None
    cuts: Mapping[str, float] = field(default_factory=dict)
    lost: str = ""
    ranked: bool = False

    @property
    def money(self) -> Estimate:
        """The model's money per 1,000 rows with its interval, in whole units of the currency."""
        return self.of(self.model).measures[MONEY]

    def of(self, name: str) -> Figures:
        """Return a contender's own figures."""
        return self._find(self.contenders, name, [figures.name for figures in self.contenders])

    def against(self, name: str) -> Figures:
        """Return the model's difference from another contender."""
        return self._find(self.differences, name, [figures.against for figures in self.differences])

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        empty = {name for name in ("lost", "ranked") if not getattr(self, name)}
        apart = {"contenders", "differences", *empty}
        plain = {name: value for name, value in vars(self).items() if name not in apart}
        return {
            "format": FORMAT,
            **plain,
            **{name: one and one.to_json() for name, one in self._worth().items()},
            "contenders": [figures.to_json() for figures in self.contenders],
            "differences": [figures.to_json() for figures in self.differences],
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Evidence:
        """Read what `to_json` wrote."""
        plain = {name: value for name, value in found.items() if name != "format"}
        for name in ("contenders", "differences"):
            plain[name] = tuple(Figures.from_json(figures) for figures in found[name])
        for name, kind in (("promise", Promise), ("thresholds", Thresholds), ("profit", Profit)):
            plain[name] = kind.from_json(found[name]) if found.get(name) else None
        return cls(**plain)

    def _worth(self) -> dict[str, Any]:
        return {"promise": self.promise, "thresholds": self.thresholds, "profit": self.profit}

    def _find(self, figures: Sequence[Figures], name: str, names: Sequence[str]) -> Figures:
        if self.lost:
            raise NotFoundError(self.lost)
        if name not in names:
            raise NotFoundError(f"no evidence on {name!r}{nearest(name, names)}; there is {', '.join(names)}")
        return figures[names.index(name)]
