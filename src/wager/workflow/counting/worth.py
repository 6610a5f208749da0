"""What a perfect model would be worth, and what doing nothing is: counted on development rows, in money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wager.design.kinds.worth import Costs, Forecast
from wager.design.sentences.metrics import PER
from wager.evaluation.estimate import per_unit
from wager.foundation.amounts import Duration, Money, Rate
from wager.foundation.errors import BadInputError
from wager.money.foresight import most_earned
from wager.money.number_pays import number_pays
from wager.workflow.bind import capacity_of
from wager.workflow.counting.development import YEAR, Development
from wager.workflow.fielded import baseline
from wager.workflow.question import left_out

NOTHING = "do_nothing"


@dataclass(frozen=True)
class Worth:
    """What the question is worth.

    Attributes
    ----------
    currency, each : str
    rows : int
        Development rows that it was counted on.
    nothing, perfect : float
        Money per 1,000 rows, in whole units: of doing nothing, and of the best action given the truth.
    per_year : float or None
        Rows per 365 days, as the snapshot counts them.
    build, run : float or None
        What it costs to build, and to run for 365 days.
    forecast : dict of str to float, or None
        `low`, `likely` and `high` per 365 days.
    by : str
        Who estimated it.
    """

    currency: str
    each: str
    rows: int
    nothing: float
    perfect: float
    per_year: float | None
    build: float | None = None
    run: float | None = None
    forecast: dict[str, float] | None = None
    by: str = ""

    @property
    def ceiling(self) -> float:
        """The most that any model could win over doing nothing, per 1,000 rows."""
        return self.perfect - self.nothing

    def yearly(self, per_thousand: float) -> float | None:
        """Turn money per 1,000 rows into money per 365 days; None where the rows per year are not known."""
        return None if self.per_year is None else per_thousand * self.per_year / PER

    @property
    def cost(self) -> float | None:
        """Building it and a first year of running it; None where neither is said."""
        if self.build is None and self.run is None:
            return None
        return (self.build or 0.0) + (self.run or 0.0)

    @property
    def pays_off(self) -> bool | None:
        """False where even a perfect model wins less in a year than it costs; None where that cannot be told."""
        won = self.yearly(self.ceiling)
        return None if won is None or self.cost is None else won >= self.cost

    @property
    def beyond(self) -> tuple[str, ...]:
        """Which of the forecasts lie above what a perfect model would win."""
        won = self.yearly(self.ceiling)
        if won is None or self.forecast is None:
            return ()
        return tuple(name for name, amount in self.forecast.items() if amount > won)

    def to_json(self) -> dict[str, Any]:
        """Write as JSON values."""
        return {
            **vars(self),
            "ceiling": self.ceiling,
            "yearly": {
                name: self.yearly(value)
                for name, value in (
                    ("nothing", self.nothing),
                    ("perfect", self.perfect),
                    ("ceiling", self.ceiling),
                )
            },
            "cost": self.cost,
            "pays_off": self.pays_off,
            "beyond": list(self.beyond),
        }


def worth_of(development: Development) -> Worth:
    """Count what the question is worth, on development rows only.

    Of a number the perfect model predicts the truth; doing nothing expects its mean. Where an action can be done so
    often only, the perfect model knows the whole of each period beforehand.

    Raises
    ------
    BadInputError
        If there are no development rows, or a pay cannot be evaluated.
    """
    question, rows = development.question, development.rows
    if len(rows) == 0:
        design = question.design
        raise BadInputError(
            f"{design.path}:{design.line('split')}: there are no development rows to count on; "
            f"{left_out(question.parts.dropped)}; move the beginnings in `split`"
        )
    money, currency = question.design.money, question.inputs.currency
    if question.earned is not None:
        earned = question.earned[rows]
        nothing = earned[:, 0]
    else:
        earned = _of_numbers(development)
        found = baseline(question, NOTHING, rows).money
        nothing = np.zeros(len(rows), dtype=np.int64) if found is None else found
    moments, zone = question.rows.t[rows], question.wiring.config.time_zone
    perfect = most_earned(earned, capacity_of(question), moments, zone)
    scale = PER / per_unit(currency) / len(rows)
    return Worth(
        currency,
        question.design.rows.each,
        len(rows),
        float(nothing.sum()) * scale,
        float(perfect) * scale,
        development.per_year,
        *costs_of(money.costs),
        *forecast_of(money.forecast),
    )


def _of_numbers(development: Development) -> NDArray[np.int64]:
    question, rows = development.question, development.rows
    table, types = question.table
    truth = question.truth[rows]
    found = number_pays(
        question.design.money,
        question.wiring.engine,
        table.take(rows),
        types,
        objective=question.design.objective.name,
        prediction=truth,
        truth=truth,
        zone=question.wiring.config.time_zone,
    )
    return found.earned


def costs_of(costs: Costs | None) -> tuple[float | None, float | None]:
    """Return what it costs to build, and to run for 365 days, in whole units."""
    if costs is None:
        return None, None
    build = None if costs.build is None else float(costs.build.major)
    return build, None if costs.run is None else rate_per_year(costs.run)


def forecast_of(forecast: Forecast | None) -> tuple[dict[str, float] | None, str]:
    """Return what is forecast for 365 days, in whole units, and who did."""
    if forecast is None:
        return None, ""
    rates = {"low": forecast.low, "likely": forecast.likely, "high": forecast.high}
    return {name: rate_per_year(rate) for name, rate in rates.items()}, forecast.by


def rate_per_year(rate: Rate) -> float:
    """Return a rate's money for 365 days, in whole units.

    Examples
    --------
    >>> from wager.foundation.amount_texts import parse_rate
    >>> rate_per_year(parse_rate("400 USD per month"))
    4800.0
    """
    assert isinstance(rate.amount, Money)
    return float(rate.amount.major) * YEAR / Duration(rate.per.microseconds).microseconds
