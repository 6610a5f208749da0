"""How a prediction is told to whoever asked: the same document by HTTP, from a batch, and in an audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wager.foundation.amounts import places
from wager.foundation.moments import iso
from wager.money.pays import OTHERWISE
from wager.serving.prediction import Prediction


def answer_of(prediction: Prediction, identity: str) -> dict[str, Any]:
    """Write a prediction for the caller.

    Parameters
    ----------
    prediction : Prediction
    identity : str
        Its id in the log.

    Returns
    -------
    dict
        Keys that stay; what does not apply is null. `probability` is that of the objective, where it is or is not;
        `probabilities` those of its classes, where it has several; `value` the number, where it is one.
    """
    one, several = _probabilities(prediction.probabilities)
    return {
        "prediction": identity,
        "serves": prediction.serves,
        "version": prediction.version,
        "arm": prediction.arm,
        "action": prediction.action or None,
        "probability": one,
        "probabilities": several,
        "value": prediction.value,
        "expected_money": _expected(prediction),
        "decide_at": iso(prediction.decide_at),
        "at": iso(prediction.at),
    }


def _probabilities(of: Mapping[str, float]) -> tuple[float | None, Mapping[str, float] | None]:
    if len(of) == 2 and OTHERWISE in of:
        return next(share for name, share in of.items() if name != OTHERWISE), None
    return None, of or None


def _expected(prediction: Prediction) -> dict[str, Any] | None:
    if not prediction.expected:
        return None
    digits = places(prediction.currency)
    by_action = {action: decimal(minor, digits) for action, minor in prediction.expected.items()}
    return {
        "amount": by_action.get(prediction.action),
        "currency": prediction.currency,
        "by_action": by_action,
    }


def decimal(minor: int, digits: int) -> str:
    """Write minor units as a decimal number, exactly: JSON's own numbers would round it.

    Examples
    --------
    >>> decimal(-51234, 2), decimal(-5, 2), decimal(800, 0), decimal(7, 3)
    ('-512.34', '-0.05', '800', '0.007')
    """
    if not digits:
        return str(minor)
    whole, rest = divmod(abs(minor), 10**digits)
    return f"{'-' if minor < 0 else ''}{whole}.{rest:0{digits}d}"
