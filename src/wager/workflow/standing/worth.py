"""Forecast and judged money, both per year, so that they can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from wager.design.design_record import Design
from wager.design.frozen.log import Entry
from wager.design.sentences.metrics import PER
from wager.foundation.amounts import DAY, Money, Rate

YEAR = 365 * DAY


@dataclass(frozen=True)
class Worth:
    """Money with its range, in whole units of the project's currency.

    Attributes
    ----------
    value : float
        Likely, or as judged.
    low, high : float or None
        The range of a forecast, or the 95 % interval of a verdict; None where that has none.
    """

    value: float
    low: float | None
    high: float | None

    def times(self, factor: float) -> Worth:
        """Return it for so many times as many rows."""
        ends = (None if end is None else end * factor for end in (self.low, self.high))
        return Worth(self.value * factor, *ends)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return dict(vars(self))


def forecast(design: Design) -> Worth | None:
    """Return what the design expects per year; None where it does not say."""
    said = design.money.forecast
    return None if said is None else Worth(_yearly(said.likely), _yearly(said.low), _yearly(said.high))


def _yearly(rate: Rate) -> float:
    assert isinstance(rate.amount, Money)
    return float(rate.amount.major) * YEAR / rate.per.microseconds


def judged_per_1000(verdict: Entry) -> Worth | None:
    """Return what a verdict found over doing nothing, per 1,000 rows."""
    found: Mapping[str, Any] = verdict.body["verdict"].get("against", {}).get("do_nothing") or {}
    return None if found.get("value") is None else Worth(found["value"], found["low"], found["high"])


def rows_per_year(design: Design, verdict: Entry) -> float | None:
    """Return the rows per 365 days that a verdict counted on its snapshot; None where they have no time.

    An older verdict, which did not, counts those of its holdout; generated rows stand for the time until the next cut-off.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> design = SimpleNamespace(rows=SimpleNamespace(every=None))
    >>> rows_per_year(design, Entry("0f", "verdict", "a", "H1", 0, (), {"evidence": {"rows": 500, "first": 0, "last": 10 * DAY}}))
    18250.0
    """
    counted = verdict.body.get("scope", {}).get("rows_per_year")
    if counted is not None:
        return float(counted)
    evidence = verdict.body["evidence"]
    if evidence["first"] is None or evidence["last"] is None:
        return None
    every = design.rows.every
    period = evidence["last"] - evidence["first"] + (0 if every is None else every.step.microseconds)
    return float(evidence["rows"] * YEAR / period) if period > 0 else None


def judged_per_year(design: Design, verdict: Entry) -> Worth | None:
    """Return what a verdict found over doing nothing, per year."""
    found, rows = judged_per_1000(verdict), rows_per_year(design, verdict)
    return None if found is None or rows is None else found.times(rows / PER)
