"""Amounts that goals and guardrails ask for, as numbers of what is measured."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from wager.design.sentences.goals import Amount
from wager.design.sentences.metrics import Metric
from wager.evaluation.influence import Measured
from wager.evaluation.metrics import unit
from wager.foundation.amounts import Change, Money, Relative, Share
from wager.foundation.errors import BadInputError


def with_share(spare: Measured, theirs: Measured, share: float) -> Measured:
    """Add a share of the other's figure to what is to spare, with that figure's own uncertainty."""
    part = theirs.times(share * (1 if theirs.value >= 0 else -1))
    return spare.minus(part.times(-1))


def amount_asked(amount: Amount | Literal["any"], metric: Metric, currency: str) -> tuple[float, float]:
    """Return the fixed part of an amount as it is measured (money in minor units), and the share of the baseline's value.

    Raises
    ------
    BadInputError
        If it is no amount of such a metric.
    """
    if isinstance(amount, str):
        return 0.0, 0.0
    if isinstance(amount, Relative):
        return 0.0, float(amount.value)
    if isinstance(amount, Money):
        if metric.kind != "money" or amount.currency != currency:
            raise BadInputError(f"{amount} is no amount of `{metric}`, which is in {unit(metric, currency)}")
        return float(amount.minor), 0.0
    if metric.kind == "money" or not isinstance(amount, Change | Share | Decimal):
        raise BadInputError(f"{amount} is no amount of `{metric}`; write it in {unit(metric, currency)}")
    return float(amount if isinstance(amount, Decimal) else amount.value), 0.0
