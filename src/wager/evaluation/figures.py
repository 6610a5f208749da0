"""The figures of one contender, or of its difference from another: all metrics, over all rows and by slice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wager.evaluation.estimate import Estimate

Measures = Mapping[str, Estimate]
"""By name of the metric."""


@dataclass(frozen=True)
class Figures:
    """The figures of one contender, or of its difference from another on the same rows.

    Attributes
    ----------
    name : str
        Of the contender.
    against : str
        Of the one that is subtracted; empty for the contender's own figures.
    described : str
        One line on what it is.
    measures : mapping of str to Estimate
        By name of the metric.
    slices : mapping of str to mapping of str to mapping of str to Estimate
        By dimension, value, and name of the metric. What is undefined on all rows is left out.
    gaps : mapping of str to mapping of str to Gap
        By dimension and name of the metric: the two groups that lie furthest apart. Of a contender's own figures only.
    """

    name: str
    against: str
    described: str
    measures: Measures
    slices: Mapping[str, Mapping[str, Measures]]
    gaps: Mapping[str, Mapping[str, Gap]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            "name": self.name,
            "against": self.against,
            "described": self.described,
            "measures": _written(self.measures),
            "slices": {
                dimension: {value: _written(found) for value, found in values.items()}
                for dimension, values in self.slices.items()
            },
            "gaps": {
                dimension: {name: gap.to_json() for name, gap in gaps.items()}
                for dimension, gaps in self.gaps.items()
            },
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Figures:
        """Read what `to_json` wrote."""
        slices = {
            dimension: {value: _read(measures) for value, measures in values.items()}
            for dimension, values in found["slices"].items()
        }
        gaps = {
            dimension: {name: Gap.from_json(gap) for name, gap in of_dimension.items()}
            for dimension, of_dimension in found.get("gaps", {}).items()
        }
        return cls(
            found["name"], found["against"], found["described"], _read(found["measures"]), slices, gaps
        )


def _written(measures: Measures) -> dict[str, Any]:
    return {name: found.to_json() for name, found in measures.items()}


def _read(found: Mapping[str, Any]) -> dict[str, Estimate]:
    return {name: Estimate.from_json(measure) for name, measure in found.items()}


@dataclass(frozen=True)
class Gap:
    """How far the two furthest groups of a dimension lie apart.

    Attributes
    ----------
    high, low : str
        The groups.
    estimate : Estimate
        High less low. The interval is as much wider as choosing the furthest of all pairs asks for (Bonferroni).
    groups : int
        How many were compared: those with enough rows.
    """

    high: str
    low: str
    estimate: Estimate
    groups: int

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {**vars(self), "estimate": self.estimate.to_json()}

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Gap:
        """Read what `to_json` wrote."""
        return cls(**{**found, "estimate": Estimate.from_json(found["estimate"])})


MONEY = "money"
